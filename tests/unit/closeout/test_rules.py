"""The checklist: what stands in the way of closing."""

import pytest

from grantapp.closeout import rules
from grantapp.core.money import Money


def usd(amount):
    return Money(amount, "USD")


def standing(reports=0, payments=0, kept=900, promised=100, spent=900):
    return rules.Standing(
        reports, payments, usd(1000), usd(kept), usd(promised), None if spent is None else usd(spent)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("of", "code"),
    [
        (standing(), None),
        (standing(reports=1), "reports"),
        (standing(payments=1), "payments"),
        (standing(spent=800), "balance"),
        (standing(spent=None), None),
        (standing(spent=5000, kept=1000), None),
    ],
)
def test_checklist_when_read_then_the_first_obstacle(of, code):
    obstacle = rules.in_the_way(rules.checklist(of))
    assert (obstacle.code if obstacle else None) == code


def test_to_return_when_paid_and_not_spent_then_the_difference():
    assert standing(spent=800).to_return == usd(100)


def test_codes_when_kept_then_plain_data():
    kept = rules.as_codes(rules.checklist(standing(reports=2)))
    assert kept["reports"] == {"met": False, "count": 2}
    assert kept["promise"] == {"met": True, "amount": {"amount": 100, "currency": "USD"}}
