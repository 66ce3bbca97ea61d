"""Numbers with their check digits, addresses of both countries, and standing in the network on a day."""

from datetime import date

import pytest

from grantapp.core.words import Bilingual
from grantapp.partnerships import rules
from grantapp.partnerships.models import Address, Membership, PopulationClass, Scheme
from grantapp.partnerships.rules import StandingState
from grantapp.places.models import Place


@pytest.mark.parametrize("number", ["8000020401005", "7000020141305", "8000020130001", "7000012050002"])
def test_corporate_number_when_the_check_digit_fits_then_it_is_one(number: str) -> None:
    assert rules.is_corporate_number(number)
    assert not rules.is_corporate_number(str(int(number[0]) % 9 + 1) + number[1:])
    assert not rules.is_corporate_number(number[:-1])


def test_corporate_number_when_a_city_is_known_then_it_follows_from_its_code() -> None:
    digits = rules.corporate_digits(Place(local_code="401005"))
    assert rules.corporate_check_digit(digits) + digits == "8000020401005"
    assert rules.corporate_digits(Place(local_code="")) == ""


@pytest.mark.parametrize(
    ("scheme", "text", "stored"),
    [
        (Scheme.EIN, " １２－３４５６７８９ ", "12-3456789"),
        (Scheme.EIN, "123456789", "12-3456789"),
        (Scheme.UEI, "zqggHJH74dw7", "ZQGGHJH74DW7"),
        (Scheme.LOCAL_CODE, "４０１００‐５", "401005"),
        (Scheme.CORPORATE_NUMBER, "8-0000-2040-1005", "8000020401005"),
    ],
)
def test_normal_identifier_when_typed_in_any_width_then_it_is_stored_plain(
    scheme: Scheme, text: str, stored: str
) -> None:
    assert rules.normal_identifier(scheme, text) == stored


def test_identifiers_when_wrong_then_each_field_says_so() -> None:
    american = {"ein": "00-1234567", "uei": "0QGGHJH74DW7"}
    assert [problem.field for problem in rules.check_identifiers("US", american)] == ["ein", "uei"]
    japanese = {"local_code": "401006", "corporate_number": "1000020401005"}
    assert [problem.field for problem in rules.check_identifiers("JP", japanese)] == [
        "local_code", "corporate_number",
    ]  # fmt: skip
    assert list(rules.check_identifiers("US", {"ein": "12-3456789", "uei": ""})) == []
    assert not rules.is_uei("ZQGGHJH74DWO")


KITAKYUSHU = Address(
    country="JP", postal_code="803-8501", region=Place(name=Bilingual("Fukuoka", "福岡県"), code="JP-40"),
    municipality=Bilingual("Kitakyushu", "北九州市"), street=Bilingual("1-1 Jonai, Kokurakita-ku", "小倉北区城内1番1号"),
    building=Bilingual("", "本庁舎3階"),
)  # fmt: skip
TACOMA = Address(
    country="US", postal_code="98402", region=Place(name=Bilingual("Washington", "ワシントン州"), code="US-WA"),
    municipality=Bilingual("Tacoma", "タコマ市"), street=Bilingual("747 Market Street"), building=Bilingual("Room 1200"),
)  # fmt: skip


def test_address_lines_when_japanese_then_the_postal_code_comes_first_in_japanese_and_last_in_english() -> (
    None
):
    assert rules.address_lines(KITAKYUSHU, "ja") == [
        "〒803-8501",
        "福岡県北九州市小倉北区城内1番1号",
        "本庁舎3階",
    ]
    assert rules.address_lines(KITAKYUSHU, "en", abroad=True) == [
        "本庁舎3階", "1-1 Jonai, Kokurakita-ku", "Kitakyushu, Fukuoka 803-8501", "Japan",
    ]  # fmt: skip


def test_address_lines_when_american_then_both_languages_keep_its_form() -> None:
    lines = ["747 Market Street", "Room 1200", "Tacoma, WA 98402"]
    assert rules.address_lines(TACOMA, "en") == lines
    assert rules.address_lines(TACOMA, "ja", abroad=True) == [*lines, "アメリカ合衆国"]


