"""When a requirement is due, what a report needs before it is sent, and before it is accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from grantapp.applications.models import Side
from grantapp.core.dates import deadline_instant, local_day, shown_deadline
from grantapp.core.errors import Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.core.workflow import REASON_MISSING
from grantapp.questionnaires.rules import section_state
from grantapp.reports.models import Report, Requirement, RequirementKind, RequirementStatus

FOLLOW_UP_MONTHS = 12
DAYS_TO_MEND = 14
DAYS_NEAR = 60
REMINDERS = (30, 7, 1, -1, -7)
LAST_MINUTE = time(23, 59)
LONGEST_COMMENT = 4000
NOT_STARTED = N_("Start the report before you send it.")
SPENT_MISSING = N_("Enter what was spent of the grant. Enter 0 if nothing was spent.")
SPENT_TOO_MUCH = N_(
    "Enter an amount that is not above the award. What the cities spent beyond it is their own share."
)
NOT_CONFIRMED = N_(
    "The partner city has not confirmed this content yet. The report can be accepted once it has."
)
COMMENT_MISSING = N_("Write at least one comment, so that the cities know what to change.")
COMMENT_TOO_LONG = N_("Shorten this comment to 4,000 characters.")
TOO_EARLY = N_("Choose a day after the present one.")


def months_later(on: date, months: int) -> date:
    """Return the same day so many months later, the last day of the month where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=on.day - 1), following - timedelta(days=1))


def due_dates(period_ends_on: date, report_days: int) -> dict[RequirementKind, date]:
    """Return the day on which each report of an award is due."""
    return {
        RequirementKind.FINAL_REPORT: period_ends_on + timedelta(days=report_days),
        RequirementKind.FOLLOW_UP: months_later(period_ends_on, FOLLOW_UP_MONTHS),
    }


def end_of_day(on: date, zone: str) -> datetime:
    """Return the first UTC instant after 23:59 of a day in a zone."""
    return deadline_instant(on, LAST_MINUTE, zone)


def due_on(requirement: Requirement) -> date:
    """Return the local day on which a requirement is due."""
    return local_day(shown_deadline(requirement.due_until), requirement.zone)


def time_to_mend(requirement: Requirement, at: datetime) -> datetime:
    """Return until when a returned report may be sent again: never less than two weeks."""
    earliest = local_day(at + timedelta(days=DAYS_TO_MEND), requirement.zone)
    return max(requirement.due_until, end_of_day(earliest, requirement.zone))


def days_left(requirement: Requirement, at: datetime) -> int:
    """Return the calendar days until the day it is due, in its zone; negative when it is over."""
    return (due_on(requirement) - local_day(at, requirement.zone)).days


def reminder_for(requirement: Requirement, at: datetime) -> int | None:
    """Return the newest reminder (days before, negative after) whose day has come, if any."""
    left = days_left(requirement, at)
    come = [step for step in REMINDERS if step >= left]
    return min(come) if come else None


def is_near(requirement: Requirement, at: datetime) -> bool:
    """Whether it is due soon enough to stand on a to-do list before anybody has started it."""
    return days_left(requirement, at) <= DAYS_NEAR


def asks_for_money(requirement: Requirement) -> bool:
    """Whether the report says what was spent."""
    return requirement.kind == RequirementKind.FINAL_REPORT


def spent_problems(requirement: Requirement, spent: int | None) -> Iterator[Problem]:
    """Yield what is wrong with an amount spent (minor units of the award's currency)."""
    if not asks_for_money(requirement):
        return
    if spent is None:
        yield Problem("spent", "spent_missing", SPENT_MISSING)
    elif spent > requirement.award.awarded_amount:
        yield Problem("spent", "spent_too_much", SPENT_TOO_MUCH)


def gaps(report: Report) -> Iterator[Problem]:
    """Yield each answer that is missing or wrong, of both cities."""
    for section in report.sheet.version.sections:
        yield from section_state(section, report.sheet, None).missing


def ready_to_send(requirement: Requirement, _actor: Actor) -> Iterator[Problem]:
    """Yield what stands against sending (guard of `send`)."""
    report = requirement.report
    if report is None:
        yield Problem("", "not_started", NOT_STARTED)
        return
    yield from gaps(report)
    yield from spent_problems(requirement, report.spent_amount)


def confirmed_content(requirement: Requirement, _actor: Actor) -> Iterator[Problem]:
    """Yield a problem unless the partner has confirmed exactly what was sent (guard of `accept`)."""
    report = requirement.report
    if report is None or report.snapshot is None or not is_confirmed(report, report.snapshot.sha256):
        yield Problem("", "not_confirmed", NOT_CONFIRMED)


def is_confirmed(report: Report, sha256: str) -> bool:
    """Whether the partner has confirmed the content of this hash."""
    return report.confirmed_at is not None and report.confirmed_sha256 == sha256


def comment_problems(comments: dict[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the comments of a return; keys are "section.question", "" for the whole."""
    if not any(text.strip() for text in comments.values()):
        yield Problem("", "comment_missing", COMMENT_MISSING)
    for key, text in comments.items():
        if len(text) > LONGEST_COMMENT:
            yield Problem(key, "comment_too_long", COMMENT_TOO_LONG)


def extension_problems(
    requirement: Requirement, on: date | None, reason: str, at: datetime
) -> Iterator[Problem]:
    """Yield what is wrong with a new day: it lies after the present one and not before today."""
    if not reason.strip():
        yield Problem("reason", "reason_missing", REASON_MISSING)
    today = local_day(at, requirement.zone)
    if on is None or on <= due_on(requirement) or on < today:
        yield Problem("due_on", "too_early", TOO_EARLY)


@dataclass(frozen=True)
class Turn:
    """One step that a side has next: start, write, mend, send or confirm."""

    code: str
    side: Side


def turns(requirement: Requirement) -> list[Turn]:
    """Return whose turn it is, and for what; nothing once the office has it and the partner has confirmed."""
    report = requirement.report
    if requirement.status == RequirementStatus.OPEN or report is None:
        return [Turn("start", side) for side in Side] if requirement.status == RequirementStatus.OPEN else []
    to_confirm = [] if report.confirmed_at else [Turn("confirm", Side.PARTNER)]
    if requirement.status == RequirementStatus.SUBMITTED:
        return to_confirm
    if requirement.status == RequirementStatus.CHANGES_REQUESTED:
        return [Turn("mend", Side.LEAD), *to_confirm]
    if requirement.status != RequirementStatus.IN_PROGRESS:
        return []
    writing = [Turn("write", side) for side in Side if has_gaps(requirement, report, side)]
    return writing or [Turn("send", Side.LEAD), *to_confirm]


def has_gaps(requirement: Requirement, report: Report, side: Side) -> bool:
    """Whether a side still has something to write; what was spent is the lead city's to enter."""
    sections = report.sheet.version.sections
    missing = any(section_state(section, report.sheet, side.value).missing for section in sections)
    return missing or (side == Side.LEAD and any(spent_problems(requirement, report.spent_amount)))
