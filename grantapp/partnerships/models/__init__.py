"""Organizations, and lasting partnerships of two or more places."""

from grantapp.partnerships.models.evidence import Correctable, KindEntry, LogEntry, PartnershipAgreement
from grantapp.partnerships.models.imports import ImportRow, ImportRun
from grantapp.partnerships.models.organizations import (
    Address,
    Identifier,
    LegalStatus,
    Membership,
    Organization,
    OrganizationKind,
    PopulationClass,
    Scheme,
)
from grantapp.partnerships.models.partnerships import (
    ActivityKind,
    DateQuality,
    Partnership,
    PartnershipActivity,
    PartnershipKind,
    PartnershipMember,
    SideStatus,
)

__all__ = [
    "ActivityKind",
    "Address",
    "Correctable",
    "DateQuality",
    "Identifier",
    "ImportRow",
    "ImportRun",
    "KindEntry",
    "LegalStatus",
    "LogEntry",
    "Membership",
    "Organization",
    "OrganizationKind",
    "Partnership",
    "PartnershipActivity",
    "PartnershipAgreement",
    "PartnershipKind",
    "PartnershipMember",
    "PopulationClass",
    "Scheme",
    "SideStatus",
]
