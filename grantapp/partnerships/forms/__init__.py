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
    SideStatusForm,
)

__all__ = [
    "CHANGES",
    "CorrectionForm",
    "ImportForm",
    "MembershipForm",
    "NewOrganizationForm",
    "OrganizationForm",
    "SideStatusForm",
]
