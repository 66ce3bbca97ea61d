"""Each type of question refuses what it cannot take, and only warns in a draft."""

import pytest

from grantapp.core.words import Bilingual
from grantapp.questionnaires import rules
from grantapp.questionnaires.models import Question, QuestionType


def question(kind: str, required: bool = True, **settings):
    return Question(
        id=7,
        key="q",
        type=QuestionType(kind),
        label=Bilingual("Q", "問"),
        required=required,
        settings=settings,
    )


def codes(asked, value, drafting=False):
    return [problem.code for problem in rules.problems_of_answer(asked, value, drafting)]


CHOICES = [{"code": "a", "en": "A", "ja": "ア"}, {"code": "b", "en": "B", "ja": "イ"}]


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        (question("long_text", words=3, characters=6), "one two three", []),
        (question("long_text", words=3, characters=6), "one two three four", ["too_many_words"]),
        (question("long_text", words=3, characters=6), "日本庭園交流", []),
        (question("long_text", words=3, characters=6), "日本庭園交流会", ["too_many_characters"]),
        (question("short_text", longest=5), "abcdef", ["too_many_characters"]),
        (question("short_text", longest=5), "日本庭園の", []),
        (question("choice", choices=CHOICES), "a", []),
        (question("choice", choices=CHOICES), "c", ["unknown_choice"]),
        (question("choices", choices=CHOICES, at_most=1), ["a", "b"], ["too_many_choices"]),
        (question("choices", choices=CHOICES, at_least=2), ["a"], ["too_few_choices"]),
        (question("choices", choices=CHOICES), "a", ["wrong_kind"]),
        (question("number", minimum=1, maximum=20), "21", ["too_large"]),
        (question("number", minimum=1), "0", ["too_small"]),
        (question("number"), "1.5", ["not_whole"]),
        (question("number", decimals=1), "1.55", ["too_fine"]),
        (question("number"), "many", ["no_number"]),
        (question("date", earliest="2026-01-01"), "2025-12-31", ["too_early"]),
        (question("date", latest="2026-12-31"), "2027-01-01", ["too_late"]),
        (question("date"), "soon", ["no_date"]),
        (question("partial_date"), "1959-06", []),
        (question("partial_date"), "long ago", ["no_partial_date"]),
        (question("partial_date", earliest="1959-06-01"), "1959", []),
        (question("email"), "soudan@city.example", []),
        (question("email"), "soudan@city", ["no_email"]),
        (question("email"), "a b@city.example", ["no_email"]),
        (question("declaration"), True, []),
        (question("files", at_most=1), [3, 4], ["too_many_files"]),
        (question("files"), ["3"], ["wrong_kind"]),
    ],
)
def test_problems_when_a_value_is_given_then_the_type_decides(asked, value, expected):
    assert codes(asked, value) == expected


@pytest.mark.parametrize("value", [None, "", [], False])
def test_problems_when_missing_then_only_submitting_minds(value):
    assert codes(question("long_text"), value) == ["missing"]
    assert codes(question("long_text"), value, drafting=True) == []
    assert codes(question("long_text", required=False), value) == []


@pytest.mark.parametrize(
    ("value", "code"), [("a\x00b", "unstorable"), ("a\ud800", "unstorable"), ("x" * 100_001, "too_much")]
)
def test_refusals_when_it_cannot_be_kept_then_even_a_draft_is_refused(value, code):
    assert [p.code for p in rules.refusals_of_answer(question("long_text"), value)] == [code]


def test_refusals_when_emoji_or_rare_letters_then_none():
    assert rules.refusals_of_answer(question("long_text"), "🌸 髙﨑 神\n\t𠮷") == []


def test_problem_when_made_then_it_names_field_and_question():
    problem = rules.problems_of_answer(question("email"), "x", drafting=True)[0]
    assert (problem.field, problem.parameters["question"]) == ("q-7", Bilingual("Q", "問"))
