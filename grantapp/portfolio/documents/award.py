"""The first page of an award as plain data: what is due next, who waits, dates, payments, the balance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from grantapp.applications.models import Side
from grantapp.awards.models import Award, AwardStatus
from grantapp.core.dates import local_day, shown_deadline
from grantapp.core.money import Money
from grantapp.disbursements.models import Disbursement, DisbursementCondition, DisbursementStatus
from grantapp.exchanges.models import Exchange
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus
from grantapp.reports.rules import turns

SETTLED = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)


@dataclass(frozen=True)
class Step:
    """One mark of the award's line: a code that the template words, its date, and the payment under it."""

    code: str
    state: str
    on: Any = None
    until: Any = None
    payment: Disbursement | None = None
    requirement: Requirement | None = None


@dataclass(frozen=True)
class AwardPage:
    """What the first page of an award shows."""

    award: Award
    payments: Sequence[Disbursement]
    exchanges: Sequence[Exchange]
    requirements: Sequence[Requirement]
    steps: Sequence[Step] = ()
    next_due: Requirement | None = None
    waits_for: dict[str, list[str]] = field(default_factory=dict)
    paid: Money | None = None
    still_to_come: Money | None = None


def award_page(
    award: Award, payments: Sequence[Disbursement], exchanges: Sequence[Exchange],
    requirements: Sequence[Requirement], at: datetime,
) -> AwardPage:  # fmt: skip
    """Return the page of an award as it stands at an instant."""
    waiting = [one for one in requirements if one.status not in SETTLED]
    active = award.status == AwardStatus.ACTIVE
    paid = sum(one.amount for one in payments if one.status == DisbursementStatus.PAID)
    open_amount = sum(one.amount for one in payments if one.status not in _ENDED)
    return AwardPage(
        award, payments, exchanges, requirements, _steps(award, payments, exchanges, requirements, at),
        waiting[0] if waiting and active else None, _waits_for(waiting[:1] if active else []),
        Money(paid, award.currency), Money(open_amount, award.currency),
    )  # fmt: skip


_ENDED = (DisbursementStatus.PAID, DisbursementStatus.CANCELLED)


def _waits_for(requirements: Sequence[Requirement]) -> dict[str, list[str]]:
    """Return what each side has next, as codes of `reports.rules.turns`."""
    found: dict[str, list[str]] = {side.value: [] for side in Side}
    for requirement in requirements:
        for turn in turns(requirement):
            found[turn.side.value].append(turn.code)
    return found


def _steps(
    award: Award, payments: Sequence[Disbursement], exchanges: Sequence[Exchange],
    requirements: Sequence[Requirement], at: datetime,
) -> list[Step]:  # fmt: skip
    advance = next((one for one in payments if one.condition == DisbursementCondition.AGREEMENT), None)
    rest = next((one for one in payments if one.condition == DisbursementCondition.FINAL_REPORT), None)
    marks = [
        Step(
            "agreement",
            "past" if award.active_at else "now",
            award.active_at or shown_deadline(award.reply_until),
            payment=advance,
        )
    ]
    marks += [Step("journey", "", one.starts_on, one.ends_on) for one in exchanges]
    for one in requirements:
        final = one.kind == RequirementKind.FINAL_REPORT
        on = one.accepted_at or shown_deadline(one.due_until)
        marks.append(Step(one.kind.value, "", on, None, rest if final else None, one))
    zones = [half.organization.place.zone for half in award.application.sides]
    return _with_states(marks, min(local_day(at, zone) for zone in zones))


def _with_states(marks: Sequence[Step], today: date) -> list[Step]:
    """Mark what is past in both cities, the one that is now, and what is to come."""
    found, now_is_set = [], False
    for mark in marks:
        done = mark.state == "past" or _is_done(mark, today)
        state = "past" if done else ("future" if now_is_set else "now")
        now_is_set = now_is_set or not done
        found.append(Step(mark.code, state, mark.on, mark.until, mark.payment, mark.requirement))
    return found


def _is_done(mark: Step, today: date) -> bool:
    if mark.requirement is not None:
        return mark.requirement.status in SETTLED
    return mark.code == "journey" and mark.until is not None and mark.until < today
