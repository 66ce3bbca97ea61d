"""What people type is understood in either width; nothing else is guessed."""

from decimal import Decimal

import pytest

from grantapp.questionnaires import rules
from grantapp.questionnaires.models import QuestionType


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
