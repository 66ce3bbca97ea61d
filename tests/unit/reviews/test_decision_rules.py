"""Conflicts by rule, the lines of a decision, its money, and the check page's fingerprint."""

from dataclasses import replace

import pytest

from grantapp.core.money import Money
from grantapp.reviews import rules
from grantapp.reviews.models import Outcome
from grantapp.reviews.rules import Home, LineFact


def usd(amount):
    return Money(amount * 100, "USD")


LINE = LineFact(1, "LA12-0001", 1, Outcome.FUND, usd(10_000), usd(12_000), reviews=3)
BUDGET = usd(30_000)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("home", "recused", "code"),
    [
        (Home(), False, ""),
        (Home(frozenset({7})), False, "organization"),
        (Home(place_ids=frozenset({20})), False, "place"),
        (Home(frozenset({9}), frozenset({99})), False, ""),
        (Home(), True, "recused"),
    ],
)
def test_conflict_when_a_reviewer_is_at_home_on_either_side_then_he_is_excluded(home, recused, code):
    assert rules.conflict_by_rule(home, {7, 8}, {20, 21}, recused=recused) == code


def test_running_total_when_an_amount_is_zero_then_it_stands_still():
    assert rules.running_totals([usd(3), usd(0), usd(4)]) == [usd(3), None, usd(7)]


@pytest.mark.parametrize(
    ("outcome", "amount", "reason", "found"),
    [
        (Outcome.FUND, usd(12_000), "Lasting object", []),
        (Outcome.FUND, usd(0), "Lasting object", ["amount_missing"]),
        (Outcome.FUND, usd(12_001), "Lasting object", ["amount_over_request"]),
        (Outcome.DECLINE, usd(1), "Plan not ready", ["amount_without_award"]),
        (Outcome.WAITLIST, usd(0), "  ", ["reason_missing"]),
        (Outcome.DECLINE, usd(0), "x" * 501, ["too_long"]),
    ],
)
def test_line_when_written_then_money_and_reason_are_checked(outcome, amount, reason, found):
    assert codes(rules.problems_of_line(outcome, amount, usd(12_000), reason)) == found


def test_decision_when_the_amounts_fit_then_nothing_stands_against_it():
    lines = [
        LINE,
        replace(LINE, application_id=2, money=usd(12_000)),
        replace(LINE, application_id=3, money=usd(8_000)),
    ]
    assert rules.problems_of_decision(lines, BUDGET) == []


def test_decision_when_one_cent_over_the_budget_then_it_is_refused():
    lines = [LINE, replace(LINE, money=usd(12_000)), replace(LINE, money=Money(800_001, "USD"))]
    assert codes(rules.problems_of_decision(lines, BUDGET)) == ["over_budget"]


def test_decision_when_a_line_is_not_funded_then_its_amount_does_not_count():
    assert not rules.over_budget([replace(LINE, outcome=Outcome.WAITLIST, money=usd(99_000))], BUDGET)


def test_decision_when_lines_are_unfinished_then_each_is_named():
    lines = [replace(LINE, reviews=0), replace(LINE, outcome=None), replace(LINE, money=usd(12_001))]
    assert codes(rules.problems_of_decision(lines, BUDGET)) == [
        "not_reviewed",
        "no_outcome",
        "amount_over_request",
    ]


def test_decision_when_there_is_nothing_to_decide_then_it_is_refused():
    assert codes(rules.problems_of_decision([], BUDGET)) == ["empty"]


def test_fingerprint_when_anything_changes_then_it_changes_and_order_does_not_matter():
    other = replace(LINE, application_id=2)
    same = rules.fingerprint([LINE, other])
    assert same == rules.fingerprint([other, LINE])
    assert len({same, rules.fingerprint([LINE]), rules.fingerprint([replace(LINE, version=2), other])}) == 3
