"""Forms of a journey and its delegates."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField
from wtforms.validators import Optional

from grantapp.exchanges.models import DelegateRole, Direction
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.web.fields import BaseForm, DayField, LongTextField, TextField, VersionField

DIRECTIONS = {
    Direction.OUTBOUND: _l("The lead city's delegation travels to the partner city"),
    Direction.INBOUND: _l("The partner city's delegation travels to the lead city"),
}
ROLES = {
    DelegateRole.ELECTED_OFFICIAL: _l("Elected official"),
    DelegateRole.CITY_STAFF: _l("City staff"),
    DelegateRole.BUSINESS: _l("Business"),
    DelegateRole.NONPROFIT: _l("Nonprofit organization"),
    DelegateRole.EDUCATOR: _l("Educator"),
    DelegateRole.YOUTH: _l("Youth"),
    DelegateRole.ARTIST: _l("Artist"),
    DelegateRole.INTERPRETER: _l("Interpreter"),
    DelegateRole.OTHER: _l("Other"),
}


class JourneyForm(BaseForm):
    """Dates, direction and place of a journey."""

    asked = ("direction", "starts_on", "ends_on", "destination")
    direction = RadioField(
        _l("Direction"), choices=[SelectChoice(code.value, words) for code, words in DIRECTIONS.items()],
        default=Direction.OUTBOUND.value,
    )  # fmt: skip
    starts_on = DayField(_l("First day"), validators=[Optional()])
    ends_on = DayField(_l("Last day"), validators=[Optional()])
    destination = TextField(_l("Place that is visited"))
    note = LongTextField(_l("Program of the journey"))
    version = VersionField(default=0)

    def journey(self) -> Journey:
        """Return what was typed."""
        return Journey(
            Direction(self.direction.data), self.starts_on.data, self.ends_on.data,
            (self.destination.data or "").strip(), self.note.data or "",
        )  # fmt: skip


class DelegateForm(BaseForm):
    """One delegate."""

    role = SelectField(_l("Role"), choices=[SelectChoice(code.value, words) for code, words in ROLES.items()])
    organization = TextField(_l("Organization"))
    name = TextField(_l("Name"))
    is_minor = BooleanField(_l("Under 18 years of age"))
    is_funded = BooleanField(_l("Travels on the grant"), default=True)

    def traveler(self) -> Traveler:
        """Return what was typed."""
        return Traveler(
            DelegateRole(self.role.data), self.organization.data or "", self.name.data or "",
            bool(self.is_minor.data), bool(self.is_funded.data),
        )  # fmt: skip
