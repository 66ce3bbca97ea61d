"""The time zones that a form offers, in the reader's words."""

from wtforms import SelectField
from wtforms.fields import SelectChoice

from grantapp.accounts.rules.people import ZONES, is_zone
from grantapp.core import clock
from grantapp.web import formats


def offer_zones(field: SelectField) -> None:
    """Fill a field with the usual zones and the one that stands in it."""
    own = [field.data] if is_zone(field.data or "") and field.data not in ZONES else []
    field.choices = [SelectChoice(zone, _label(zone)) for zone in (*ZONES, *own)]


def _label(zone: str) -> str:
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{formats.zone_name(zone, clock.now())} ({city})"
