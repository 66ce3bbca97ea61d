"""What people type is understood in either width and either calendar; nothing else is guessed."""

from datetime import date
from decimal import Decimal

import pytest

from grantapp.questionnaires import rules
from grantapp.questionnaires.models import QuestionType


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026", "2026"), ("令和8年", "2026"), ("R8", "2026"), ("r8", "2026"), ("２０２６年", "2026"), ("令和元年", "2019"),
        ("平成31年4月", "2019-04"), ("昭和34年6月1日", "1959-06-01"), ("S34.6.1", "1959-06-01"), ("2026-03", "2026-03"),
        ("2026/3/4", "2026-03-04"), ("２０２６年３月４日", "2026-03-04"), ("2026年3月4日(水)", "2026-03-04"),
        ("4 Mar 2026", "2026-03-04"), ("Wed 4 March 2026", "2026-03-04"), ("March 4, 2026", "2026-03-04"),
        ("March 2026", "2026-03"), ("20260304", "2026-03-04"),
    ],
)  # fmt: skip
def test_partial_date_when_written_in_a_known_way_then_read(typed, expected):
    assert str(rules.read_partial_date(typed)) == expected


@pytest.mark.parametrize(
    "typed", ["03/04/2026", "next spring", "2026-13", "2026-02-30", "Smarch 4, 2026", "8", ""]
)
def test_partial_date_when_doubtful_then_not_guessed(typed):
    assert rules.read_partial_date(typed) is None


def test_date_when_the_day_is_missing_then_none():
    assert rules.read_date("令和8年3月") is None
    assert rules.read_date("令和8年3月14日") == date(2026, 3, 14)


@pytest.mark.parametrize(("typed", "expected"), [("１２，０００", "12000"), (" 3.50 ", "3.50"), ("-2", "-2")])
def test_number_when_in_either_width_then_read(typed, expected):
    assert rules.read_number(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["twelve", "1e5", "NaN", "1.2.3", "9" * 31])
def test_number_when_it_is_none_then_none(typed):
    assert rules.read_number(typed) is None


def test_answer_when_not_understood_then_kept_as_typed():
    assert rules.read_answer(QuestionType.DATE, "in spring") == "in spring"
    assert rules.read_answer(QuestionType.DATE, "Ｒ８．３．１４") == "2026-03-14"
    assert rules.read_answer(QuestionType.NUMBER, "some") == "some"


def test_answer_when_text_then_line_ends_are_one_and_letters_stay():
    assert rules.read_answer(QuestionType.LONG_TEXT, "神\r\n社") == "神\n社"
    assert rules.read_answer(QuestionType.LONG_TEXT, "  \n ") is None
    assert rules.read_answer(QuestionType.DECLARATION, "yes") is True
    assert rules.read_answer(QuestionType.DECLARATION, "") is None


def test_count_when_letters_are_composed_or_not_then_equal():
    assert rules.count_characters("か\u3099") == rules.count_characters("が") == 1
    assert rules.count_characters("a\r\nb") == rules.count_characters("a\nb") == 3
    assert rules.count_words("two  words\nthree") == 3


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kitakyushu (北九州市) sends four gardeners", "en"),
        ("タコマ市のPoint Defiance公園の庭園", "ja"),
        ("2026", "en"),
    ],
)
def test_language_when_mixed_then_the_greater_part_decides(text, language):
    assert rules.language_of_text(text) == language
