"""Sums and limits of a budget, exact to the cent."""

from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.applications import rules
from grantapp.applications.rules import LineValues
from grantapp.calls.models import Call, CostCategory, CostRule
from grantapp.core.money import Money
from grantapp.core.words import Bilingual


def category(number=1, rule=CostRule.ALLOWED, is_indirect=False):
    return CostCategory(id=number, rule=rule, is_indirect=is_indirect, title=Bilingual("Kind", "費目"))


def line(kind=None, **amounts):
    values = dict.fromkeys(rules.AMOUNTS, 0) | amounts
    return Row(category=kind or category(), **values)


def application(*lines, match=20, indirect=10, ceiling=1_800_000, currency="USD"):
    call = Call(
        currency=currency,
        ceiling_amount=ceiling,
        match_percent=match,
        indirect_percent=indirect,
        budget_amount=ceiling,
    )
    return Row(call=call, budget_lines=list(lines))


def codes(*lines, **call):
    return [problem.code for problem in rules.problems_of_budget(application(*lines, **call))]


def test_budget_when_within_every_limit_then_no_problem():
    assert codes(line(grant_amount=1_000_000), line(lead_cash=250_000)) == []


def test_budget_when_nothing_is_asked_then_missing():
    assert codes() == ["missing"]


@pytest.mark.parametrize(("asked", "found"), [(1_800_000, []), (1_800_001, ["over_ceiling"])])
def test_ceiling_when_reached_then_met_and_one_cent_more_not(asked, found):
    assert codes(line(grant_amount=asked, lead_cash=1_000_000)) == found


@pytest.mark.parametrize(("given_amount", "found"), [(250, []), (249, ["match_too_small"])])
def test_match_when_exactly_twenty_percent_then_met(given_amount, found):
    assert codes(line(grant_amount=1000, partner_in_kind=given_amount)) == found


@pytest.mark.parametrize(("indirect", "found"), [(100, []), (101, ["indirect_too_large"])])
def test_indirect_when_exactly_ten_percent_of_direct_then_met(indirect, found):
    lines = (
        line(grant_amount=1009),
        line(category(2, is_indirect=True), grant_amount=indirect),
        line(lead_cash=9000),
    )
    assert codes(*lines) == found


def test_line_when_its_cost_is_never_paid_then_refused_in_draft_and_at_submit():
    gifts = category(4, CostRule.NEVER)
    assert [one.code for one in rules.problems_of_line(LineValues(4), [gifts])] == ["never_paid"]
    assert "never_paid" in codes(line(gifts, grant_amount=100, lead_cash=100))


@pytest.mark.parametrize("chosen", [None, 99])
def test_line_when_its_cost_is_not_of_the_call_then_refused(chosen):
    assert [one.code for one in rules.problems_of_line(LineValues(chosen), [category()])] == [
        "category_missing"
    ]


def test_line_when_an_amount_is_negative_or_huge_then_its_field_is_named():
    values = LineValues(1, grant_amount=-1, lead_cash=10**16)
    found = [(one.field, one.code) for one in rules.problems_of_line(values, [category()])]
    assert found == [("grant_amount", "money_negative"), ("lead_cash", "money_too_large")]


@given(st.lists(st.tuples(*[st.integers(0, 10**9)] * 5), max_size=8))
def test_totals_when_summed_then_grant_and_cities_make_the_project(rows):
    lines = [line(**dict(zip(rules.AMOUNTS, row, strict=True))) for row in rows]
    totals = rules.totals_of(lines, "JPY")
    assert totals.project == totals.grant + totals.lead + totals.partner == Money(sum(map(sum, rows)), "JPY")
    assert 0 <= totals.percent_of(totals.grant) <= 100


def test_number_when_made_then_it_has_the_series_and_four_digits():
    assert rules.number_of("LA26", 1) == "LA26-0001"
