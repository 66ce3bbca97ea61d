"""Forms of the second step and of proving again who one is."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from grantapp.accounts.forms.people import PASSWORD_MISSING, SecretField
from grantapp.accounts.rules.factors import LONGEST_KEY_NAME
from grantapp.web.fields import BaseForm, CleanMixin, TextField

CODE_MISSING = _l("Type the six digits that the app shows, or a recovery code.")


class CodeField(CleanMixin, StringField):
    """A code, as typed: spaces, hyphens and full-width digits do no harm."""


class CodeForm(BaseForm):
    """A code from the app or from paper."""

    code = CodeField(_l("Code"), [InputRequired(CODE_MISSING), Length(max=40)])


class SetUpForm(CodeForm):
    """The first code of a new app; the sealed secret goes along."""

    secret = HiddenField()


class ConfirmIdentityForm(BaseForm):
    """The password once more, and a code where the account has a second step."""

    password = SecretField(_l("Password"), [InputRequired(PASSWORD_MISSING)])
    code = CodeField(_l("Code"), [Optional(), Length(max=40)])


class NewKeyForm(BaseForm):
    """What a person calls a passkey; the device's answer goes along."""

    name = TextField(_l("Name of the device"), [Optional(), Length(max=LONGEST_KEY_NAME)])
