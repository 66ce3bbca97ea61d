"""Forms of accounts."""

from grantapp.accounts.forms.factors import CodeForm, ConfirmIdentityForm, KeyNameForm, SetUpForm
from grantapp.accounts.forms.people import (
    ADDRESS_MISSING,
    LANGUAGE_NAMES,
    LONGEST_ADDRESS,
    PASSWORD_MISSING,
    AcceptForm,
    AddressField,
    AddressForm,
    ChangePasswordForm,
    NewPasswordForm,
    ProfileForm,
    SecretField,
    SignInForm,
)
from grantapp.accounts.forms.roles import (
    ColleagueForm,
    DeputyForm,
    HandOverForm,
    InvitationForm,
    JoinForm,
    RoleForm,
    WhyForm,
    WishForm,
)

__all__ = [
    "ADDRESS_MISSING",
    "LANGUAGE_NAMES",
    "LONGEST_ADDRESS",
    "PASSWORD_MISSING",
    "AcceptForm",
    "AddressField",
    "AddressForm",
    "ChangePasswordForm",
    "CodeForm",
    "ColleagueForm",
    "ConfirmIdentityForm",
    "DeputyForm",
    "HandOverForm",
    "InvitationForm",
    "JoinForm",
    "KeyNameForm",
    "NewPasswordForm",
    "ProfileForm",
    "RoleForm",
    "SecretField",
    "SetUpForm",
    "SignInForm",
    "WhyForm",
    "WishForm",
]
