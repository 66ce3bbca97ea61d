"""What the rows of the gazetteer must hold before they are loaded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.places.models import PlaceKind, Succession
from grantapp.places.rules.codes import is_local_code

EDITION = 2025
GEONAMES = "geonames:"


@dataclass(frozen=True)
class Box:
    """The degrees between which a state or prefecture lies."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies inside."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def check_gazetteer(rows: Sequence[Mapping[str, str]]) -> Iterable[Problem]:
    """Yield what is wrong with the rows of a gazetteer (states and prefectures come first)."""
    keys: set[str] = set()
    for row in rows:
        key = row["key"]
        if key in keys:
            message = N_("The place %(key)s stands twice in the gazetteer.")
            yield Problem("key", "key_twice", message, {"key": key})
        keys.add(key)
        yield from check_row(row)
    for row in rows:
        missing = {row.get("region_key", ""), row.get("successor_key", "")} - {""} - keys
        if missing:
            message = N_("The place %(key)s names one that is missing.")
            yield Problem("key", "place_missing", message, {"key": row["key"]})


def check_row(row: Mapping[str, str]) -> Iterable[Problem]:
    """Yield what is wrong with one row of the gazetteer."""
    named = {"key": row["key"]}
    if row["kind"] not in set(PlaceKind):
        yield Problem("kind", "kind_unknown", N_("The place %(key)s is of an unknown kind."), named)
    if not is_zone(row["time_zone"]):
        yield Problem("time_zone", "zone_unknown", N_("The place %(key)s has no known time zone."), named)
    if row["local_code"] and not is_local_code(row["local_code"]):
        message = N_("The code of the place %(key)s has a wrong check digit.")
        yield Problem("local_code", "local_code", message, named)
    if bool(row["successor_key"]) != (row["succession"] in set(Succession)):
        message = N_("The place %(key)s needs both a successor and how it became part of it, or neither.")
        yield Problem("succession", "succession", message, named)


def is_zone(name: str) -> bool:
    """Whether a name is one of the tz database."""
    try:
        return ZoneInfo(name).key == name
    except (ValueError, OSError, KeyError):
        return False
