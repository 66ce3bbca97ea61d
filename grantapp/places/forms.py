"""Parsing and shape of the forms about places."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from grantapp.web.editing import EditForm
from grantapp.web.fields import BaseForm, LongTextField, NameField, TextField

DATE_HINT = _l("As far as it is known: 2025, 2025-03 or 2025-03-14.")


class PlaceForm(EditForm):
    """The facts of a place, in both languages side by side."""

    name_en = TextField(_l("Name in English"))
    name_ja = NameField(_l("Name in Japanese"))
    reading = NameField(_l("Reading (フリガナ)"))
    local_code = TextField(
        _l("Code of the local government"), description=_l("Japan only: six digits with the check digit.")
    )
    latitude = TextField(_l("Latitude"), description=_l("Degrees; north is positive."))
    longitude = TextField(_l("Longitude"), description=_l("Degrees; east is positive, west negative."))
    zone = TextField(_l("Time zone"), description=_l("A name such as Asia/Tokyo."))
    source = TextField(_l("Source of the coordinates"))
    successor = TextField(
        _l("Key of the successor"), description=_l("As in the list of places: jp-41-takeo.")
    )
    succeeded_on = TextField(_l("Day of the change"), description=_l("Year-month-day: 2006-03-01."))
    succession = SelectField(_l("Kind of change"))
    note_en = LongTextField(_l("Note about the change, in English"))
    note_ja = LongTextField(_l("Note about the change, in Japanese"))


class PopulationForm(BaseForm):
    """One figure of population."""

    asked = ("value", "year", "source")
    value = TextField(_l("Population"))
    year = TextField(_l("Year of the count"))
    source = TextField(_l("Source"))
    preferred = BooleanField(_l("Show this figure"))


class ClaimForm(BaseForm):
    """What a source says; a reason makes it the preferred one."""

    asked = ("value", "source")
    field = SelectField(_l("What the source speaks of"))
    value = TextField(_l("What it says"))
    source = TextField(_l("Source"), description=_l("A web address, or the name of the document."))
    stated_on = TextField(_l("When the source was written"), description=DATE_HINT)
    reason_en = TextField(
        _l("Why it is preferred, in English"), description=_l("Empty when it is not preferred.")
    )
    reason_ja = TextField(_l("Why it is preferred, in Japanese"))


class PreferForm(BaseForm):
    """Why another source holds."""

    reason_en = TextField(_l("Reason in English"))
    reason_ja = TextField(_l("Reason in Japanese"))
