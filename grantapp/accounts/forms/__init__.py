"""Forms of accounts."""

from grantapp.accounts.forms.people import (
    ADDRESS_MISSING,
    LANGUAGE_NAMES,
    LONGEST_ADDRESS,
    PASSWORD_MISSING,
    AcceptForm,
    AddressField,
    AddressForm,
    ChangePasswordForm,
    InvitationForm,
    NewPasswordForm,
    ProfileForm,
    RoleForm,
    SecretField,
    SignInForm,
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
    "InvitationForm",
    "NewPasswordForm",
    "ProfileForm",
    "RoleForm",
    "SecretField",
    "SignInForm",
]
