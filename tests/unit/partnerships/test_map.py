"""The map: places lie on their land, arcs keep apart at the fold, names find room."""

import itertools

import pytest

from grantapp.partnerships import documents
from grantapp.partnerships.documents import Pair, Spot
from grantapp.partnerships.rules import map as rules

NAMES = {"en": "Lakeland", "ja": "レイクランド市"}


def spot(window: str, longitude: float, latitude: float, name: str = "Town") -> Spot:
    """Return a place on the map."""
    return Spot(name, window, longitude, latitude)


@pytest.mark.parametrize(
    ("country", "region", "window"),
    [
        ("US", "US-WA", "lower"), ("US", "US-AK", "alaska"), ("US", "US-HI", "hawaii"), ("JP", "JP-40", "japan"),
        ("JP", "JP-47", "okinawa"), ("US", "US-PR", ""), ("KR", "KR-26", ""),
    ],
)  # fmt: skip
def test_window_when_a_place_has_a_region_then_it_is_drawn_with_its_land(country, region, window):
    assert rules.window_of(country, region) == window


@pytest.mark.parametrize(
    ("window", "longitude", "latitude"),
    [
        ("lower", -122.4, 47.3), ("lower", -80.1, 26.5), ("lower", -70.3, 43.7), ("alaska", -147.7, 64.8),
        ("hawaii", -157.9, 21.3), ("japan", 130.9, 33.9), ("japan", 143.4, 44.4), ("okinawa", 127.7, 26.2),
    ],
)  # fmt: skip
def test_point_when_a_city_is_placed_then_it_lies_in_its_window_and_half(window, longitude, latitude):
    x, y = documents.land().planes[window].point(longitude, latitude)
    left, top, right, bottom = rules.WINDOWS[window].box
    assert left <= x <= right
    assert top <= y <= bottom
    assert (x < rules.FOLD) == (window in ("lower", "alaska", "hawaii"))


def test_point_when_cities_lie_north_or_east_then_so_they_do_on_the_map():
    plane = documents.land().planes["japan"]
    sapporo, kitakyushu = plane.point(141.3, 43.1), plane.point(130.9, 33.9)
    assert sapporo[0] > kitakyushu[0]
    assert sapporo[1] < kitakyushu[1]


def test_point_when_it_lies_beyond_the_date_line_then_it_stays_beside_its_land():
    plane = documents.land().planes["alaska"]
    assert plane.point(179.0, 52.0)[0] < plane.point(-165.0, 60.0)[0]


def test_land_when_it_is_read_then_every_window_has_an_outline():
    assert len(documents.land().shapes) == len(rules.WINDOWS)
    assert all(shape.startswith("M") and shape.endswith("Z") for shape in documents.land().shapes)


def test_arcs_when_they_cross_the_fold_then_each_has_a_height_of_its_own_in_the_order_of_their_ends():
    ends = [((100.0, 80.0 + 5 * at), (1100.0, 300.0 - at)) for at in range(20)]
    arcs = rules.fan_out(list(reversed(ends)))
    crossings = [arc.crossing for arc in reversed(arcs)]
    assert crossings == sorted(set(crossings))
    middle = arcs[0].points(2)[0]
    assert middle == pytest.approx((600.0, arcs[0].crossing))


def test_arc_when_there_is_only_one_then_it_is_drawn():
    assert rules.fan_out([((10.0, 90.0), (900.0, 200.0))])[0].path.startswith("M10 90C")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_labels_when_cities_crowd_then_no_name_lies_on_another_on_a_square_or_on_the_fold(language):
    crowd = [(900.0 + 26 * (at % 4), 300.0 + 22 * (at // 4)) for at in range(8)]
    names = [(f"{NAMES[language]}{at}", point) for at, point in enumerate([*crowd, (590.0, 200.0)])]
    labels = rules.place_labels(names, [])
    boxes = [label.box for label in labels]
    assert len(labels) == len(names)
    for one, other in itertools.combinations(boxes, 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    for left, top, right, bottom in boxes:
        assert not left < rules.FOLD < right
        assert not any(left < x < right and top < y < bottom for _name, (x, y) in names)


def test_label_when_there_is_room_then_it_stands_beside_its_square_without_a_line():
    (label,) = rules.place_labels([("Austin", (200.0, 300.0))], [])
    assert label.leader == ""
    assert abs(label.at[0] - 200) <= 12


def test_drawing_when_one_pair_is_funded_then_only_it_is_heavy_and_named():
    pairs = (
        Pair(spot("lower", -122.4, 47.3, "Tacoma"), spot("japan", 130.9, 33.9, "Kitakyushu"), funded=True),
        Pair(spot("lower", -97.7, 30.3), spot("japan", 131.6, 33.2), funded=False),
    )
    drawing = documents.draw(pairs)
    assert (len(drawing.heavy), len(drawing.thin)) == (1, 1)
    assert {label.text for label in drawing.labels} == {"Tacoma", "Kitakyushu"}
    assert len(drawing.dots) == len(drawing.squares) == 2


def test_drawing_when_there_are_no_pairs_then_the_land_is_empty():
    assert documents.draw(()) == documents.Drawing((), (), (), (), ())
