"""The map of partnerships as geometry: degrees become points, arcs run over the fold, names find room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians, sin, sqrt
from unicodedata import east_asian_width

WIDTH, HEIGHT, FOLD = 1200, 500, 600
TOP, LOWEST_CROSSING = 14.0, 250.0
TEXT_SIZE, LETTER, ROW = 17.0, 0.57, 1.3
ROUNDS, OVER = 3, 100
REGION_WINDOWS = {"US-AK": "alaska", "US-HI": "hawaii", "JP-47": "okinawa"}
COUNTRY_WINDOWS = {"US": "lower", "JP": "japan"}
ISLANDS_OF_THE_US = frozenset({"US-AS", "US-GU", "US-MP", "US-PR", "US-VI"})

Point = tuple[float, float]
Ring = Sequence[Point]


@dataclass(frozen=True)
class Window:
    """A land to its own scale: a conic projection of equal areas, fitted into a box of the drawing."""

    parallels: tuple[float, float]
    center: Point
    box: tuple[float, float, float, float]


WINDOWS = {
    "lower": Window((29.5, 45.5), (-96.0, 37.5), (2, 78, 574, 440)),
    "alaska": Window((55.0, 65.0), (-154.0, 62.0), (0, 402, 112, 492)),
    "hawaii": Window((8.0, 18.0), (-157.5, 20.5), (132, 448, 204, 492)),
    "japan": Window((33.0, 44.0), (137.5, 37.5), (744, 22, 1188, 488)),
    "okinawa": Window((24.0, 27.0), (126.0, 25.5), (1096, 430, 1192, 490)),
}
INSETS = (
    ((118, 396), (118, 498)),
    ((122, 440), (210, 440), (210, 498)),
    ((1088, 498), (1088, 424), (1200, 424)),
)


@dataclass(frozen=True)
class Plane:
    """A window with its scale: degrees to points of the drawing."""

    window: Window
    scale: float
    shift: Point

    def point(self, longitude: float, latitude: float) -> Point:
        """Return where a place lies in the drawing."""
        x, y = _flat(self.window, longitude, latitude)
        return round(self.shift[0] + x * self.scale, 1), round(self.shift[1] - y * self.scale, 1)


def _flat(window: Window, longitude: float, latitude: float) -> Point:
    first, second = (radians(one) for one in window.parallels)
    cone = (sin(first) + sin(second)) / 2
    constant = cos(first) ** 2 + 2 * cone * sin(first)
    turn = cone * radians((longitude - window.center[0] + 540) % 360 - 180)
    radius = sqrt(constant - 2 * cone * sin(radians(latitude))) / cone
    middle = sqrt(constant - 2 * cone * sin(radians(window.center[1]))) / cone
    return radius * sin(turn), middle - radius * cos(turn)


def fit(window: Window, rings: Iterable[Ring]) -> Plane:
    """Return the plane in which a land fills its window, in the middle of it."""
    points = [_flat(window, *point) for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    x1, y1, x2, y2 = window.box
    scale = min((x2 - x1) / (right - left), (y2 - y1) / (high - low))
    shift = (x1 + x2 - (left + right) * scale) / 2, (y1 + y2 + (low + high) * scale) / 2
    return Plane(window, scale, shift)


def window_of(country: str, region: str) -> str:
    """Return the window in which a place is drawn, empty when the map does not show its land."""
    if region in ISLANDS_OF_THE_US:
        return ""
    return REGION_WINDOWS.get(region) or COUNTRY_WINDOWS.get(country, "")


def path_of(points: Iterable[Point], *, closed: bool = False) -> str:
    """Return points as an SVG path."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if closed else "")


@dataclass(frozen=True)
class Arc:
    """A curve from the United States to Japan that crosses the fold at a height of its own."""

    left: Point
    right: Point
    crossing: float

    @property
    def bend(self) -> float:
        """The height of both control points."""
        return (8 * self.crossing - self.left[1] - self.right[1]) / 6

    @property
    def controls(self) -> tuple[Point, Point]:
        """The two control points; an arc from the east coast leaves more steeply."""
        reach = 0.36 * (self.right[0] - self.left[0])
        return (self.left[0] + reach, self.bend), (self.right[0] - reach, self.bend)

    @property
    def path(self) -> str:
        """The arc as an SVG path."""
        one, other = (f"{x:.1f} {y:.1f}" for x, y in self.controls)
        return f"M{self.left[0]:g} {self.left[1]:g}C{one} {other} {self.right[0]:g} {self.right[1]:g}"

    def points(self, steps: int = 40) -> list[Point]:
        """Return points along the arc."""
        (x1, y1), (x2, y2) = self.controls
        found = []
        for step in range(1, steps):
            t = step / steps
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append(
                (a * self.left[0] + b * x1 + c * x2 + d * self.right[0],
                 a * self.left[1] + b * y1 + c * y2 + d * self.right[1])
            )  # fmt: skip
        return found


def fan_out(ends: Sequence[tuple[Point, Point]]) -> list[Arc]:
    """Return one arc for each pair of ends; at the fold they are spread evenly, in order."""
    order = sorted(range(len(ends)), key=lambda at: (ends[at][0][1] + ends[at][1][1], ends[at]))
    step = (LOWEST_CROSSING - TOP) / max(len(ends) - 1, 1)
    crossings = {at: TOP + place * step for place, at in enumerate(order)}
    return [Arc(*pair, crossings[at]) for at, pair in enumerate(ends)]


