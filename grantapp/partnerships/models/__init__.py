"""Organizations, and lasting partnerships of two or more places."""

from grantapp.partnerships.models.organizations import (
    Organization,
    OrganizationKind,
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
    "DateQuality",
    "Organization",
    "OrganizationKind",
    "Partnership",
    "PartnershipActivity",
    "PartnershipKind",
    "PartnershipMember",
    "SideStatus",
]