@pytest.mark.parametrize(
    ("country", "typed", "printed"),
    [
        ("JP", "〒８０３ー８５０１", "803-8501"),
        ("JP", "8038501", "803-8501"),
        ("JP", "803−8501", "803-8501"),
        ("US", "98402", "98402"),
        ("US", "９８４０２－１２３４", "98402-1234"),
    ],
)
def test_postal_code_when_typed_in_any_width_then_it_is_printed_plain(
    country: str, typed: str, printed: str
) -> None:
    assert rules.is_postal_code(country, typed)
    assert rules.normal_postal_code(country, typed) == printed


def test_address_when_parts_are_missing_then_the_fields_of_its_country_say_so() -> None:
    empty = dict.fromkeys(rules.LOCATED, "")
    assert list(rules.check_address("JP", empty)) == []
    wrong = {problem.field for problem in rules.check_address("JP", empty | {"postal_code": "98402"})}
    assert wrong == {"postal_code", "address_region", "municipality_ja", "street_ja"}
    wrong = {problem.field for problem in rules.check_address("US", empty | {"postal_code": "803-8501"})}
    assert wrong == {"postal_code", "address_region", "municipality_en", "street_en"}


@pytest.mark.parametrize(
    "number", ["０９３－５５５－０１４２", "+1 253 555 0142", "(253) 555-0142", "555-0142 x12"]
)
def test_phone_when_typed_as_people_do_then_it_is_one(number: str) -> None:
    assert rules.is_phone(number)
    assert not rules.is_phone("ask Ms. Sato")


def period(begins: str, ends: str) -> Membership:
    """Return a period of membership; an empty beginning is not known."""
    return Membership(
        begins_on=date.fromisoformat(begins) if begins else None, ends_on=date.fromisoformat(ends)
    )


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2024-12-31", StandingState.NONE),
        ("2025-01-01", StandingState.GOOD),
        ("2025-12-31", StandingState.GOOD),
        ("2026-10-31", StandingState.GOOD),
        ("2026-11-01", StandingState.ENDING),
        ("2026-12-31", StandingState.ENDING),
        ("2027-01-01", StandingState.LAPSED),
    ],
)
def test_standing_when_periods_follow_each_other_then_they_count_as_one(
    on: str, state: StandingState
) -> None:
    periods = [period("2026-01-01", "2026-12-31"), period("2025-01-01", "2025-12-31")]
    assert rules.standing(periods, date.fromisoformat(on)) == state


def test_standing_when_there_is_a_gap_then_the_end_before_it_counts() -> None:
    periods = [period("", "2025-06-30"), period("2025-08-01", "2026-07-31")]
    assert rules.good_until(periods, date(2025, 6, 1)) == date(2025, 6, 30)
    assert rules.standing(periods, date(2025, 7, 15)) == StandingState.LAPSED
    assert rules.good_until([], date(2025, 6, 1)) is None


def test_membership_when_periods_overlap_or_are_turned_round_then_it_is_refused() -> None:
    others = [period("2026-01-01", "2026-12-31")]

    def codes(begins: date | None, ends: date | None) -> list[str]:
        return [problem.code for problem in rules.check_membership("", begins, ends, others)]

    assert codes(date(2027, 1, 1), date(2027, 12, 31)) == []
    assert codes(date(2026, 12, 31), date(2027, 12, 31)) == ["overlap"]
    assert codes(None, date(2026, 6, 1)) == ["overlap"]
    assert codes(date(2028, 1, 2), date(2028, 1, 1)) == ["order"]
    assert codes(None, None) == ["empty"]


def test_class_when_a_place_is_exactly_at_a_limit_then_it_is_in_the_upper_class() -> None:
    assert rules.class_of(9_999) == PopulationClass.UNDER_10_000
    assert rules.class_of(10_000) == PopulationClass.UNDER_25_000
    assert rules.class_of(939_029) == PopulationClass.FROM_500_000
    assert rules.class_of(None) == PopulationClass.UNKNOWN
