"""Payments of an award, the queue of the office, and what waits for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY, FINANCE
from grantapp.applications.models import Application, ApplicationSide, Side
from grantapp.applications.queries import LEAD, with_cities
from grantapp.awards import policy as awards
from grantapp.awards.models import Award, AwardStatus
from grantapp.awards.queries import visible_to
from grantapp.calls.models import Call
from grantapp.core.money import Money
from grantapp.core.paging import Page
from grantapp.core.policy import Actor, Permission
from grantapp.core.tasks import Task
from grantapp.core.words import N_, Bilingual
from grantapp.database import db, fetch_page
from grantapp.disbursements import policy, rules
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


def list_of_award(award_id: int, lock: bool = False) -> list[Disbursement]:
    """Return the payments of an award, which whoever asks has loaded, in their order, locked when asked."""
    statement = select(Disbursement).where(Disbursement.award_id == award_id).order_by(Disbursement.position)
    if lock:
        statement = statement.with_for_update(of=Disbursement).execution_options(populate_existing=True)
    return list(db.session.scalars(statement).unique())


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment as the queue shows it."""

    id: int
    position: int
    status: DisbursementStatus
    amount: int
    currency: str
    expected_on: date
    paid_on: date | None
    number: str
    title: str
    lead: Bilingual

    @property
    def money(self) -> Money:
        """The amount of the payment."""
        return Money(self.amount, self.currency)


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return with_cities(
        _joined(
            select(
                Disbursement.id, Disbursement.position, Disbursement.status, Disbursement.amount,
                Disbursement.currency, Disbursement.expected_on, Disbursement.paid_on,
                Award.number, Application.title, LEAD.name,
            )
        )
    )  # fmt: skip


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    award = statement.join(Disbursement.award).join(Award.application)
    return award.join(Application.call).join(Call.program)


def _narrow(statement: Select[*tuple[Any, ...]], actor: Actor, status: str) -> Select[*tuple[Any, ...]]:
    statement = statement.where(visible_to(actor))
    if status in set(DisbursementStatus):
        statement = statement.where(Disbursement.status == DisbursementStatus(status))
    return statement


def select_queue(actor: Actor, status: str = "") -> Select[Any]:
    """Return the payments that the actor may see, in one status when it is given."""
    application = contains_eager(Disbursement.award).contains_eager(Award.application)
    return _narrow(_joined(select(Disbursement)), actor, status).options(
        application.contains_eager(Application.call).contains_eager(Call.program),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def list_queue(actor: Actor, status: str = "", cursor: str = "", size: int = 25) -> Page[PaymentLine]:
    """Return one page of the queue by expected day."""
    keys = [Disbursement.expected_on, Disbursement.id]
    return fetch_page(_narrow(_lines(), actor, status), keys, cursor=cursor, size=size, line=PaymentLine)


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
    return report_states([award_id], at)[award_id]


def report_states(award_ids: Collection[int], at: datetime) -> dict[int, tuple[bool, bool]]:
    """Return `report_state` of many awards, in one SELECT."""
    found: dict[int, list[Requirement]] = {award_id: [] for award_id in award_ids}
    for one in db.session.scalars(select(Requirement).where(Requirement.award_id.in_(found))):
        found[one.award_id].append(one)
    return {award_id: _state(requirements, at) for award_id, requirements in found.items()}


def _state(requirements: list[Requirement], at: datetime) -> tuple[bool, bool]:
    done = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
    final = [one for one in requirements if one.kind == RequirementKind.FINAL_REPORT]
    accepted = bool(final) and all(one.status in done for one in final)
    return accepted, any(one.is_overdue(at) for one in requirements)


def tasks_for(actor: Actor) -> list[Task]:
    """Return the payments on which the actor has the next act."""
    wanted: list[tuple[DisbursementStatus, Permission, str]] = []
    if actor.holds_anywhere((Role.PROGRAM_OFFICER,)):
        wanted.append((DisbursementStatus.REQUESTED, policy.APPROVE, N_("Approve a payment")))
    if actor.holds_anywhere(FINANCE):
        wanted += [
            (DisbursementStatus.APPROVED, policy.RELEASE, N_("Release a payment")),
            (DisbursementStatus.RELEASED, policy.PAY, N_("Record a payment")),
        ]
    found = [
        _task(one, words)
        for status, permission, words in wanted
        for one in _all_in(actor, status)
        if permission.allows(actor, one)
    ]
    return [*found, *_city_tasks(actor)]


def _all_in(actor: Actor, status: DisbursementStatus) -> list[Disbursement]:
    statement = select_queue(actor, status).where(Award.status == AwardStatus.ACTIVE)
    if status == DisbursementStatus.RELEASED:  # what is on its way is recorded in any case
        statement = select_queue(actor, status)
    return list(db.session.scalars(statement.order_by(Disbursement.expected_on).limit(50)).unique())


def _city_tasks(actor: Actor) -> list[Task]:
    if not actor.holds_anywhere(CITY):
        return []
    statement = select_queue(actor, DisbursementStatus.SCHEDULED).where(Award.status == AwardStatus.ACTIVE)
    mine = [
        one
        for one in db.session.scalars(statement).unique()
        if awards.side_of(actor, one.award) == Side.LEAD and policy.REQUEST.allows(actor, one)
    ]
    states = report_states({one.award_id for one in mine}, actor.at)
    return [
        _task(one, N_("Request a payment"))
        for one in mine
        if not any(rules.ready_to_request(one, one.award, *states[one.award_id]))
    ]


def _task(payment: Disbursement, words: str) -> Task:
    award = payment.award
    return Task(
        words, "disbursements.disbursement", {"disbursement_id": payment.id},
        about=f"{award.application.title} · {award.number}",
    )  # fmt: skip
