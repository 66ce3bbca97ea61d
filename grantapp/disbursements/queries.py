"""Payments of an award, the queue of the office, and what waits for whom."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY, FINANCE
from grantapp.applications.models import Application, ApplicationSide
from grantapp.awards.models import Award
from grantapp.awards.queries import visible_to
from grantapp.calls.models import Call
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db, fetch_page
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.partnerships.models import Organization
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus


def _full() -> Select[Disbursement]:
    application = joinedload(Disbursement.award).joinedload(Award.application)
    return select(Disbursement).options(
        application.joinedload(Application.call).joinedload(Call.program),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def get_disbursement(disbursement_id: int, lock: bool = False) -> Disbursement | None:
    """Return a payment with its award, locked when asked."""
    statement = _full().where(Disbursement.id == disbursement_id)
    if lock:
        statement = statement.with_for_update(of=Disbursement).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().one_or_none()


def list_of_award(award_id: int) -> list[Disbursement]:
    """Return the payments of an award in their order."""
    statement = _full().where(Disbursement.award_id == award_id).order_by(Disbursement.position)
    return list(db.session.scalars(statement).unique())


def select_queue(actor: Actor, status: str = "") -> Select[Disbursement]:
    """Return the payments that the actor may see, in one status when it is given."""
    statement = (
        select(Disbursement)
        .join(Disbursement.award).join(Award.application).join(Application.call).join(Call.program)
        .where(visible_to(actor))
        .options(
            contains_eager(Disbursement.award).contains_eager(Award.application).contains_eager(Application.call)
            .contains_eager(Call.program),
            contains_eager(Disbursement.award).contains_eager(Award.application).options(
                selectinload(Application.recusals),
                selectinload(Application.sides).joinedload(ApplicationSide.organization).joinedload(Organization.place),
            ),
        )
    )  # fmt: skip
    if status in set(DisbursementStatus):
        statement = statement.where(Disbursement.status == DisbursementStatus(status))
    return statement


def list_queue(actor: Actor, status: str = "", cursor: str = "", size: int = 25) -> Page[Disbursement]:
    """Return one page of the queue by expected day."""
    keys = [Disbursement.expected_on, Disbursement.id]
    return fetch_page(select_queue(actor, status), keys, cursor=cursor, size=size)


def stream_queue(actor: Actor, status: str = "") -> list[Disbursement]:
    """Return the whole filtered queue, for an export."""
    statement = select_queue(actor, status).order_by(Disbursement.expected_on, Disbursement.id)
    return list(db.session.scalars(statement).unique())


def paid_by_award(award_ids: list[int]) -> dict[int, int]:
    """Return what was paid on each award, in minor units of its currency."""
    statement = (
        select(Disbursement.award_id, func.sum(Disbursement.amount))
        .where(Disbursement.award_id.in_(award_ids), Disbursement.status == DisbursementStatus.PAID)
        .group_by(Disbursement.award_id)
    )
    return {award_id: int(amount) for award_id, amount in db.session.execute(statement)}


def report_state(award_id: int, at: datetime) -> tuple[bool, bool]:
    """Return whether the final report is accepted, and whether any report of the award is overdue."""
    found = list(db.session.scalars(select(Requirement).where(Requirement.award_id == award_id)))
    done = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
    final = [one for one in found if one.kind == RequirementKind.FINAL_REPORT]
    return bool(final) and all(one.status in done for one in final), any(one.is_overdue(at) for one in found)


def tasks_for(actor: Actor) -> list[Task]:
    """Return the payments on which the actor has the next act."""
    wanted: list[tuple[DisbursementStatus, str]] = []
    if actor.holds_anywhere((Role.PROGRAM_OFFICER,)):
        wanted.append((DisbursementStatus.REQUESTED, N_("Approve a payment")))
    if actor.holds_anywhere(FINANCE):
        wanted += [
            (DisbursementStatus.APPROVED, N_("Release a payment")), (DisbursementStatus.RELEASED, N_("Record a payment")),
        ]  # fmt: skip
    found = [_task(one, words) for status, words in wanted for one in _all_in(actor, status)]
    return [*found, *_city_tasks(actor)]


def _all_in(actor: Actor, status: DisbursementStatus) -> list[Disbursement]:
    statement = select_queue(actor, status).where(Disbursement.requested_by.is_distinct_from(actor.person_id))
    return list(db.session.scalars(statement.order_by(Disbursement.expected_on).limit(50)).unique())


def _city_tasks(actor: Actor) -> list[Task]:
    if not actor.holds_anywhere(CITY):
        return []
    ready = []
    for payment in db.session.scalars(select_queue(actor, DisbursementStatus.SCHEDULED)).unique():
        accepted, overdue = report_state(payment.award_id, actor.at)
        waits = payment.condition == "final_report" and not accepted
        lead = payment.award.application.lead.organization
        if (
            payment.award.status == "active"
            and not waits
            and not overdue
            and actor.holds(CITY, lead.scope_id)
        ):
            ready.append(_task(payment, N_("Request a payment")))
    return ready


def _task(payment: Disbursement, words: str) -> Task:
    award = payment.award
    return Task(
        words, "disbursements.disbursement", {"disbursement_id": payment.id},
        about=f"{award.application.title} · {award.number}",
    )  # fmt: skip
