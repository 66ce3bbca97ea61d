"""The map of partnerships as plain data."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from grantapp.partnerships.models import Partnership
from grantapp.partnerships.rules import map as rules
from grantapp.partnerships.rules.map import Arc, Label, Plane, Point
from grantapp.places.models import Place
from grantapp.places.rules import region_of

MOST_NAMED, MOST_NAMES = 16, 48


@dataclass(frozen=True)
class Spot:
    """A city on the map: its name in the reader's language, the window it is drawn in, degrees."""

    name: str
    window: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Pair:
    """Two cities that are joined by an arc; a funded one is drawn heavy and named, others named where few."""

    left: Spot
    right: Spot
    funded: bool
    named: bool = False


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
    data = json.loads((files("grantapp.partnerships") / "data" / "land.json").read_text(encoding="utf-8"))
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


def pairs_of(partnerships: Sequence[Partnership], funded: Collection[int], language: str) -> tuple[Pair, ...]:
    """Return every pair of places that the map can show, in the order of the partnerships."""
    named = len(partnerships) <= MOST_NAMED
    found = []
    for partnership in partnerships:
        spots = [_spot(member.place, language) for member in partnership.members]
        lefts = [spot for spot in spots if spot and spot.window in ("lower", "alaska", "hawaii")]
        rights = [spot for spot in spots if spot and spot.window in ("japan", "okinawa")]
        found += [Pair(left, right, partnership.id in funded, named) for left in lefts for right in rights]
    return tuple(found)


def draw_around(
    partnerships: Sequence[Partnership], funded: Collection[int], language: str
) -> Drawing | None:
    """Return the picture of a place's partnerships, all of their places named; None when there is nothing to draw."""
    pairs = tuple(replace(pair, named=True) for pair in pairs_of(partnerships, funded, language))
    return draw(pairs) if pairs else None


def _spot(place: Place, language: str) -> Spot | None:
    window = rules.window_of(place.country, region_of(place).code)
    if not window or place.latitude is None or place.longitude is None:
        return None
    return Spot(place.name.in_(language), window, place.longitude, place.latitude)


@lru_cache(maxsize=32)
def draw(pairs: tuple[Pair, ...]) -> Drawing:
    """Return the picture of the pairs: arcs, their ends, and the names of funded ones while they find room."""
    ends = [(_point(pair.left), _point(pair.right)) for pair in pairs]
    arcs = rules.fan_out(ends)
    heavy = [arc for arc, pair in zip(arcs, pairs, strict=True) if pair.funded]
    names = {
        (spot.name, _point(spot))
        for pair in pairs
        if pair.funded or pair.named
        for spot in (pair.left, pair.right)
    }
    squares = {point for _name, point in names}
    return Drawing(
        thin=_paths(arc for arc, pair in zip(arcs, pairs, strict=True) if not pair.funded),
        heavy=_paths(heavy),
        dots=tuple(sorted({point for pair in ends for point in pair} - squares)),
        squares=tuple(sorted(squares)),
        labels=tuple(rules.place_labels(sorted(names), heavy)) if len(names) <= MOST_NAMES else (),
    )


def _point(spot: Spot) -> Point:
    return land().planes[spot.window].point(spot.longitude, spot.latitude)


def _paths(arcs: Iterable[Arc]) -> tuple[str, ...]:
    return tuple(arc.path for arc in arcs)
