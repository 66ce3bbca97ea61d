"""What the home page of each role collects from every feature, and what scopes are called."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import contains_eager

from grantapp.accounts import queries as accounts
from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import OFFICES, SCOPE_NAMES, Office
from grantapp.applications import queries as applications
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.awards import queries as awards
from grantapp.awards.models import Award, AwardStatus
from grantapp.calls import queries as calls
from grantapp.calls.models import Call
from grantapp.closeout import queries as closeout
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.disbursements import queries as disbursements
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.notifications import queries as notifications
from grantapp.partnerships import queries as partnerships
from grantapp.partnerships.models import Organization
from grantapp.places.models import Place
from grantapp.portfolio import rules
from grantapp.programs.models import Program
from grantapp.reports import queries as reports
from grantapp.reports.models import Requirement, RequirementStatus
from grantapp.reviews import queries as reviews

SOURCES: tuple[Callable[[Actor], list[Task]], ...] = (
    accounts.tasks_for,
    partnerships.tasks_for,
    calls.tasks_for,
    applications.tasks_for,
    reviews.tasks_for,
    awards.tasks_for,
    reports.tasks_for,
    disbursements.tasks_for,
    closeout.tasks_for,
    notifications.tasks_for,
)
MOST_ROWS = 10
MOST_OFFICES = 50
NOT_PAID_YET = (
    DisbursementStatus.SCHEDULED,
    DisbursementStatus.REQUESTED,
    DisbursementStatus.APPROVED,
    DisbursementStatus.RELEASED,
    DisbursementStatus.FAILED,
)
NOT_SETTLED = (
    RequirementStatus.OPEN,
    RequirementStatus.IN_PROGRESS,
    RequirementStatus.CHANGES_REQUESTED,
    RequirementStatus.SUBMITTED,
)
RUNNING = (AwardStatus.OFFERED, AwardStatus.ACCEPTED, AwardStatus.ACTIVE, AwardStatus.SUSPENDED)


@SCOPE_NAMES.answer
def names_of_scopes(_actor: Actor, scope_ids: frozenset[int] | None) -> Mapping[int, Bilingual]:
    """Return the names of organizations and programs by their scopes; all of them when none are named."""
    names: dict[int, Bilingual] = {}
    for scope_id, name in (Organization.scope_id, Organization.name), (Program.scope_id, Program.title):
        statement = select(scope_id, name)
        if scope_ids is not None:
            statement = statement.where(scope_id.in_(scope_ids))
        names |= {row[0]: row[1] for row in db.session.execute(statement)}
    return names


@OFFICES.answer
def find_offices(actor: Actor, text: str, scope_ids: frozenset[int] | None) -> Sequence[Office]:
    """Return organizations by their scopes, or those whose name or city holds a text in either language."""
    statement = (
        select(Organization)
        .join(Place, Place.id == Organization.place_id)
        .options(contains_eager(Organization.place).joinedload(Place.region))
        .order_by(Place.key_in(actor.language), Organization.id)
    )
    if scope_ids is not None:
        statement = statement.where(Organization.scope_id.in_(scope_ids))
    else:
        statement = statement.where(_called(text)).limit(MOST_OFFICES)
    return [
        Office(
            one.scope_id, one.name, one.place.name, one.place.region.name if one.place.region else Bilingual(),
            one.place.zone,
        )
        for one in db.session.scalars(statement)
    ]  # fmt: skip


def _called(text: str) -> ColumnElement[bool]:
    part = unicodedata.normalize("NFKC", text).strip().lower()
    places, offices = Place.__table__.c, Organization.__table__.c
    names = (places.name_en, places.name_ja, places.reading, offices.name_en, offices.name_ja)
    return or_(*(func.lower(name).contains(part, autoescape=True) for name in names))


def tasks_for(actor: Actor) -> list[Task]:
    """Return everything that waits for an actor or for the other side, in the order of urgency."""
    return rules.in_order((task for source in SOURCES for task in source(actor)), actor.at)


@dataclass(frozen=True)
class Affiliation:
    """The city and office for which somebody works."""

    place: Bilingual
    office: Bilingual


def affiliation_of(actor: Actor) -> Affiliation | None:
    """Return the first city and office of an actor; None for everybody else."""
    scopes = actor.scopes_of(CITY)
    if not scopes:
        return None
    statement = (
        select(Place.name, Organization.office)
        .join(Organization, Organization.place_id == Place.id)
        .where(Organization.scope_id.in_(scopes))
        .order_by(Organization.id)
    )
    row = db.session.execute(statement).first()
    return Affiliation(row[0], row[1]) if row else None


@dataclass(frozen=True)
class AwardRow:
    """An award on the home page of a city: what was paid and the payment that comes next."""

    award: Award
    paid: Money
    next_payment: Disbursement | None


def running_awards(actor: Actor) -> list[AwardRow]:
    """Return the awards of the actor's cities that are not closed."""
    statement = awards.select_awards(actor).where(Award.status.in_(RUNNING))
    found = db.session.scalars(statement.order_by(Award.id.desc()).limit(MOST_ROWS)).unique().all()
    numbers = [award.id for award in found]
    paid, coming = disbursements.paid_by_award(numbers), _next_payments(numbers)
    return [
        AwardRow(award, Money(paid.get(award.id, 0), award.currency), coming.get(award.id)) for award in found
    ]


