"""What must hold for every amount, date, text and record, not only for those that came to mind."""

import unicodedata
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from grantapp.core.dates import PartialDate
from grantapp.core.money import LARGEST_MINOR_AMOUNT, Money, minor_digits, parse_money
from grantapp.documents.canonical import canonical_bytes, sha256_of
from grantapp.files.rules import LONGEST_NAME, clean_name
from grantapp.notifications.rules import header_name
from grantapp.questionnaires.rules import count_characters, count_words
from grantapp.web.access import safe_path
from grantapp.web.exports import FORMULA_STARTS, harmless

settings.register_profile("house", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("house")

CURRENCIES = st.sampled_from(["USD", "JPY", "EUR"])
AMOUNTS = st.integers(-LARGEST_MINOR_AMOUNT + 1, LARGEST_MINOR_AMOUNT - 1)
PERCENTS = st.decimals(0, 100, places=2)
DATES = st.one_of(
    st.just(PartialDate()),
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(lambda day: PartialDate(day.year, day.month, day.day), st.dates()),
)
KEEPABLE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | KEEPABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEEPABLE, inner, max_size=4),
    max_leaves=12,
)
WORDS = st.text(st.sampled_from("がぎパ é ﾊﾟ e\u0301 か\u3099 word 漢字 神 😀\u200d👩 \n\u3000"), max_size=40)


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_money_when_added_and_taken_away_then_nothing_is_lost(one, other, currency):
    first, second = Money(one, currency), Money(other, currency)
    assert first + second - second == first
    assert first + second == second + first
    assert (first < second) == (one < other)


@given(st.integers(0, LARGEST_MINOR_AMOUNT - 1), PERCENTS, CURRENCIES)
def test_share_when_taken_then_never_more_than_the_percentage_and_the_rest_is_whole(
    amount, percent, currency
):
    whole = Money(amount, currency)
    part = whole.share(percent)
    assert 0 <= part.amount <= whole.amount
    assert Decimal(part.amount) <= Decimal(amount) * percent / 100 < Decimal(part.amount) + 1
    assert part + (whole - part) == whole


@given(st.integers(0, LARGEST_MINOR_AMOUNT - 1), CURRENCIES)
def test_money_when_written_and_read_then_the_same(amount, currency):
    money = Money(amount, currency)
    shown = f"{money.major:,.{minor_digits(currency)}f}"
    full_width = shown.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,."})
    assert parse_money(shown, currency) == money
    assert parse_money(full_width, currency) == money


@given(st.text(max_size=30), CURRENCIES)
def test_money_when_anything_is_typed_then_money_or_a_problem(text, currency):
    assert parse_money(text, currency) is not None


@given(DATES)
def test_partial_date_when_written_and_read_then_the_same(value):
    assert PartialDate.parse(str(value)) == value


@given(DATES, DATES)
def test_partial_dates_when_sorted_as_text_then_as_dates(one, other):
    assert (str(one) < str(other)) == (one < other)


@given(st.dates(), st.dates())
def test_partial_date_when_whole_then_in_the_order_of_days(one: date, other: date):
    first, second = (PartialDate(day.year, day.month, day.day) for day in (one, other))
    assert (first < second) == (one < other)


@given(PLAIN)
def test_canonical_when_keys_are_in_another_order_then_the_same_bytes(content):
    def turned(value):
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(list(value))}
        return [turned(one) for one in value] if isinstance(value, list) else value

    assert canonical_bytes(turned(content)) == canonical_bytes(content)
    assert sha256_of(turned(content)) == sha256_of(content)


@given(WORDS)
def test_counts_when_composed_or_decomposed_then_equal(text):
    for count in (count_words, count_characters):
        assert count(unicodedata.normalize("NFC", text)) == count(unicodedata.normalize("NFD", text))
    assert count_words(text) <= max(count_characters(text), 0) + text.count("\n") + 1


@given(st.text(max_size=300))
def test_file_name_when_anything_is_sent_then_short_plain_and_without_a_path(typed):
    name = clean_name(typed)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set("/\\\0\r\n\u202e")
    assert clean_name(name) == name


@given(st.text())
def test_cell_when_anything_is_written_then_no_formula(text):
    assert (
        not harmless(text).startswith(FORMULA_STARTS)
        or harmless(text).removeprefix("-").replace(".", "", 1).isdigit()
    )


@given(st.text(st.sampled_from("/\\\t\r\n .:?#@%aevil\u2028\u00a0"), max_size=12))
def test_path_when_anything_is_asked_then_on_this_host(target):
    path = safe_path(target, "/home")
    assert path.startswith("/")
    assert path[1:2] not in ("/", "\\")


@given(st.text())
def test_header_name_when_anything_is_written_then_one_line_without_marks(name):
    assert not set(header_name(name)) & set('\r\n"<>,:;@\\')
