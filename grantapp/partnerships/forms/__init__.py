"""Parsing and shape of the forms about partnerships and organizations."""

from grantapp.partnerships.forms.imports import ImportForm
from grantapp.partnerships.forms.organizations import (
    CorrectionForm,
    MembershipForm,
    NewOrganizationForm,
    OrganizationForm,
)
from grantapp.partnerships.forms.partnerships import (
    CHANGES,
    ActivityForm,
    AgreementForm,
    KindForm,
    PartnershipForm,
    SideStatusForm,
)

__all__ = [
    "CHANGES",
    "ActivityForm",
    "AgreementForm",
    "CorrectionForm",
    "ImportForm",
    "KindForm",
    "MembershipForm",
    "NewOrganizationForm",
    "OrganizationForm",
    "PartnershipForm",
    "SideStatusForm",
]
