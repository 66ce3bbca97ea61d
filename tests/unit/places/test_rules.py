"""What people may write about a place, codes as they are typed, and places wished from GeoNames."""

import pytest

from grantapp.core.errors import Invalid
from grantapp.places import documents, rules
from grantapp.places.models import Claim, PopulationFigure

TEXTS = dict.fromkeys(rules.FIELDS, "") | {"name_en": "Takeo", "name_ja": "武雄市", "zone": "Asia/Tokyo"}
SAGA = documents.region_boxes()["JP-41"]


def wrong(**texts: str) -> set[str]:
    """Return the fields that are refused when some texts of a place of Saga are changed."""
    return {problem.field for problem in rules.check_place(TEXTS | texts, "JP", SAGA)}


@pytest.mark.parametrize("code", ["401005", "412066", "011002", "131091", "272116"])
def test_local_code_when_the_check_digit_fits_then_it_is_one(code: str) -> None:
    assert rules.is_local_code(code)
    assert not rules.is_local_code(code[:5] + str((int(code[5]) + 1) % 10))


def test_plain_code_when_typed_full_width_then_it_is_plain() -> None:
    assert rules.plain_code(" ４０１‐００５ ") == "401-005"
    assert rules.plain_code("803ー8501") == "803-8501"


def test_check_place_when_all_is_well_then_nothing_is_refused() -> None:
    assert wrong() == set()
    assert wrong(latitude="３３.１９", longitude="130.02", reading="ﾀｹｵｼ", local_code="４１２０６６") == set()


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"name_ja": " "}, "name_ja"),
        ({"reading": "takeo"}, "reading"),
        ({"local_code": "412067"}, "local_code"),
        ({"zone": "Asia/Saga"}, "zone"),
        ({"latitude": "north", "longitude": "130"}, "latitude"),
        ({"latitude": "33.19"}, "longitude"),
        ({"latitude": "47.25", "longitude": "-122.44"}, "latitude"),
        ({"latitude": "nan", "longitude": "130"}, "latitude"),
        ({"successor": "jp-41-saga"}, "successor"),
        ({"successor": "jp-41-saga", "succeeded_on": "1 March", "succession": "merged"}, "succeeded_on"),
        ({"successor": "jp-41-saga", "succeeded_on": "2006-03-01", "succession": "sold"}, "succession"),
        ({"note_en": "x" * 2001}, "note_en"),
    ],
)
def test_check_place_when_a_text_is_wrong_then_its_field_is_named(texts: dict[str, str], field: str) -> None:
    assert field in wrong(**texts)


def test_local_code_when_the_place_is_american_then_it_is_refused() -> None:
    problems = rules.check_place(TEXTS | {"local_code": "412066"}, "US", None)
    assert [problem.field for problem in problems] == ["local_code"]


def test_best_figure_when_one_is_counted_then_it_goes_before_that_of_an_edition() -> None:
    counted, edition = PopulationFigure(year=2020, value=1), PopulationFigure(year=rules.EDITION, value=2)
    assert rules.best_figure([edition, counted]) is counted
    assert rules.best_figure([edition]) is edition
    assert rules.best_figure([]) is None


def test_disagreements_when_sources_agree_then_there_is_none() -> None:
    def says(value: str, *, preferred: bool = False) -> Claim:
        return Claim(id=1, field="succeeded_on", value=value, source="s", is_preferred=preferred)

    assert rules.disagreements([says("2006"), says("2006")]) == {}
    first, second = says("2008"), says("2006-03-01", preferred=True)
    assert rules.disagreements([first, second]) == {"succeeded_on": [second, first]}


WISH = {
    "country": "JP", "region": "JP-37", "kind": "city", "name_en": "Takamatsu", "name_ja": "高松市",
    "reading": "たかまつし", "local_code": "372013",
}  # fmt: skip
ENTRY = {
    "geonameid": 1851100, "name": "Takamatsu-shi", "alternatenames": ["Takamatsu"], "latitude": 34.33, "longitude": 134.05,
    "countrycode": "JP", "population": 418994, "timezone": "Asia/Tokyo",
}  # fmt: skip


def test_wished_place_when_one_entry_lies_in_the_region_then_rows_are_made() -> None:
    elsewhere = ENTRY | {"latitude": 43.0, "longitude": 141.0, "geonameid": 2}
    place, figure = documents.wished_place(WISH, [ENTRY, elsewhere], {"jp-40-fukuoka"})
    assert (place["key"], place["suffix_ja"], place["source"]) == (
        "jp-37-takamatsu",
        "市",
        "geonames:1851100",
    )
    assert figure == {
        "key": "jp-37-takamatsu",
        "value": "418994",
        "year": "2025",
        "source": "geonames:1851100",
    }


@pytest.mark.parametrize(
    ("entries", "taken", "changed"),
    [
        ([], set(), {}),
        ([ENTRY, ENTRY | {"geonameid": 2}], set(), {}),
        ([ENTRY], {"jp-37-takamatsu"}, {}),
        ([ENTRY], set(), {"region": "JP-48"}),
        ([ENTRY], set(), {"local_code": "372014"}),
    ],
)
def test_wished_place_when_it_cannot_be_told_then_it_is_refused(
    entries: list[dict[str, object]], taken: set[str], changed: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        documents.wished_place(WISH | changed, entries, taken)
