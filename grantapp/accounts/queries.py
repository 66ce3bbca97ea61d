"""People and their roles; the actor of a request with one SELECT."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from grantapp.accounts.models import Person, Role, RoleGrant, Scope
from grantapp.core.policy import Actor, Grant
from grantapp.database import db


def find_person_with_grants(person_id: int) -> Person | None:
    """Return a person with current roles and their scopes, in one SELECT; None when deactivated or unknown."""
    statement = (
        select(Person)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.ended_at.is_(None))
        .outerjoin(Scope, Scope.id == RoleGrant.scope_id)
        .where(Person.id == person_id, Person.deactivated_at.is_(None))
        .options(contains_eager(Person.grants).contains_eager(RoleGrant.scope))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).unique().one_or_none()


def actor_of(person: Person, at: datetime, signed_in_by: str = "password", language: str = "") -> Actor:
    """Return the frozen actor of a person whose grants are loaded."""
    grants = frozenset(
        Grant(grant.role.value, grant.scope_id, grant.scope.kind.value) for grant in person.grants if grant.ended_at is None
    )
    return Actor(person.id, person.name, language or person.language, person.zone, grants, at, signed_in_by)


def get_person(person_id: int, *, lock: bool = False) -> Person | None:
    """Return a person, locked and fresh inside an action."""
    statement = select(Person).where(Person.id == person_id)
    if lock:
        statement = statement.with_for_update(of=Person).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def get_scope(scope_id: int) -> Scope | None:
    """Return a scope."""
    return db.session.get(Scope, scope_id)


def get_grant(grant_id: int, *, lock: bool = False) -> RoleGrant | None:
    """Return a role of a person with the person, locked and fresh inside an action."""
    statement = select(RoleGrant).where(RoleGrant.id == grant_id).options(selectinload(RoleGrant.person))
    if lock:
        statement = statement.with_for_update(of=RoleGrant).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def find_grant(person_id: int, role: Role, scope_id: int) -> RoleGrant | None:
    """Return the role that a person holds now in a scope."""
    statement = select(RoleGrant).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.scope_id == scope_id, RoleGrant.ended_at.is_(None)
    )
    return db.session.scalars(statement).first()


def find_person_by_email(email: str) -> Person | None:
    """Return the person of an address, in any case of letters."""
    return db.session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def list_people_with_role(roles: Iterable[Role], scope_id: int | None = None) -> list[Person]:
    """Return active people who hold one of the roles, in one scope when it is given."""
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role.in_(list(roles)), RoleGrant.ended_at.is_(None), Person.deactivated_at.is_(None))
        .order_by(Person.reading, Person.name, Person.id)
        .distinct()
    )
    if scope_id is not None:
        statement = statement.where(RoleGrant.scope_id == scope_id)
    return list(db.session.scalars(statement))
