"""People, roles and what is asked about them."""

from grantapp.accounts.models.deputations import Deputation, Occasion
from grantapp.accounts.models.factors import (
    Authenticator,
    Factor,
    Passkey,
    PersonSession,
    RecoveryCode,
    SessionEnd,
    SpentChallenge,
)
from grantapp.accounts.models.handovers import Handover, RoleCheck
from grantapp.accounts.models.own_data import DataCopy, DeletionRequest, DeletionStatus
from grantapp.accounts.models.people import (
    PRODUCT_SCOPE_ID,
    AccessToken,
    Person,
    Role,
    RoleGrant,
    Scope,
    ScopeKind,
    SignInThrottle,
    TokenPurpose,
)
from grantapp.accounts.models.requests import RequestStatus, RoleRequest

__all__ = [
    "PRODUCT_SCOPE_ID",
    "AccessToken",
    "Authenticator",
    "DataCopy",
    "DeletionRequest",
    "DeletionStatus",
    "Deputation",
    "Factor",
    "Handover",
    "Occasion",
    "Passkey",
    "Person",
    "PersonSession",
    "RecoveryCode",
    "RequestStatus",
    "Role",
    "RoleCheck",
    "RoleGrant",
    "RoleRequest",
    "Scope",
    "ScopeKind",
    "SessionEnd",
    "SignInThrottle",
    "SpentChallenge",
    "TokenPurpose",
]
