"""The form of the close."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from grantapp.web.fields import BaseForm, LongTextField


class CloseForm(BaseForm):
    """A note for the file."""

    note = LongTextField(_l("Note for the file"), [Optional()])
