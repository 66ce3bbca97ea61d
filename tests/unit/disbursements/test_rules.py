"""Schedules add up to the award, and what was spent decides the last payment."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.core.money import Money
from grantapp.disbursements import rules
from grantapp.disbursements.models import Disbursement

DAYS = (date(2026, 1, 1), date(2026, 12, 31), 30)


@given(st.integers(1, 10**12), st.integers(0, 100))
def test_plan_when_any_award_then_payments_add_up_and_none_is_empty(amount: int, percent: int) -> None:
    planned = rules.plan(Money(amount, "USD"), percent, *DAYS)
    assert sum(one.amount for one in planned) == amount
    assert all(one.amount > 0 for one in planned)
    assert [one.position for one in planned] == list(range(1, len(planned) + 1))


@pytest.mark.parametrize(
    ("awarded", "paid", "spent", "last"),
    [
        (100, 80, 100, 20),
        (100, 80, 95, 15),
        (100, 80, 70, 0),
        (100, 80, 130, 20),
        (100, 0, 0, 0),
    ],
)
def test_final_amount_when_spent_is_known_then_never_more_than_award_or_cost(
    awarded: int, paid: int, spent: int, last: int
) -> None:
    assert rules.final_amount(awarded, paid, spent) == last


@pytest.mark.parametrize(
    ("text", "good"), [("157.25", True), ("0", False), ("1e5", False), ("", False), ("-1", False)]
)
def test_is_rate_when_read_then_only_exact_positive_decimals(text: str, good: bool) -> None:
    assert rules.is_rate(text) is good


TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (rules.PaymentFacts(TODAY, Money(100, "USD")), []),
        (rules.PaymentFacts(TODAY, Money(15_000, "JPY"), "150.00"), []),
        (rules.PaymentFacts(TODAY, Money(15_000, "JPY")), ["rate_unreadable"]),
        (rules.PaymentFacts(TODAY, Money(99, "USD")), ["amount_differs"]),
        (rules.PaymentFacts(None, None), ["date_missing", "amount_missing"]),
        (rules.PaymentFacts(date(2026, 6, 2), Money(100, "USD")), ["date_ahead"]),
    ],
)
def test_payment_problems_when_recorded_then_each_is_named(
    facts: rules.PaymentFacts, codes: list[str]
) -> None:
    payment = Disbursement(amount=100, currency="USD")
    assert [problem.code for problem in rules.payment_problems(payment, facts, TODAY)] == codes


def test_share_when_eighty_percent_then_exact() -> None:
    assert Money(1_684_000, "USD").share(Decimal(80)).amount == 1_347_200


@pytest.mark.parametrize(
    ("amount", "reason", "codes"),
    [
        (Money(1, "USD"), "why", []),
        (Money(500, "USD"), "why", []),
        (Money(501, "USD"), "why", ["return_too_much"]),
        (Money(0, "USD"), "why", ["amount_missing"]),
        (None, " ", ["amount_missing", "reason_missing"]),
    ],
)
def test_return_when_more_than_is_held_or_unexplained_then_told(
    amount: Money | None, reason: str, codes: list[str]
) -> None:
    assert [one.code for one in rules.return_problems(amount, Money(500, "USD"), reason)] == codes
