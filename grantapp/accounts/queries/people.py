"""People and their roles; the actor of a request with one SELECT; names as others may see them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from grantapp.accounts import policy
from grantapp.accounts.models import (
    PRODUCT_SCOPE_ID,
    Deputation,
    Person,
    Role,
    RoleGrant,
    Scope,
    ScopeKind,
    SignInThrottle,
)
from grantapp.accounts.rules.people import normal_address, scope_problems
from grantapp.audit.queries import BEHALF, NAMES, PEOPLE, SOMEBODY, Name
from grantapp.core import clock
from grantapp.core.errors import Problem
from grantapp.core.policy import Actor, Grant
from grantapp.core.ports import Question
from grantapp.core.words import N_, Bilingual
from grantapp.database import db

LONGEST_NUMBER = 10
EVERYTHING = Bilingual("Everything", "全体")
SCOPE_NAMES: Question[Mapping[int, Bilingual]] = Question(
    "scope.names", N_("What are the organizations and programs called in which roles are held?")
)

BOUND: Question[bool] = Question(
    "person.bound",
    N_("Does somebody hold reviews or closed doors that another account must not leave behind?"),
)


def list_merged_people(person: Person) -> Sequence[Person]:
    """Return the accounts that were merged into one, and the one into which it was merged itself."""
    statement = select(Person).where(
        or_(Person.merged_into_id == person.id, Person.id == person.merged_into_id)
    )
    return db.session.scalars(statement.order_by(Person.id)).all()


def grant_runs(at: datetime | BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    """Return which roles are held at an instant, now when none is given."""
    return or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at > (clock.now() if at is None else at))


def deputation_runs(at: datetime | BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    """Return which deputations run at an instant, now when none is given."""
    return and_(Deputation.ended_at.is_(None), Deputation.until_at > (clock.now() if at is None else at))


def find_person_with_grants(person_id: int) -> Person | None:
    """Return a person with current roles and scopes, in one SELECT; None when deactivated or unknown."""
    statement = (
        select(Person)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & grant_runs())
        .outerjoin(Scope, Scope.id == RoleGrant.scope_id)
        .outerjoin(Deputation, (Deputation.person_id == Person.id) & deputation_runs())
        .where(Person.id == person_id, Person.deactivated_at.is_(None))
        .options(
            contains_eager(Person.grants).contains_eager(RoleGrant.scope),
            contains_eager(Person.deputations),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).unique().one_or_none()


def actor_of(person: Person, at: datetime, signed_in_by: str = "password") -> Actor:
    """Return the frozen actor of a person whose grants are loaded.

    Whoever acts on behalf of a city is its editor for that time and nothing else.
    """
    grants = frozenset(
        Grant(grant.role.value, grant.scope_id, grant.scope.kind.value)
        for grant in person.grants
        if grant.runs(at)
    )
    actor = Actor(person.id, person.name, person.language, person.zone, grants, at, signed_in_by)
    running = [one for one in person.deputations if one.ended_at is None and one.until_at > at]
    return _standing_in(actor, running[0]) if running and policy.may_stand_in(actor) else actor


def _standing_in(actor: Actor, deputation: Deputation) -> Actor:
    editor = Grant(Role.APPLICANT_EDITOR.value, deputation.scope_id, ScopeKind.ORGANIZATION.value)
    return replace(
        actor,
        grants=frozenset([editor]),
        on_behalf_of=deputation.scope_id,
        behalf_until=deputation.until_at,
    )


def end_reading() -> None:
    """End the read phase, so that no transaction stays open while a password is hashed."""
    db.session.rollback()


def get_person(person_id: int, *, lock: bool = False) -> Person | None:
    """Return a person, locked and fresh inside an action."""
    statement = select(Person).where(Person.id == person_id)
    if lock:
        statement = statement.with_for_update(of=Person).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_person(person_id: int) -> Person | None:
    """Return a person, for pages."""
    return get_person(person_id)


def find_person_by_email(email: str) -> Person | None:
    """Return the person of an address, in any case of letters."""
    return db.session.scalars(select(Person).where(Person.email == normal_address(email))).one_or_none()


@dataclass(frozen=True)
class Credentials:
    """What sign-in compares: empty values stand for an address that nobody has."""

    person_id: int = 0
    password_hash: str = ""


def credentials_of(email: str) -> Credentials:
    """Return whose address it is and the hash of the password; nobody's when unknown or deactivated."""
    person = find_person_by_email(email)
    if person is None or person.deactivated_at is not None:
        return Credentials()
    return Credentials(person.id, person.password_hash)


def get_tries(key: str) -> SignInThrottle:
    """Return the tries of an account, locked (inside an action, after the row was made)."""
    statement = select(SignInThrottle).where(SignInThrottle.key == key).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def get_scope(scope_id: int) -> Scope | None:
    """Return a scope."""
    return db.session.get(Scope, scope_id)


def place_problems(role: Role, scope_id: int) -> list[Problem]:
    """Return a problem when a role cannot be held in a scope."""
    scope = get_scope(scope_id)
    return list(scope_problems(role, scope.kind if scope else None))


def get_grant(grant_id: int, *, lock: bool = False) -> RoleGrant | None:
    """Return a role of a person with the person, locked and fresh inside an action."""
    statement = select(RoleGrant).where(RoleGrant.id == grant_id).options(selectinload(RoleGrant.person))
    if lock:
        statement = statement.with_for_update(of=RoleGrant).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_grant(grant_id: int) -> RoleGrant | None:
    """Return a role of a person, for pages."""
    return get_grant(grant_id)


