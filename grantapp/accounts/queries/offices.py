"""The people of an office: who is there now, who was, who comes, and whether it was confirmed this year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantapp.accounts import policy
from grantapp.accounts.models import (
    AccessToken,
    Deputation,
    Handover,
    RoleCheck,
    RoleGrant,
    RoleRequest,
    Scope,
    TokenPurpose,
)
from grantapp.accounts.policy import CITY
from grantapp.accounts.queries.people import grant_runs
from grantapp.accounts.queries.requests import list_waiting_in
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.ports import Question
from grantapp.core.words import N_, Bilingual
from grantapp.database import db


@dataclass(frozen=True)
class Office:
    """An organization in which roles of cities are held: what it is called and where it lies."""

    scope_id: int
    name: Bilingual
    place: Bilingual
    region: Bilingual
    zone: str


OFFICES: Question[Sequence[Office]] = Question(
    "offices.found", N_("Which organizations lie in a city called so, or have these scopes?")
)


@dataclass
class OfficePeople:
    """One office with its people: roles now, roles before, invitations, hand-overs and requests."""

    office: Office
    now: list[RoleGrant] = field(default_factory=list)
    before: list[RoleGrant] = field(default_factory=list)
    invited: list[AccessToken] = field(default_factory=list)
    handovers: dict[int, Handover] = field(default_factory=dict)
    requests: Sequence[RoleRequest] = ()
    check: RoleCheck | None = None

    def handover_by(self, token: AccessToken) -> Handover | None:
        """Return the hand-over that an invitation belongs to."""
        return next((one for one in self.handovers.values() if one.token_id == token.id), None)


def search_offices(actor: Actor, text: str) -> Sequence[Office]:
    """Return the organizations of cities that are called so in either language."""
    return OFFICES.ask(actor, text.strip(), None) if text.strip() else ()


def get_offices(actor: Actor, scope_ids: Iterable[int]) -> dict[int, Office]:
    """Return organizations by their scopes."""
    wanted = frozenset(scope_ids)
    return {one.scope_id: one for one in OFFICES.ask(actor, "", wanted)} if wanted else {}


def get_office(actor: Actor, scope_id: int) -> Office:
    """Return the organization of a scope; NotPermitted when the scope is none of an organization."""
    found = get_offices(actor, [scope_id])
    if scope_id not in found:
        raise NotPermitted(policy.VIEW_OFFICE.name)
    return found[scope_id]


def load_scope(scope_id: int) -> Scope | None:
    """Return a scope, for pages."""
    return db.session.get(Scope, scope_id)


def people_of_offices(actor: Actor, at: datetime) -> list[OfficePeople]:
    """Return the offices in which an actor works, with their people, in a fixed number of statements."""
    scope_ids = actor.scopes_of(CITY)
    found = {one: OfficePeople(office) for one, office in get_offices(actor, scope_ids).items()}
    for grant in _grants_in(scope_ids):
        people = found[grant.scope_id]
        (people.now if grant.runs(at) else people.before).append(grant)
    for token in _open_invitations_into(scope_ids, at):
        found[token.scope_id or 0].invited.append(token)
    for handover in _running_handovers(scope_ids, at):
        found[handover.grant.scope_id].handovers[handover.grant_id] = handover
    for check in list_open_checks(scope_ids):
        found[check.scope_id].check = check
    for scope_id, people in found.items():
        people.requests = list_waiting_in(scope_id) if scope_id in policy.led_scopes(actor) else ()
    return list(found.values())


def _grants_in(scope_ids: Iterable[int]) -> Sequence[RoleGrant]:
    statement = (
        select(RoleGrant)
        .where(RoleGrant.scope_id.in_(scope_ids), RoleGrant.role.in_(CITY))
        .options(joinedload(RoleGrant.person))
    )
    return db.session.scalars(statement.order_by(RoleGrant.granted_at.desc(), RoleGrant.id.desc())).all()


def _open_invitations_into(scope_ids: Iterable[int], at: datetime) -> Sequence[AccessToken]:
    statement = select(AccessToken).where(
        AccessToken.purpose == TokenPurpose.INVITATION, AccessToken.scope_id.in_(scope_ids),
        AccessToken.role.in_(CITY), AccessToken.used_at.is_(None), AccessToken.expires_at > at,
    )  # fmt: skip
    return db.session.scalars(statement.order_by(AccessToken.id)).all()


def _running_handovers(scope_ids: Iterable[int], at: datetime) -> Sequence[Handover]:
    grant = Handover.grant
    statement = (
        select(Handover)
        .join(RoleGrant, RoleGrant.id == Handover.grant_id)
        .where(RoleGrant.scope_id.in_(scope_ids), Handover.cancelled_at.is_(None), grant_runs(at))
        .options(
            joinedload(grant).joinedload(RoleGrant.person),
            joinedload(Handover.successor_grant).joinedload(RoleGrant.person),
            joinedload(Handover.token),
        )
    )
    return db.session.scalars(statement.order_by(Handover.id)).all()


def find_running_handover(grant_id: int) -> Handover | None:
    """Return the hand-over of a role that was not taken back."""
    statement = select(Handover).where(Handover.grant_id == grant_id, Handover.cancelled_at.is_(None))
    return db.session.scalars(statement.order_by(Handover.id.desc())).first()


def find_handover_of(token_id: int) -> Handover | None:
    """Return the hand-over that an invitation belongs to."""
    statement = select(Handover).where(Handover.token_id == token_id, Handover.cancelled_at.is_(None))
    return db.session.scalars(statement).one_or_none()


def get_handover(handover_id: int, *, lock: bool = False) -> Handover | None:
    """Return a hand-over with the role that changes hands."""
    statement = select(Handover).where(Handover.id == handover_id).options(
        joinedload(Handover.grant).joinedload(RoleGrant.person)
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=Handover).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_handover(handover_id: int) -> Handover | None:
    """Return a hand-over, for pages."""
    return get_handover(handover_id)


def list_open_checks(scope_ids: Iterable[int]) -> Sequence[RoleCheck]:
    """Return the yearly questions that offices have not answered."""
    statement = select(RoleCheck).where(RoleCheck.scope_id.in_(scope_ids), RoleCheck.answered_at.is_(None))
    return db.session.scalars(statement.order_by(RoleCheck.id)).all()


def get_check(key: str) -> RoleCheck:
    """Return a yearly question, which is known to be there."""
    return db.session.scalars(select(RoleCheck).where(RoleCheck.key == key)).one()


def load_check(check_id: int) -> RoleCheck | None:
    """Return a yearly question, for pages."""
    return db.session.get(RoleCheck, check_id)


def lock_open_checks(scope_id: int) -> Sequence[RoleCheck]:
    """Return the open yearly questions of an office, locked (inside an action)."""
    statement = select(RoleCheck).where(RoleCheck.scope_id == scope_id, RoleCheck.answered_at.is_(None))
    return db.session.scalars(statement.with_for_update().execution_options(populate_existing=True)).all()


def staffed_scopes() -> frozenset[int]:
    """Return the organizations in which somebody holds a role now."""
    statement = select(RoleGrant.scope_id).distinct().where(RoleGrant.role.in_(CITY), grant_runs())
    return frozenset(db.session.scalars(statement))


def find_running_deputation(person_id: int, at: datetime, *, lock: bool = False) -> Deputation | None:
    """Return on whose behalf a person acts at an instant."""
    statement = select(Deputation).where(
        Deputation.person_id == person_id, Deputation.ended_at.is_(None), Deputation.until_at > at
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement.order_by(Deputation.id.desc())).first()


def load_deputation(deputation_id: int) -> Deputation | None:
    """Return an hour of acting for a city, for pages."""
    return db.session.get(Deputation, deputation_id)


def list_deputations(scope_ids: Iterable[int]) -> Sequence[Deputation]:
    """Return when the program office acted for some offices, the newest first."""
    statement = select(Deputation).where(Deputation.scope_id.in_(scope_ids))
    newest = statement.options(joinedload(Deputation.person)).order_by(Deputation.id.desc()).limit(20)
    return db.session.scalars(newest).all()
