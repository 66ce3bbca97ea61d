"""Organizations, and lasting partnerships of two or more places."""

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
    "DateQuality",
    "Identifier",
    "ImportRow",
    "ImportRun",
    "LegalStatus",
    "Membership",
    "Organization",
    "OrganizationKind",
    "Partnership",
    "PartnershipActivity",
    "PartnershipKind",
    "PartnershipMember",
    "PopulationClass",
    "Scheme",
    "SideStatus",
]
