"""People, their roles, and what lets them in."""

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

__all__ = [
    "PRODUCT_SCOPE_ID",
    "AccessToken",
    "Person",
    "Role",
    "RoleGrant",
    "Scope",
    "ScopeKind",
    "SignInThrottle",
    "TokenPurpose",
]
