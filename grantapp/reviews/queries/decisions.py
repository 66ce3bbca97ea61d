"""The decision on a call, its lines, and the applications that it ranks."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import joinedload, selectinload

from grantapp.applications import queries as applications
from grantapp.applications.models import Application, ApplicationSide
from grantapp.calls.models import Call
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships.models import Organization
from grantapp.places.models import Place
from grantapp.programs.models import Program
from grantapp.reviews import policy
from grantapp.reviews.models import Decision, Recommendation, Review
from grantapp.reviews.queries.reviews import REVIEWED, row_parts


@dataclass(frozen=True)
class Candidate:
    """An application to decide on, with its recommendation if there is one and all its reviews."""

    application: Application
    line: Recommendation | None
    reviews: tuple[Review, ...] = ()


def _parts() -> tuple[Any, ...]:
    application = selectinload(Decision.recommendations).joinedload(Recommendation.application)
    side = application.selectinload(Application.sides).joinedload(ApplicationSide.organization)
    return (
        joinedload(Decision.call).joinedload(Call.program),
        application.joinedload(Application.call),
        application.selectinload(Application.recusals),
        side.joinedload(Organization.place).joinedload(Place.region),
    )


def load_decision(decision_id: int) -> Decision | None:
    """Return a decision with its lines, or None."""
    return db.session.scalar(select(Decision).where(Decision.id == decision_id).options(*_parts()))


def load_decision_of(call_id: int) -> Decision | None:
    """Return the decision of a call with its lines, or None."""
    return find_decision(call_id)


def find_decision(call_id: int, *, lock: bool = False) -> Decision | None:
    """Return the decision of a call with its lines, or None."""
    statement = select(Decision).where(Decision.call_id == call_id).options(*_parts())
    if lock:
        statement = statement.with_for_update(of=Decision).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def find_state_of_decision(call_id: int) -> Decision | None:
    """Return the decision of a call without its lines, or None."""
    return db.session.scalar(select(Decision).where(Decision.call_id == call_id))


def get_decision(call_id: int, *, lock: bool = False) -> Decision:
    """Return the decision of a call with its lines; NotPermitted when there is none."""
    decision = find_decision(call_id, lock=lock)
    if decision is None:
        raise NotPermitted(policy.VIEW_DECISION.name)
    return decision


def get_line(application_id: int) -> Recommendation | None:
    """Return what is recommended and decided for an application, or None."""
    return db.session.scalar(select(Recommendation).where(Recommendation.application_id == application_id))


def load_line(line_id: int) -> Recommendation | None:
    """Return a recommendation with its application, or None."""
    return db.session.get(Recommendation, line_id)


def decision_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the clause that holds for the decisions which `policy.VIEW_DECISION` shows the actor."""
    if actor.is_system or actor.everywhere(policy.BOARD):
        return true()
    scopes = actor.scopes_of(policy.BOARD)
    if not scopes:
        return false()
    return Decision.call_id.in_(select(Call.id).join(Program).where(Program.scope_id.in_(scopes)))


def list_candidates(call_id: int, actor: Actor | None = None) -> list[Candidate]:
    """Return the applications of a call that a decision is about: those an actor may see, or all of them."""
    statement = select(Application).where(Application.call_id == call_id, Application.status.in_(REVIEWED))
    if actor is not None:
        statement = statement.where(applications.visible_to(actor))
    ordered = statement.order_by(Application.number, Application.id).options(*row_parts())
    found = list(db.session.scalars(ordered))
    ids = [one.id for one in found]
    lines = {one.application_id: one for one in _lines(ids)}
    reviews = _reviews(ids)
    return [Candidate(one, lines.get(one.id), tuple(reviews.get(one.id, ()))) for one in found]


def _lines(application_ids: list[int]) -> list[Recommendation]:
    statement = select(Recommendation).where(Recommendation.application_id.in_(application_ids))
    return list(db.session.scalars(statement))


def _reviews(application_ids: list[int]) -> dict[int, list[Review]]:
    statement = (
        select(Review)
        .where(Review.application_id.in_(application_ids))
        .order_by(Review.id)
        .options(selectinload(Review.scores), joinedload(Review.reviewer))
    )
    grouped: dict[int, list[Review]] = {}
    for review in db.session.scalars(statement):
        grouped.setdefault(review.application_id, []).append(review)
    return grouped
