"""Money: whole minor units, read as people type it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.core.errors import Problem
from grantapp.core.money import LARGEST_MINOR_AMOUNT, Money, parse_money


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("18000", "USD", 1_800_000), ("18,000.50", "USD", 1_800_050), ("$1,500.5", "USD", 150_050),
        ("１８０００", "USD", 1_800_000), ("¥186,000", "JPY", 186_000), ("186000円", "JPY", 186_000), ("0", "USD", 0),
    ],
)  # fmt: skip
def test_parse_money_when_readable_then_minor_units(typed: str, currency: str, minor: int) -> None:
    assert parse_money(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "code"),
    [
        ("", "USD", "money_unreadable"), ("twelve", "USD", "money_unreadable"), ("1e9", "USD", "money_unreadable"),
        ("NaN", "USD", "money_unreadable"), ("186000.5", "JPY", "money_whole"), ("1.005", "USD", "money_decimals"),
        ("-5", "USD", "money_negative"), ("9" * 30, "USD", "money_too_large"),
    ],
)  # fmt: skip
def test_parse_money_when_wrong_then_says_what(typed: str, currency: str, code: str) -> None:
    found = parse_money(typed, currency, "amount")
    assert isinstance(found, Problem)
    assert (found.code, found.field) == (code, "amount")


@given(st.integers(0, LARGEST_MINOR_AMOUNT), st.sampled_from(["USD", "JPY"]))
def test_parse_money_when_written_by_us_then_reads_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_money(f"{money.major:,}", currency) == money


def test_money_when_currencies_differ_then_never_added() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(1, "USD") + Money(1, "JPY")


def test_money_when_float_then_refused() -> None:
    with pytest.raises(TypeError):
        Money(1.5, "USD")  # type: ignore[arg-type]


def test_converted_when_yen_then_whole_yen_half_up() -> None:
    assert Money(1_800_000, "USD").converted(Decimal("157.25"), "JPY") == Money(2_830_500, "JPY")
    assert Money(1, "USD").converted(Decimal(150), "JPY") == Money(2, "JPY")


def test_share_when_uneven_then_rounded_down() -> None:
    assert Money(999, "USD").share(Decimal(80)) == Money(799, "USD")
