"""Forms of accounts: sign-in, links, the own profile, invitations."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from grantapp.accounts.rules.people import LONGEST_NAME
from grantapp.core.words import LANGUAGES
from grantapp.web.fields import BaseForm, CleanMixin, NameField, TextField

LANGUAGE_NAMES = {"en": "English", "ja": "日本語"}
ADDRESS_MISSING = _l("Enter the email address of your account.")
PASSWORD_MISSING = _l("Enter the password.")
LONGEST_ADDRESS = 320


class AddressField(CleanMixin, EmailField):
    """An email address, as typed."""


class SecretField(CleanMixin, PasswordField):
    """A password, as typed: nothing is trimmed."""


class SignInForm(BaseForm):
    """Address and password."""

    email = AddressField(_l("Email address"), [InputRequired(ADDRESS_MISSING), Length(max=LONGEST_ADDRESS)])
    password = SecretField(_l("Password"), [InputRequired(PASSWORD_MISSING)])


class AddressForm(BaseForm):
    """The address that a link to a new password goes to."""

    email = AddressField(_l("Email address"), [InputRequired(ADDRESS_MISSING), Length(max=LONGEST_ADDRESS)])


class AskForAccountForm(BaseForm):
    """The address for which an account is asked."""

    email = AddressField(
        _l("Email address at work"),
        [InputRequired(_l("Enter your email address.")), Length(max=LONGEST_ADDRESS)],
    )


class NewPasswordForm(BaseForm):
    """A new password, twice."""

    password = SecretField(_l("New password"), [InputRequired(PASSWORD_MISSING)])
    again = SecretField(_l("New password again"), [InputRequired(PASSWORD_MISSING)])


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = SecretField(_l("Present password"), [InputRequired(PASSWORD_MISSING)])


class _PersonFields(BaseForm):
    name = NameField(_l("Name"), [InputRequired(_l("Enter your name.")), Length(max=LONGEST_NAME)])
    reading = NameField(_l("Reading of the name (フリガナ)"), [Length(max=LONGEST_NAME)])
    language = SelectField(
        _l("Language"), choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
    zone = SelectField(_l("Time zone"), validate_choice=False)


class AcceptForm(_PersonFields, NewPasswordForm):
    """What a person says of himself when he takes up an invitation."""


class ProfileForm(_PersonFields):
    """What is said about the person himself."""

    title = TextField(_l("Office or title"), [Length(max=LONGEST_NAME)])
