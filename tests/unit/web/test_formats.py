"""Dates, clocks and money as the reader's language writes them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from grantapp.core.dates import PartialDate
from grantapp.core.money import Money
from grantapp.web import formats
from grantapp.web.access import safe_path
from grantapp.web.exports import harmless

UNTIL = datetime(2025, 3, 15, 4, 0, tzinfo=UTC)


@pytest.fixture(params=["en", "ja"])
def language(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """Write in one language."""
    with app.test_request_context(), force_locale(request.param):
        yield request.param


def test_until_when_both_cities_then_weekday_and_zone_of_each(language: str) -> None:
    shown = {
        "en": "Fri 14 Mar 2025, 23:59 ET · Sat 15 Mar, 12:59 JST",
        "ja": "2025年3月14日（金）23:59（米国東部時間）／3月15日（土）12:59（日本時間）",
    }
    assert formats.until(UNTIL, "America/New_York", "Asia/Tokyo") == shown[language]


def test_both_clocks_when_one_zone_then_said_once(language: str) -> None:
    assert formats.both_clocks(UNTIL, "Asia/Tokyo", "Asia/Tokyo").count(":") == 1


def test_money_when_shown_then_in_the_currency_s_own_digits(language: str) -> None:
    assert formats.money(Money(1_800_000, "USD")) == "$18,000.00"
    assert formats.money(Money(2_830_500, "JPY")) == "¥2,830,500"
    prose = {"en": "$18,000.00", "ja": "18,000.00米ドル"}
    assert formats.money_prose(Money(1_800_000, "USD")) == prose[language]


@pytest.mark.parametrize(
    ("value", "en", "ja"),
    [
        (PartialDate(1963), "1963", "1963年"), (PartialDate(1963, 5), "May 1963", "1963年5月"),
        (PartialDate(1963, 5, 4), "Sat 4 May 1963", "1963年5月4日（土）"), (PartialDate(), "date unknown", "時期不明"),
    ],
)  # fmt: skip
def test_partial_date_when_shown_then_as_far_as_known(
    language: str, value: PartialDate, en: str, ja: str
) -> None:
    assert formats.partial_date(value) == {"en": en, "ja": ja}[language]


def test_days_until_when_past_then_negative() -> None:
    assert formats.days_until(date(2025, 3, 10), datetime(2025, 3, 14, tzinfo=UTC)) == -4


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", None, "/a\nb"],
)
def test_safe_path_when_another_host_then_the_fallback(target: str | None) -> None:
    assert safe_path(target, "/home") == "/home"


def test_safe_path_when_ours_then_kept() -> None:
    assert safe_path("/calls?x=1", "/home") == "/calls?x=1"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "@SUM(A1)", "-cmd", "\t=1"])
def test_harmless_when_a_formula_then_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_harmless_when_a_figure_then_untouched() -> None:
    assert (harmless("-5.20"), harmless(12), harmless(None)) == ("-5.20", "12", "")


def test_both_clocks_when_the_year_turns_between_them_then_both_years(language: str) -> None:
    shown = formats.both_clocks(datetime(2027, 1, 1, 2, 0, tzinfo=UTC), "America/New_York", "Asia/Tokyo")
    assert ("2026" in shown, "2027" in shown) == (True, True)
