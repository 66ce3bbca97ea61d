"""The map of partnerships and the list of awards as plain data; the rows of the CSV file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from grantapp.awards.models import Award, AwardStatus
from grantapp.core.words import N_
from grantapp.partnerships.models import Partnership
from grantapp.places.models import Place
from grantapp.places.rules import plain_name, region_of
from grantapp.showcase import rules
from grantapp.showcase.rules import Arc, Label, Plane, Point

STATUS_WORDS = {
    AwardStatus.ACTIVE: N_("Project under way"),
    AwardStatus.SUSPENDED: N_("Project under way"),
    AwardStatus.COMPLETED: N_("Completed"),
    AwardStatus.TERMINATED: N_("Ended early"),
}
EXPORT_HEAD = (
    N_("Number"), N_("Project"), N_("Lead city"), N_("State or prefecture of the lead city"),
    N_("Partner city"), N_("State or prefecture of the partner city"), N_("Call"), N_("Theme"), N_("Amount"),
    N_("Currency"), N_("Project begins"), N_("Project ends"), N_("Status"), N_("Public figures"),
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A city on the map: its name in the reader's language, the window it is drawn in, degrees."""

    name: str
    window: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Pair:
    """Two cities that are joined by an arc; a funded one is drawn heavy and named."""

    left: Spot
    right: Spot
    funded: bool


@dataclass(frozen=True)
class Drawing:
    """What the picture holds; `dots` are the ends of thin arcs, `squares` those of heavy ones."""

    thin: tuple[str, ...]
    heavy: tuple[str, ...]
    dots: tuple[Point, ...]
    squares: tuple[Point, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Land:
    """Outlines as SVG paths, and the planes in which places lie."""

    shapes: tuple[str, ...]
    borders: str
    insets: tuple[str, ...]
    planes: Mapping[str, Plane]


@cache
def land() -> Land:
    """Return the land of the map, read once."""
    data = json.loads((files("grantapp.showcase") / "data" / "land.json").read_text(encoding="utf-8"))
    rings = {name: [_degrees(one) for one in data[name]] for name in (*rules.WINDOWS, "borders")}
    planes = {name: rules.fit(window, rings[name]) for name, window in rules.WINDOWS.items()}
    drawn = {
        name: "".join(_outline(planes[name], ring, closed=True) for ring in rings[name]) for name in planes
    }
    borders = "".join(_outline(planes["lower"], line, closed=False) for line in rings["borders"])
    insets = tuple(rules.path_of(line) for line in rules.INSETS)
    return Land(tuple(drawn.values()), borders, insets, planes)


def _degrees(hundredths: list[int]) -> list[Point]:
    return [(x / 100, y / 100) for x, y in zip(hundredths[::2], hundredths[1::2], strict=True)]


def _outline(plane: Plane, points: Iterable[Point], *, closed: bool) -> str:
    return rules.path_of((plane.point(*point) for point in points), closed=closed)


def pairs_of(partnerships: Iterable[Partnership], funded: set[int], language: str) -> tuple[Pair, ...]:
    """Return every pair of places that the map can show, in the order of the partnerships."""
    found = []
    for partnership in partnerships:
        spots = [_spot(member.place, language) for member in partnership.members]
        lefts = [spot for spot in spots if spot and spot.window in ("lower", "alaska", "hawaii")]
        rights = [spot for spot in spots if spot and spot.window in ("japan", "okinawa")]
        found += [Pair(left, right, partnership.id in funded) for left in lefts for right in rights]
    return tuple(found)


def _spot(place: Place, language: str) -> Spot | None:
    window = rules.window_of(place.country, region_of(place).code)
    if not window or place.latitude is None or place.longitude is None:
        return None
    return Spot(place.name.in_(language), window, place.longitude, place.latitude)


@lru_cache(maxsize=8)
def draw(pairs: tuple[Pair, ...]) -> Drawing:
    """Return the picture of the pairs: arcs, their ends, and the names of funded ones."""
    ends = [(_point(pair.left), _point(pair.right)) for pair in pairs]
    arcs = rules.fan_out(ends)
    heavy = [arc for arc, pair in zip(arcs, pairs, strict=True) if pair.funded]
    names = {(spot.name, _point(spot)) for pair in pairs if pair.funded for spot in (pair.left, pair.right)}
    squares = {point for _name, point in names}
    return Drawing(
        thin=_paths(arc for arc, pair in zip(arcs, pairs, strict=True) if not pair.funded),
        heavy=_paths(heavy),
        dots=tuple(sorted({point for pair in ends for point in pair} - squares)),
        squares=tuple(sorted(squares)),
        labels=tuple(rules.place_labels(sorted(names), heavy)),
    )


def _point(spot: Spot) -> Point:
    return land().planes[spot.window].point(spot.longitude, spot.latitude)


def _paths(arcs: Iterable[Arc]) -> tuple[str, ...]:
    return tuple(arc.path for arc in arcs)


def export_rows(
    awards: Iterable[Award], figures: Mapping[int, int], language: str, words: Mapping[str, str]
) -> Iterable[list[object]]:
    """Yield one row for each award under EXPORT_HEAD; `words` are the translated words of the states."""
    for award in awards:
        application = award.application
        cities = [half.organization.place for half in (application.lead, application.partner)]
        yield [
            award.number, application.title, *(part for city in cities for part in _city(city, language)),
            application.call.series, application.theme.title.in_(language) if application.theme else "",
            award.awarded.major, award.currency, award.period_starts_on, award.period_ends_on,
            words[award.status], figures.get(award.id, 0),
        ]  # fmt: skip


def _city(place: Place, language: str) -> tuple[str, str]:
    return plain_name(place).in_(language), region_of(place).name.in_(language)
