"""How an award stands before it is closed, its close-out, and the awards that are ready for it."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from grantapp.accounts.policy import OFFICERS
from grantapp.awards.models import Award, AwardStatus
from grantapp.awards.queries import select_awards
from grantapp.closeout import policy
from grantapp.closeout.models import Closeout
from grantapp.closeout.rules import Standing
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.ledger.queries import balance
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus

SETTLED = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
SETTLED_PAYMENTS = (DisbursementStatus.PAID, DisbursementStatus.CANCELLED)
MOST_TASKS = 50


def find_closeout(award_id: int) -> Closeout | None:
    """Return the close-out of an award."""
    return db.session.scalars(select(Closeout).where(Closeout.award_id == award_id)).one_or_none()


def standing_of(award: Award, at: datetime) -> Standing:
    """Return how an award stands at an instant; a follow-up that is still ahead does not hold it up."""
    found = (
        select(Requirement).where(Requirement.award_id == award.id).options(joinedload(Requirement.report))
    )
    reports = list(db.session.scalars(found))
    payments = db.session.scalars(select(Disbursement.status).where(Disbursement.award_id == award.id))
    currency = award.currency
    return Standing(
        reports_open=sum(_holds_up(one, at) for one in reports),
        payments_open=sum(status not in SETTLED_PAYMENTS for status in payments),
        awarded=award.awarded,
        kept=balance("award_paid", "award", award.id, currency),
        promised=balance("award_payable", "award", award.id, currency),
        spent=_spent(reports, currency),
    )


def _holds_up(requirement: Requirement, at: datetime) -> bool:
    ahead = requirement.kind == RequirementKind.FOLLOW_UP and at < requirement.due_until
    begun = requirement.status == RequirementStatus.SUBMITTED
    return requirement.status not in SETTLED and (begun or not ahead)


def _spent(reports: list[Requirement], currency: str) -> Money | None:
    accepted = (one.report for one in reports if one.status == RequirementStatus.ACCEPTED and one.report)
    amounts = [report.spent_amount for report in accepted if report.spent_amount is not None]
    return Money(sum(amounts), currency) if amounts else None


def follow_up_due(award_id: int) -> Requirement | None:
    """Return the follow-up that is still to come after the close-out."""
    statement = select(Requirement).where(
        Requirement.award_id == award_id, Requirement.kind == RequirementKind.FOLLOW_UP,
        Requirement.status.not_in(SETTLED),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Requirement.due_until)).first()


def tasks_for(actor: Actor) -> list[Task]:
    """Return the awards that an officer can close: final report accepted, no payment open."""
    if not actor.holds_anywhere(OFFICERS):
        return []
    accepted = exists().where(
        Requirement.award_id == Award.id, Requirement.kind == RequirementKind.FINAL_REPORT,
        Requirement.status.in_(SETTLED),
    )  # fmt: skip
    open_payment = exists().where(
        Disbursement.award_id == Award.id, Disbursement.status.not_in(SETTLED_PAYMENTS)
    )
    statement = select_awards(actor, status=AwardStatus.ACTIVE.value).where(accepted, ~open_payment)
    rows = db.session.scalars(statement.order_by(Award.number).limit(MOST_TASKS)).unique()
    return [
        Task(
            N_("Close an award"),
            "closeout.of_award",
            {"award_id": one.id},
            about=f"{one.application.title} · {one.number}",
        )
        for one in rows
        if policy.CLOSE.allows(actor, one)
    ]
