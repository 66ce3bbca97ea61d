"""Parsing and shape of the forms about organizations."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from grantapp.web.fields import BaseForm, TextField


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
