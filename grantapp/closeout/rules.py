"""The checklist before an award is closed: reports settled, payments done, nothing owed back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantapp.awards.models import Award, AwardStatus
from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.disbursements.rules import to_return
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus

SETTLED = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
ENDED = (DisbursementStatus.PAID, DisbursementStatus.CANCELLED)
ACTIVE = N_("The award is active")
REPORTS = N_("Every report is accepted or waived")
PAYMENTS = N_("Every payment is paid or cancelled")
NOTHING_OWED = N_("Nothing that was paid is still to be returned")
OPEN_POINTS = N_("The award cannot be closed yet. The checklist shows what stands open.")


@dataclass(frozen=True)
class Check:
    """One line of the checklist: a code, its marked sentence, and whether it holds."""

    code: str
    sentence: str
    holds: bool


def checklist(
    award: Award, requirements: Sequence[Requirement], payments: Sequence[Disbursement], returned: int
) -> list[Check]:
    """Return the checklist of an award; `returned` is what came back so far, in minor units."""
    due = [one for one in requirements if one.kind != RequirementKind.FOLLOW_UP]
    return [
        Check("active", ACTIVE, award.status == AwardStatus.ACTIVE),
        Check("reports", REPORTS, bool(due) and all(one.status in SETTLED for one in due)),
        Check("payments", PAYMENTS, bool(payments) and all(one.status in ENDED for one in payments)),
        Check("nothing_owed", NOTHING_OWED, owed(award, requirements, payments) <= returned),
    ]


def owed(award: Award, requirements: Sequence[Requirement], payments: Sequence[Disbursement]) -> int:
    """Return what the cities owe back after the accepted final report, in minor units."""
    paid = sum(one.amount for one in payments if one.status == DisbursementStatus.PAID)
    reports = [one.report for one in requirements if one.kind == RequirementKind.FINAL_REPORT and one.report]
    if not reports:
        return 0
    return to_return(award.awarded_amount, paid, reports[-1].spent_amount or 0)


def open_points(checks: Sequence[Check]) -> Iterator[Problem]:
    """Yield a problem for each check that does not hold."""
    for check in checks:
        if not check.holds:
            yield Problem("", check.code, check.sentence)
