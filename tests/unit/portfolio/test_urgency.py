"""How urgent things are, and in which order they stand."""

from datetime import UTC, datetime, timedelta

import pytest

from grantapp.core.tasks import Task
from grantapp.portfolio import rules

AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def task(gap=None, sentence="x"):
    return Task(sentence, "portfolio.home", {}, due_until=AT + gap if gap is not None else None)


@pytest.mark.parametrize(
    ("gap", "late", "days"),
    [
        (timedelta(seconds=1), False, 0),
        (timedelta(hours=24), False, 1),
        (timedelta(days=3, hours=5), False, 3),
        (timedelta(), True, 0),
        (timedelta(hours=-23), True, 0),
        (timedelta(days=-6), True, 6),
    ],
)
def test_urgency_when_dated_then_whole_days_on_either_side(gap, late, days):
    assert rules.urgency_of(task(gap), AT) == rules.Urgency(late, days)


def test_urgency_when_undated_then_none():
    assert rules.urgency_of(task(), AT) is None


def test_order_when_mixed_then_oldest_date_first_and_undated_last():
    given = [task(sentence="none"), task(timedelta(days=1), "soon"), task(timedelta(days=-2), "late")]
    assert [one.sentence for one in rules.in_order(given, AT)] == ["late", "soon", "none"]
