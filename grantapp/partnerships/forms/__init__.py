"""Parsing and shape of the forms about partnerships and organizations."""

from grantapp.partnerships.forms.organizations import (
    OrganizationForm,
    StandingForm,
)
from grantapp.partnerships.forms.partnerships import (
    CHANGES,
    SideStatusForm,
)

__all__ = [
    "CHANGES",
    "OrganizationForm",
    "SideStatusForm",
    "StandingForm",
]
