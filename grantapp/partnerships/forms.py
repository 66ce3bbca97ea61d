"""Parsing and shape of the forms about partnerships and organizations."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

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


class OrganizationForm(BaseForm):
    """The office in charge and its mailbox."""

    office_en = TextField(_l("Office in charge, in English"))
    office_ja = TextField(_l("Office in charge, in Japanese"))
    mailbox = TextField(_l("Mailbox of the office"), description=_l("Letters to the organization go there."))


class StandingForm(BaseForm):
    """The membership in the network."""

    number = TextField(_l("Membership number"))
    until: DateField = DateField(_l("In good standing until"), validators=[Optional()])

    @property
    def last_day(self) -> date | None:
        """The last day of good standing, None when there is none."""
        last: date | None = self.until.data
        return last
