"""Places and partnerships of tests, made by the product's own actions."""

from collections.abc import Mapping

from grantapp.core.policy import Actor
from grantapp.partnerships import actions, policy, queries, rules
from grantapp.partnerships.models import Organization, Partnership
from grantapp.places.actions import load_gazetteer
from grantapp.places.documents import shipped_gazetteer
from tests.factories.people import NOW

TODAY = NOW.date()
PAIR = {
    "us_place": "us-wa-tacoma", "us_region": "US-WA", "jp_place": "jp-40-kitakyushu", "jp_region": "JP-40",
    "kind": "sister_city", "agreed_on": "1959-06", "source": "https://example.org/list",
}  # fmt: skip


def system() -> Actor:
    """Return the product itself at the instant of the tests."""
    return Actor.system("test").moved_to(NOW)


def gazetteer(*keys: str) -> None:
    """Load the shipped places, or only the named ones with their states and prefectures (faster)."""
    rows = shipped_gazetteer()
    regions = {row["region_key"] for row in rows if row["key"] in keys}
    load_gazetteer(system(), [row for row in rows if not keys or row["key"] in {*keys, *regions}])


def row(**cells: str) -> rules.PairRow:
    """Return a valid row with some cells changed."""
    found, problems = rules.read_row({**PAIR, **cells}, TODAY)
    assert found is not None, problems
    return found


def partnership(cells: Mapping[str, str] | None = None) -> Partnership:
    """Return the partnership of Tacoma and Kitakyushu, or another one; the gazetteer must be loaded."""
    imported = actions.import_partnership(system(), row(**(cells or {})))
    found = queries.find_by_key(imported.key)
    assert found is not None
    return found


def office_of(found: Partnership, side: int = 1) -> Organization:
    """Return the city office of a side."""
    member = next(member for member in found.members if member.side == side)
    office = queries.find_organization_of_place(member.place_id)
    assert office is not None
    return office


def sees(who: Actor, office: Organization) -> bool:
    """Whether the permission shows an office to an actor."""
    return policy.VIEW_ORGANIZATION.allows(who, office)
