"""When a report is due, what reminds of it, and what a return or more time must say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from grantapp.reports import rules
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus

ZONE = "America/Los_Angeles"
DUE = date(2013, 1, 16)


def requirement(status=RequirementStatus.OPEN, on=DUE, zone=ZONE):
    until = rules.end_of_day(on, zone)
    return Requirement(
        status=status, kind=RequirementKind.FINAL_REPORT, zone=zone, due_until=until, report=None
    )


def noon(on):
    return datetime(on.year, on.month, on.day, 20, tzinfo=UTC)


def test_due_dates_when_the_period_ends_then_report_days_later_and_a_year_later():
    days = rules.due_dates(date(2012, 12, 17), 30)
    assert days == {RequirementKind.FINAL_REPORT: DUE, RequirementKind.FOLLOW_UP: date(2013, 12, 17)}


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
    ],
)
def test_months_later_when_there_is_no_such_day_then_the_last_of_the_month(on, months, then):
    assert rules.months_later(on, months) == then


def test_end_of_day_when_in_tacoma_then_the_last_minute_is_in_time():
    until = rules.end_of_day(DUE, ZONE)
    assert until == datetime(2013, 1, 17, 8, 0, tzinfo=UTC)
    assert rules.due_on(requirement()) == DUE


@pytest.mark.parametrize("status", ["open", "in_progress", "changes_requested"])
def test_overdue_when_the_minute_is_over_then_derived_from_the_date(status):
    late = requirement(RequirementStatus(status))
    assert not late.is_overdue(late.due_until - timedelta(seconds=1))
    assert late.is_overdue(late.due_until)


@pytest.mark.parametrize("status", ["submitted", "accepted", "waived"])
def test_overdue_when_it_is_with_the_office_or_settled_then_never(status):
    settled = requirement(RequirementStatus(status))
    assert not settled.is_overdue(settled.due_until + timedelta(days=100))


@pytest.mark.parametrize(
    ("left", "step"),
    [(40, None), (30, 30), (12, 30), (7, 7), (3, 7), (1, 1), (0, 1), (-1, -1), (-5, -1), (-7, -7), (-90, -7)],
)
def test_reminder_when_days_are_left_then_the_newest_step_whose_day_has_come(left, step):
    assert rules.reminder_for(requirement(), noon(DUE - timedelta(days=left))) == step


def test_time_to_mend_when_returned_late_then_two_weeks_and_never_earlier_than_before():
    mended = requirement(on=rules.due_on(requirement()))
    after = rules.time_to_mend(mended, noon(DUE))
    assert after == rules.end_of_day(DUE + timedelta(days=14), ZONE)
    assert rules.time_to_mend(mended, noon(DUE - timedelta(days=60))) == mended.due_until


def test_comments_when_all_are_blank_then_a_problem():
    assert [one.code for one in rules.comment_problems({"project.why": "  "})] == ["comment_missing"]
    assert [one.code for one in rules.comment_problems({"project.why": "x" * 4001})] == ["comment_too_long"]
    assert list(rules.comment_problems({"": "Please add figures."})) == []


def test_extension_when_the_day_is_not_later_or_has_no_reason_then_problems():
    codes = [one.code for one in rules.extension_problems(requirement(), DUE, " ", noon(DUE))]
    assert codes == ["reason_missing", "too_early"]
    assert list(rules.extension_problems(requirement(), DUE + timedelta(days=30), "Flood", noon(DUE))) == []
