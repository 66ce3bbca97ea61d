"""What the pages of calls share: their blueprint, their menu entries, their words."""

from flask import Blueprint
from flask_babel import gettext, pgettext

from grantapp.calls import documents, policy
from grantapp.core.policy import anyone
from grantapp.core.words import N_
from grantapp.web.components import NavigationItem, add_navigation

bp = Blueprint("calls", __name__)
PLACES = {
    "America/New_York": N_("Washington, DC"),
    "America/Chicago": N_("Chicago"),
    "America/Denver": N_("Denver"),
    "America/Los_Angeles": N_("Los Angeles"),
    "Pacific/Honolulu": N_("Honolulu"),
    "Asia/Tokyo": N_("Japan"),
}
for area in ("public", "city"):
    add_navigation(NavigationItem(area, 10, N_("Calls"), "calls.public_list", anyone))
add_navigation(NavigationItem("staff", 20, N_("Calls"), "calls.staff_list", policy.FOLLOW.allows))


def clock_of(zone: str) -> dict[str, str]:
    """Return a zone with the place that people know it by, as the clocks take it."""
    place = gettext(PLACES[zone]) if zone in PLACES else zone.rpartition("/")[2].replace("_", " ")
    return {"zone": zone, "place": place}


def date_words() -> dict[str, str]:
    """Return our own titles of dates in the reader's language."""
    return {word: gettext(word) for word in (documents.OPENS, documents.CLOSES, documents.DECISION)}


def state_words() -> dict[str, str]:
    """Return the words of the derived states in the reader's language."""
    return {
        "draft": pgettext("call", "Draft"),
        "upcoming": pgettext("call", "Upcoming"),
        "open": pgettext("call", "Open"),
        "closed": pgettext("call", "Closed"),
    }
