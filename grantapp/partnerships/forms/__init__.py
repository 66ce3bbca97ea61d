"""Parsing and shape of the forms about partnerships and organizations."""

from grantapp.partnerships.forms.imports import ColumnsForm, ImportForm
from grantapp.partnerships.forms.organizations import (
    CorrectionForm,
    MembershipForm,
    MergeForm,
    NewOrganizationForm,
    OrganizationForm,
)
from grantapp.partnerships.forms.partnerships import (
    ActivityEditForm,
    ActivityForm,
    AgreementEditForm,
    AgreementForm,
    EvidenceFileForm,
    KindForm,
    PartnershipForm,
    RemovalForm,
    SideStatusForm,
)

__all__ = [
    "ActivityEditForm",
    "ActivityForm",
    "AgreementEditForm",
    "AgreementForm",
    "ColumnsForm",
    "CorrectionForm",
    "EvidenceFileForm",
    "ImportForm",
    "KindForm",
    "MembershipForm",
    "MergeForm",
    "NewOrganizationForm",
    "OrganizationForm",
    "PartnershipForm",
    "RemovalForm",
    "SideStatusForm",
]