@dataclass(frozen=True)
class Label:
    """A name beside its square, with a thin line to it where it stands away."""

    text: str
    at: Point
    anchor: str
    square: Point
    tip: Point | None = None

    @property
    def leader(self) -> str:
        """The thin line as an SVG path, empty where the name stands beside its square."""
        return path_of((self.square, self.tip)) if self.tip else ""

    def leader_points(self, steps: int = 8) -> list[Point]:
        """Return points along the thin line, without its ends."""
        if self.tip is None:
            return []
        (x1, y1), (x2, y2) = self.square, self.tip
        return [(x1 + (x2 - x1) * at / steps, y1 + (y2 - y1) * at / steps) for at in range(1, steps)]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return about how much room the name takes: left, top, right, bottom."""
        width = text_width(self.text)
        left = self.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.at[1] - TEXT_SIZE, left + width, self.at[1] + TEXT_SIZE * (ROW - 1)


@cache
def text_width(text: str) -> float:
    """Return about how wide a bold text is: a Japanese character counts as one square."""
    return TEXT_SIZE * sum(1.0 if east_asian_width(one) in "WF" else LETTER for one in text)


def _candidates(text: str, square: Point) -> Iterable[Label]:
    x, y = square
    for away in (0.0, 14.0, 30.0, 48.0, 68.0):
        for side, anchor in ((1, "start"), (-1, "end")):
            for rise in (0.0, -0.7, 0.7, -1.0, 1.0):
                if away and not rise:
                    spot = (x + side * (10 + away), y + 6)
                else:
                    spot = (x + side * (10 + away * (1 - abs(rise) * 0.5)), y + 6 + rise * (14 + away))
                yield Label(text, spot, anchor, square, (spot[0] - side * 2, spot[1] - 6) if away else None)
        for rise in (-12 - away, 24 + away):
            tip = (x, y + rise + (4 if rise < 0 else -16)) if away else None
            yield Label(text, (x, y + rise), "middle", square, tip)


def place_labels(names: Sequence[tuple[str, Point]], arcs: Sequence[Arc]) -> list[Label]:
    """Return where the names stand: none over another, over a square or over the fold, few over an arc."""
    lines = [point for arc in arcs for point in arc.points()] + _inset_points()
    squares = [square for _text, square in names]
    order = sorted(names, key=lambda one: (-_crowd(one[1], squares), one))
    near = {name: _points_near(name, lines) for name in order}
    placed: dict[tuple[str, Point], Label] = {}
    for _round in range(ROUNDS):
        for name in order:
            others = [label for key, label in placed.items() if key != name]
            placed[name] = _best(name, others, squares, near[name])
    return _apart(placed.values())


def _apart(labels: Iterable[Label]) -> list[Label]:
    """Leave out a name for which there is no room: it stands in the list beside the map."""
    kept: list[Label] = []
    for label in labels:
        if not any(_meet(label.box, other.box) for other in kept):
            kept.append(label)
    return kept


def _best(
    name: tuple[str, Point], placed: Sequence[Label], squares: Sequence[Point], lines: Sequence[Point]
) -> Label:
    choices = list(_candidates(*name))
    costs = [_cost(one, placed, squares, lines) + place * 0.12 for place, one in enumerate(choices)]
    return choices[costs.index(min(costs))]


def _points_near(name: tuple[str, Point], points: Sequence[Point]) -> list[Point]:
    (x, y), reach = name[1], text_width(name[0]) + 90
    return [point for point in points if abs(point[0] - x) < reach and abs(point[1] - y) < 130]


def _inset_points(steps: int = 8) -> list[Point]:
    legs = [(one, other) for line in INSETS for one, other in pairwise(line)]
    return [
        (x1 + (x2 - x1) * at / steps, y1 + (y2 - y1) * at / steps)
        for (x1, y1), (x2, y2) in legs for at in range(steps + 1)
    ]  # fmt: skip


def _crowd(square: Point, squares: Sequence[Point]) -> int:
    return sum(abs(square[0] - x) < 110 and abs(square[1] - y) < 50 for x, y in squares)


def _cost(label: Label, placed: Sequence[Label], squares: Sequence[Point], lines: Sequence[Point]) -> float:
    left, top, right, bottom = label.box
    if left < 0 or right > WIDTH or top < 0 or bottom > HEIGHT or left - 6 < FOLD < right + 6:
        return 1000.0
    hits = sum(left < x < right and top < y < bottom for x, y in lines)
    hits += sum(OVER for other in placed if _meet(label.box, other.box))
    hits += sum(OVER for x, y in squares if left - 6 < x < right + 6 and top - 6 < y < bottom + 6)
    return float(hits + _in_the_way(label, placed, squares))


def _in_the_way(label: Label, placed: Sequence[Label], squares: Sequence[Point]) -> int:
    boxes = [other.box for other in placed]
    boxes += [(x - 9, y - 9, x + 9, y + 9) for x, y in squares if (x, y) != label.square]
    own = sum(_holds(box, point) for point in label.leader_points() for box in boxes)
    others = sum(_holds(label.box, point) for other in placed for point in other.leader_points())
    return 20 * (own + others)


def _holds(box: tuple[float, float, float, float], point: Point) -> bool:
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] + 4 and other[0] < one[2] + 4 and one[1] < other[3] and other[1] < one[3]
