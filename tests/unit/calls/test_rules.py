"""The dates of a call hold together on the clocks of its own zone."""

from datetime import UTC, date, datetime

from grantapp.calls.documents import DateRow
from grantapp.calls.rules import problems_of_plan
from grantapp.core.money import Money
from tests.factories.calls import plan


def test_plan_when_the_decision_is_on_the_local_day_of_the_reviews_then_accepted() -> None:
    grant = Money(11_200_000, "USD")  # reviews are due on 31 January, 23:59 ET; that is 1 February in UTC
    assert problems_of_plan(plan(decision_on=date(2027, 1, 31)), grant) == []
    assert [one.code for one in problems_of_plan(plan(decision_on=date(2027, 1, 30)), grant)] == [
        "decision_first"
    ]


def test_date_when_the_day_is_over_in_the_zone_of_the_call_then_past() -> None:
    row = DateRow("Decision", "America/New_York", on=date(2027, 4, 2))
    assert not row.is_past(datetime(2027, 4, 3, 3, 59, tzinfo=UTC))
    assert row.is_past(datetime(2027, 4, 3, 4, 0, tzinfo=UTC))