def lock_scope(scope_id: int) -> Scope | None:
    """Return a scope, locked against others who offer or give roles in it (references to it stay free)."""
    return db.session.scalars(
        select(Scope).where(Scope.id == scope_id).with_for_update(key_share=True)
    ).one_or_none()


def lasts() -> ColumnElement[bool]:
    """Return which roles are held without an end in sight: one that ends tomorrow carries nobody over the day after."""
    return RoleGrant.ended_at.is_(None)


def find_grant(person_id: int, role: Role, scope_id: int) -> RoleGrant | None:
    """Return the role that a person holds in a scope without an end in sight; at most one is."""
    return db.session.scalars(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.scope_id == scope_id, lasts()
        )
    ).one_or_none()


def count_others_with_role(person_id: int, role: Role, scope_id: int) -> int:
    """Return how many other active people hold a role in a scope without an end in sight; the roles are locked."""
    statement = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == role, RoleGrant.scope_id == scope_id, RoleGrant.person_id != person_id)
        .where(lasts(), Person.deactivated_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    )
    return len(set(db.session.scalars(statement)))


def list_people_with_role(roles: Iterable[Role], scope_id: int | None = None) -> list[Person]:
    """Return active people who hold one of the roles, in one scope when it is given."""
    holders = select(RoleGrant.person_id).where(RoleGrant.role.in_(list(roles)), grant_runs())
    if scope_id is not None:
        holders = holders.where(RoleGrant.scope_id == scope_id)
    statement = select(Person).where(Person.id.in_(holders), Person.deactivated_at.is_(None))
    return list(db.session.scalars(statement.order_by(Person.reading_key, Person.id)))


def scope_names(actor: Actor, scope_ids: Iterable[int] | None = None) -> dict[int, Bilingual]:
    """Return what scopes are called, all of them when none are named."""
    wanted = None if scope_ids is None else frozenset(scope_ids)
    named = dict(SCOPE_NAMES.ask(actor, wanted))
    if wanted is None or PRODUCT_SCOPE_ID in wanted:
        named[PRODUCT_SCOPE_ID] = EVERYTHING
    return named


@BEHALF.answer
def names_of_behalf(actor: Actor, scope_ids: frozenset[int]) -> dict[int, Bilingual]:
    """Return what the organizations are called on whose behalf somebody acted."""
    return scope_names(actor, scope_ids)


@NAMES.answer
def names_for(actor: Actor, person_ids: frozenset[int]) -> dict[int, Name]:
    """Return what an actor may call people: names on his side and to staff, else who stands behind them."""
    statement = (
        select(Person)
        .where(Person.id.in_(person_ids))
        .options(selectinload(Person.grants).joinedload(RoleGrant.scope))
    )
    people = list(db.session.scalars(statement))
    anonymous = [person for person in people if not _may_name(actor, person)]
    cities = {scope_id for person in anonymous for scope_id in _city_scopes(person)}
    places = scope_names(actor, cities) if cities else {}
    named = {person.id: Name(person.name) for person in people}
    return named | {person.id: _stands_behind(person, places) for person in anonymous}


def _may_name(actor: Actor, person: Person) -> bool:
    same_side = actor.scopes_of(policy.CITY) & _city_scopes(person)
    return (
        actor.is_system
        or person.id == actor.person_id
        or actor.holds_anywhere(policy.READERS)
        or bool(same_side)
    )


def _city_scopes(person: Person) -> frozenset[int]:
    return frozenset(grant.scope_id for grant in person.grants if grant.role in policy.CITY)


def _stands_behind(person: Person, places: Mapping[int, Bilingual]) -> Name:
    roles = {grant.role for grant in person.grants}
    cities = sorted(_city_scopes(person) & places.keys())
    if roles & set(policy.READERS):
        return Name(word=N_("The program office"))
    if cities:
        return Name(places[cities[0]])
    return Name(word=N_("A reviewer") if Role.REVIEWER in roles else SOMEBODY)


@PEOPLE.answer
def find_people(_actor: Actor, text: str) -> Sequence[int]:
    """Return the ids of people by number, or by a part of name or address."""
    if text.isdecimal():
        return [int(text)] if len(text) < LONGEST_NUMBER else []
    return db.session.scalars(select(Person.id).where(called(text)).limit(100)).all()


def called(text: str) -> ColumnElement[bool]:
    """Return which people a typed text means: a part of name, reading or address, in any way of writing it."""
    typed = text.strip()
    spellings = {typed, typed.lower()} | {
        unicodedata.normalize(form, typed).lower() for form in ("NFC", "NFD", "NFKC")
    }
    found = [Person.name, func.lower(Person.name), Person.reading, Person.email]
    return or_(*(column.contains(part, autoescape=True) for column in found for part in sorted(spellings)))


def grants_of(person: Person) -> Sequence[RoleGrant]:
    """Return every role that a person holds or held, the present ones first."""
    statement = select(RoleGrant).where(RoleGrant.person_id == person.id).options(joinedload(RoleGrant.scope))
    return db.session.scalars(statement.order_by(not_(grant_runs()), RoleGrant.id)).all()


def list_demonstration_people() -> list[Person]:
    """Return the invented people of the demonstration with their roles."""
    statement = (
        select(Person)
        .where(Person.is_demonstration)
        .options(selectinload(Person.grants).joinedload(RoleGrant.scope))
        .order_by(Person.id)
    )
    return list(db.session.scalars(statement))
