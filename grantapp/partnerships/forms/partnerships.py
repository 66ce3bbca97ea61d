"""Parsing and shape of the forms about partnerships."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired

from grantapp.core.dates import PartialDate
from grantapp.core.words import N_
from grantapp.core.workflow import REASON_MISSING
from grantapp.web.fields import BaseForm, LongTextField, TextField

CHANGES = (
    ("rest", N_("Let it rest")), ("suspend", N_("Suspend it")),
    ("end", N_("End it")), ("resume", N_("Take it up again")),
)  # fmt: skip


class SideStatusForm(BaseForm):
    """What one side says of a partnership from now on."""

    transition = SelectField(_l("What this side has done"))
    on = TextField(_l("Since when"), description=_l("As far as it is known: 2025, 2025-03 or 2025-03-14."))
    reason = LongTextField(_l("Reason and source"), validators=[InputRequired(_l(REASON_MISSING))])

    def validate_on(self, field: TextField) -> None:
        """Take a date known to the year, the month or the day."""
        try:
            self.since = PartialDate.parse((field.data or "").strip())
        except ValueError as error:
            raise ValidationError(_l("Write the date as 2025, 2025-03 or 2025-03-14.")) from error
