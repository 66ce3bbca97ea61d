"""The form of the close-out."""

from flask_babel import lazy_gettext as _l

from grantapp.web.fields import BaseForm, LongTextField


class CloseForm(BaseForm):
    """A last word to both cities."""

    note = LongTextField(_l("A last word to both cities"))