def _next_payments(award_ids: Sequence[int]) -> dict[int, Disbursement]:
    waiting = (Disbursement.award_id.in_(award_ids), Disbursement.status.in_(NOT_PAID_YET))
    rows = db.session.scalars(select(Disbursement).where(*waiting).order_by(Disbursement.position.desc()))
    return {row.award_id: row for row in rows}


def reports_due(actor: Actor) -> Sequence[Requirement]:
    """Return the reports of the actor's cities that are not settled, the oldest date first."""
    statement = reports.select_requirements(actor).where(Requirement.status.in_(NOT_SETTLED))
    rows = db.session.scalars(statement.order_by(Requirement.due_until, Requirement.id).limit(MOST_ROWS))
    return rows.unique().all()


def open_applications(actor: Actor) -> Sequence[Application]:
    """Return the applications of the actor's cities that are written or wait for a decision."""
    waiting = (
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.UNDER_REVIEW,
        ApplicationStatus.WAITLISTED,
    )
    return applications.list_own(actor, waiting)[:MOST_ROWS]


def open_calls(actor: Actor) -> Sequence[Call]:
    """Return the calls that are open now."""
    return calls.list_open_calls(actor.at)


@dataclass(frozen=True)
class Figure:
    """A number of the dashboard: a code that the page words, and the amounts behind it where there are some."""

    code: str
    count: int
    amounts: Sequence[Money] = ()


def figures_for(actor: Actor) -> list[Figure]:
    """Return the numbers of the office; each equals the length of the list that it leads to."""
    lists = applications.Filters
    counts = _counts(
        open_calls=calls.select_calls(actor, calls.Filters("open")),
        submitted=applications.select_applications(actor, lists(status="submitted")),
        under_review=applications.select_applications(actor, lists(status="under_review")),
        active=awards.select_awards(actor, status="active"),
        overdue=reports.select_requirements(actor, reports.OVERDUE),
        to_read=reports.select_requirements(actor, "submitted"),
    )
    payments = _payments(actor, "requested", "approved")
    order = (
        "open_calls",
        "submitted",
        "under_review",
        "active",
        "requested",
        "approved",
        "overdue",
        "to_read",
    )
    return [payments.get(code) or Figure(code, counts[code]) for code in order]


def _counts(**statements: Select[Any]) -> dict[str, int]:
    """Return how many rows each statement has, in one SELECT."""
    columns = [
        statement.order_by(None).with_only_columns(func.count()).scalar_subquery().label(name)
        for name, statement in statements.items()
    ]
    return dict(db.session.execute(select(*columns)).mappings().one())


def _payments(actor: Actor, *statuses: str) -> dict[str, Figure]:
    """Return number and sums of the payments in each status, in one SELECT."""
    statement = (
        disbursements.select_queue(actor)
        .where(Disbursement.status.in_(statuses))
        .order_by(None)
        .with_only_columns(
            Disbursement.status, Disbursement.currency, func.count(), func.sum(Disbursement.amount)
        )
        .group_by(Disbursement.status, Disbursement.currency)
        .order_by(Disbursement.currency)
    )
    rows = db.session.execute(statement).all()
    figures = {}
    for status in statuses:
        own = [
            (number, Money(int(amount), currency))
            for found, currency, number, amount in rows
            if found == status
        ]
        figures[status] = Figure(
            status, sum(number for number, _money in own), [money for _number, money in own]
        )
    return figures


@dataclass(frozen=True)
class CallTotals:
    """What a call has brought, in sums only."""

    call: Call
    applications: int
    awards: int
    awarded: Money
    paid: Money


def funder_totals(actor: Actor) -> list[CallTotals]:
    """Return the sums of each published call of the programs that a funder's observer follows."""
    statement = select(Call).join(Program, Program.id == Call.program_id)
    rows = db.session.scalars(
        statement.where(Call.published_at.is_not(None), _observed_by(actor)).order_by(Call.closes_at.desc())
    ).all()
    numbers = [call.id for call in rows]
    sent, given, paid = _sent(numbers), _given(numbers), _paid(numbers)
    return [
        CallTotals(
            call,
            sent.get(call.id, 0),
            given.get(call.id, (0, 0))[0],
            Money(given.get(call.id, (0, 0))[1], call.currency),
            Money(paid.get(call.id, 0), call.currency),
        )
        for call in rows
    ]


def _observed_by(actor: Actor) -> ColumnElement[bool]:
    roles = (Role.FUNDER_OBSERVER,)
    return true() if actor.everywhere(roles) else Program.scope_id.in_(actor.scopes_of(roles))


def _sent(call_ids: Iterable[int]) -> dict[int, int]:
    statement = (
        select(Application.call_id, func.count())
        .where(Application.call_id.in_(call_ids), Application.submitted_at.is_not(None))
        .group_by(Application.call_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _given(call_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    counted = Award.status.in_((AwardStatus.ACTIVE, AwardStatus.SUSPENDED, AwardStatus.COMPLETED))
    statement = (
        select(Application.call_id, func.count(), func.sum(Award.awarded_amount))
        .join(Award, Award.application_id == Application.id)
        .where(Application.call_id.in_(call_ids), counted)
        .group_by(Application.call_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(statement)}


def _paid(call_ids: Iterable[int]) -> dict[int, int]:
    statement = (
        select(Application.call_id, func.sum(Disbursement.amount))
        .join(Award, Award.application_id == Application.id)
        .join(Disbursement, Disbursement.award_id == Award.id)
        .where(Application.call_id.in_(call_ids), Disbursement.status == DisbursementStatus.PAID)
        .group_by(Application.call_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(statement)}
