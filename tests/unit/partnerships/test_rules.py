"""Reading the rows of a file, and naming partnerships."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.core.dates import PartialDate
from grantapp.core.words import Bilingual
from grantapp.partnerships import rules
from grantapp.partnerships.models import DateQuality, PartnershipKind, SideStatus
from grantapp.places.models import Place, PlaceKind
from tests.factories.partnerships import PAIR

TODAY = date(2025, 3, 14)


def place(key: str, **values: object) -> Place:
    """Return a city that is not stored."""
    facts = {
        "id": abs(hash(key)),
        "country": key[:2].upper(),
        "kind": PlaceKind.CITY,
        "reading": "",
        "code": "",
    }
    return Place(key=key, **{"name": Bilingual(key, key), **facts, **values})


def codes(**cells: str) -> set[str]:
    """Return the codes of what is wrong with a row."""
    return {problem.code for problem in rules.read_row({**PAIR, **cells}, TODAY)[1]}


def test_read_row_when_it_is_whole_then_every_cell_is_read() -> None:
    row, problems = rules.read_row(
        {**PAIR, "jp_status": "ended", "jp_status_on": "2018-10-02", "note": "a"}, TODAY
    )
    assert problems == []
    assert row is not None
    assert (row.kind, row.established, row.date_quality) == (
        PartnershipKind.SISTER_CITY, PartialDate(1959, 6), DateQuality.STATED,
    )  # fmt: skip
    assert row.sides[1].status is SideStatus.ENDED
    assert row.sides[1].status_on == PartialDate(2018, 10, 2)
    assert row.note == Bilingual("a", "")


@pytest.mark.parametrize("text", ["昭和３４年６月", "S34.6", "1959-6", "1959/06", "１９５９年６月", "1959.6"])
def test_read_row_when_a_date_is_written_otherwise_then_it_is_understood(text: str) -> None:
    row, problems = rules.read_row({**PAIR, "agreed_on": text}, TODAY)
    assert problems == []
    assert row is not None
    assert row.established == PartialDate(1959, 6)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"kind": "twin"}, "unknown_code"),
        ({"kind": ""}, "unknown_code"),
        ({"us_place": ""}, "empty"),
        ({"us_place": " ; "}, "empty"),
        ({"agreed_on": "06/01/59"}, "date"),
        ({"agreed_on": "1959-13"}, "date"),
        ({"agreed_on": "2025-02-30"}, "date"),
        ({"agreed_on": "2025-03-15"}, "date_range"),
        ({"agreed_on": "0195"}, "date_range"),
        ({"agreed_on": "", "date_quality": "stated"}, "quality_date"),
        ({"date_quality": "unknown"}, "quality_date"),
        ({"jp_status": "gone"}, "unknown_code"),
        ({"source": "javascript:alert(1)"}, "address"),
        ({"source": "seen in a book"}, "address"),
        ({"note": "x" * 2001}, "too_long"),
        ({"note": "a\x00b"}, "unstorable"),
        ({"note_ja": "\ufffd提携"}, "unstorable"),
        ({"agreed_on": "昭和64年1月8日"}, "date"),
    ],
)
def test_read_row_when_a_cell_is_wrong_then_it_is_said(cells: dict[str, str], code: str) -> None:
    assert code in codes(**cells)


def test_read_row_when_several_cells_are_wrong_then_all_are_said() -> None:
    assert codes(kind="twin", agreed_on="x", source="y") >= {"unknown_code", "date", "address"}


@given(st.dictionaries(st.sampled_from(rules.COLUMNS), st.text(max_size=40)))
def test_read_row_when_cells_are_anything_then_it_is_a_row_or_reasons(cells: dict[str, str]) -> None:
    row, problems = rules.read_row(cells, TODAY)
    assert (row is None) == bool(problems)


def test_check_members_when_kind_and_places_differ_then_it_is_refused() -> None:
    state = place("us-md", kind=PlaceKind.STATE)
    city = place("jp-40-kitakyushu")
    assert {p.code for p in rules.check_members(PartnershipKind.SISTER_STATE, [state, city])} == {"kind_fits"}
    assert {p.code for p in rules.check_members(PartnershipKind.SISTER_CITY, [state, city])} == {"kind_fits"}
    assert not list(rules.check_members(PartnershipKind.OTHER, [state, city]))


def test_check_members_when_a_place_was_merged_or_repeated_then_it_is_refused() -> None:
    merged, city = place("jp-41-yamauchi", successor_id=7), place("us-ca-sebastopol")
    assert {p.code for p in rules.check_members(PartnershipKind.SISTER_CITY, [city, merged])} == {"merged"}
    assert "same_place" in {p.code for p in rules.check_members(PartnershipKind.SISTER_CITY, [city, city])}
    assert "one_country" in {
        p.code for p in rules.check_members(PartnershipKind.SISTER_CITY, [city, place("us-b")])
    }


def test_partnership_key_when_order_differs_then_it_is_the_same() -> None:
    one, two = place("us-wa-tacoma"), place("jp-40-kitakyushu")
    assert (
        rules.partnership_key([one, two])
        == rules.partnership_key([two, one])
        == "jp-40-kitakyushu+us-wa-tacoma"
    )


def test_partnership_name_when_there_are_three_places_then_all_are_named() -> None:
    normal = place("us-il-normal", name=Bilingual("Normal", "ノーマル町"))
    bloomington = place("us-il-bloomington", name=Bilingual("Bloomington", "ブルーミントン市"))
    asahikawa = place("jp-01-asahikawa", name=Bilingual("Asahikawa", "旭川市"))
    name = rules.partnership_name([[bloomington, normal], [asahikawa]])
    assert name == Bilingual("Bloomington and Normal – Asahikawa", "ブルーミントン市・ノーマル町・旭川市")


def test_sort_keys_when_readings_mix_kana_then_they_sort_as_one_script() -> None:
    keys = [
        rules.sort_keys([[place("us-a", reading="タコマ")], [place("jp-b", reading=reading)]])
        for reading in ("きたきゅうしゅうし", "キタキュウシュウシ", "ｷﾀｷｭｳｼｭｳｼ")
    ]
    assert len(set(keys)) == 1
