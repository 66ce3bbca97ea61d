"""Forms of the award pages."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from grantapp.web.fields import BaseForm, TextField


class AcceptForm(BaseForm):
    """One side's acceptance, bound to the hash that the page showed."""

    shown_sha256 = HiddenField()
    typed_name = TextField(_l("Your name, as it stands under the agreement"))
