"""Conditions are data; whatever cannot be evaluated counts as failed."""

import pytest

from grantapp.questionnaires.rules import applies, problems_of_definition
from tests.factories.forms import SMALL_FORM, question, section

VALUES = {"minors": "yes", "count": "3", "themes": ["a"], "empty": None, "on": "2026-03-14"}


def asks(key, op, value=None):
    return {"question": key, "op": op, "value": value}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        (asks("minors", "equals", "yes"), True),
        (asks("minors", "differs", "yes"), False),
        (asks("empty", "differs", "yes"), False),
        (asks("count", "at_least", 3), True),
        (asks("count", "at_most", 2), False),
        (asks("themes", "includes", "a"), True),
        (asks("themes", "at_least", 2), False),
        (asks("on", "at_least", "2026-03"), True),
        (asks("empty", "unanswered"), True),
        ({"all": [asks("minors", "answered"), asks("empty", "answered")]}, False),
        ({"any": [asks("minors", "answered"), asks("empty", "answered")]}, True),
        (asks("nowhere", "unanswered"), False),
        (asks("minors", "sounds_like", "yes"), False),
        (asks("minors", "at_least", 1), False),
        ({"question": "minors"}, False),
        ({"all": "minors"}, False),
    ],
)
def test_condition_when_evaluated_then_holds_or_not(condition, expected):
    assert applies(condition, VALUES) is expected


def test_definition_when_good_then_no_problem():
    assert problems_of_definition(SMALL_FORM) == []


@pytest.mark.parametrize(
    "sections",
    [
        [],
        [section("a", question("x")), section("a", question("y"))],
        [section("a", question("x"), question("x"))],
        [section("A b", question("x"))],
        [section("a", {**question("x"), "label": {"en": "X", "ja": ""}})],
        [section("a", question("x", "riddle"))],
        [section("a", question("x", answered_by="mayor"))],
        [section("a", question("x", "choice"))],
        [section("a", question("x", settings={"words": 0}))],
        [section("a", question("x", "date", settings={"earliest": "soon"}))],
        [section("a", question("x", condition={"question": "b.y", "op": "answered"})), section("b", question("y"))],
        [section("a", question("x", condition={"question": "y", "op": "guess"}), question("y"))],
    ],
)  # fmt: skip
def test_definition_when_broken_then_a_problem(sections):
    assert problems_of_definition(sections)
