"""Requests for roles: who may read them, which wait for whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from grantapp.accounts import policy
from grantapp.accounts.models import RequestStatus, Role, RoleRequest
from grantapp.accounts.policy import CITY
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db

ANSWERED_SHOWN = 50


def get_request(request_id: int, *, lock: bool = False) -> RoleRequest:
    """Return a request with its person; NotPermitted when there is none."""
    statement = _with_people(select(RoleRequest).where(RoleRequest.id == request_id))
    if lock:
        statement = statement.with_for_update(of=RoleRequest).execution_options(populate_existing=True)
    request: RoleRequest | None = db.session.scalars(statement).one_or_none()
    if request is None:
        raise NotPermitted(policy.VIEW_REQUEST.name)
    return request


def load_request(request_id: int) -> RoleRequest | None:
    """Return a request with its person, for pages."""
    return db.session.scalars(
        _with_people(select(RoleRequest).where(RoleRequest.id == request_id))
    ).one_or_none()


def find_open_request(email: str, role: Role, scope_id: int) -> RoleRequest | None:
    """Return the request that waits for an answer to the same question."""
    return db.session.scalars(
        select(RoleRequest).where(
            RoleRequest.email == email, RoleRequest.role == role, RoleRequest.scope_id == scope_id,
            RoleRequest.status == RequestStatus.ASKED,
        )
    ).first()  # fmt: skip


def requests_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return which requests an actor may read (the twin of `role_request:view`)."""
    if actor.is_system or policy.reads_every_request(actor):
        return true()
    own = or_(RoleRequest.person_id == actor.person_id, RoleRequest.asked_by == actor.person_id)
    cities = RoleRequest.role.in_(CITY)
    doors = [
        and_(cities, RoleRequest.scope_id.in_(policy.led_scopes(actor))),
        cities if policy.keeps_cities(actor) else false(),
        RoleRequest.role.not_in(CITY) if policy.is_proposer(actor) else false(),
    ]
    return or_(own, *doors) if actor.is_signed_in else false()


def list_waiting_for(actor: Actor) -> Sequence[RoleRequest]:
    """Return the requests that an actor may decide, the oldest first."""
    statement = _visible(actor).where(RoleRequest.status == RequestStatus.ASKED).order_by(RoleRequest.id)
    return [one for one in db.session.scalars(statement) if policy.DECIDE_REQUEST.allows(actor, one)]


def list_waiting_for_others(actor: Actor) -> Sequence[RoleRequest]:
    """Return the requests that wait, and that somebody else must decide, the oldest first."""
    statement = _visible(actor).where(RoleRequest.status == RequestStatus.ASKED).order_by(RoleRequest.id)
    return [one for one in db.session.scalars(statement) if not policy.DECIDE_REQUEST.allows(actor, one)]


def list_answered(actor: Actor) -> Sequence[RoleRequest]:
    """Return the newest requests that have their answer."""
    answered = _visible(actor).where(RoleRequest.status != RequestStatus.ASKED)
    return db.session.scalars(answered.order_by(RoleRequest.id.desc()).limit(ANSWERED_SHOWN)).all()


def list_own_requests(actor: Actor) -> Sequence[RoleRequest]:
    """Return what an actor has asked for himself, the newest first."""
    statement = _with_people(select(RoleRequest)).where(RoleRequest.person_id == actor.person_id)
    return db.session.scalars(statement.order_by(RoleRequest.id.desc()).limit(ANSWERED_SHOWN)).all()


def list_waiting_in(scope_id: int) -> Sequence[RoleRequest]:
    """Return who asks to be let into an office, the oldest first."""
    statement = _with_people(select(RoleRequest)).where(
        RoleRequest.scope_id == scope_id, RoleRequest.status == RequestStatus.ASKED
    )
    return db.session.scalars(statement.order_by(RoleRequest.id)).all()


def _visible(actor: Actor) -> Select[Any]:
    return _with_people(select(RoleRequest)).where(requests_visible_to(actor))


def _with_people(statement: Select[Any]) -> Select[Any]:
    return statement.options(joinedload(RoleRequest.person), joinedload(RoleRequest.asker))
