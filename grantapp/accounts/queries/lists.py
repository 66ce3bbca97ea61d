"""People as a list: narrowed, sorted, page by page, and whose second factor is missing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, select, true, union
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import QueryableAttribute

from grantapp.accounts import policy
from grantapp.accounts.models import Authenticator, Passkey, Person, Role, RoleGrant
from grantapp.accounts.queries.people import called, grant_runs
from grantapp.accounts.queries.sessions import factors_of
from grantapp.accounts.rules import factors as rules
from grantapp.accounts.rules.factors import FactorState
from grantapp.core import clock
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.database import db, fetch_page
from grantapp.notifications.queries import people_out_of_reach


@dataclass(frozen=True)
class Filters:
    """What a list of people is narrowed to; `state` is a key of `STATES`, `sort` a key, "-" for descending."""

    text: str = ""
    role: str = ""
    state: str = ""
    sort: str = ""


SORTS: Mapping[str, QueryableAttribute[Any]] = {
    "reading": Person.reading_key, "since": Person.created_at,
}  # fmt: skip


def _holds_something() -> ColumnElement[bool]:
    return Person.id.in_(select(RoleGrant.person_id).where(grant_runs()))


def lacks_factor() -> ColumnElement[bool]:
    """Return which active people must show a second factor and have none yet (the twin of `needs_factor`)."""
    must = select(RoleGrant.person_id).where(RoleGrant.role.in_(policy.READERS), grant_runs())
    return and_(
        Person.deactivated_at.is_(None), Person.id.in_(must), Person.id.not_in(_proves_more())
    )  # fmt: skip


STATES: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "active": lambda: and_(Person.deactivated_at.is_(None), _holds_something()),
    "no_role": lambda: and_(Person.deactivated_at.is_(None), not_(_holds_something())),
    "deactivated": lambda: Person.deactivated_at.is_not(None),
    "undelivered": lambda: Person.id.in_(people_out_of_reach()),
    "no_factor": lacks_factor,
}


def _proves_more() -> Any:
    return union(select(Authenticator.person_id), select(Passkey.person_id))


def count_without_factor(actor: Actor) -> int:
    """Return how many of the people that an actor may look up lack the second factor that they must show."""
    found = select(func.count()).select_from(Person).where(visible_to(actor), lacks_factor())
    return db.session.scalar(found) or 0


def factor_states(people: Iterable[Person]) -> dict[int, FactorState]:
    """Return for each of these people, whose roles are loaded, how it stands with the second factor."""
    having = set(db.session.scalars(_proves_more()))
    return {one.id: _state_of(one, one.id in having, one.grants) for one in people}


def factor_state(person: Person, grants: Iterable[RoleGrant]) -> FactorState:
    """Return how it stands with the second factor of one person with these roles."""
    return _state_of(person, any(factors_of(person.id)), grants)


def _state_of(person: Person, has_one: bool, grants: Iterable[RoleGrant]) -> FactorState:
    needs_one = policy.needs_factor(grant.role for grant in grants if grant.runs(clock.now()))
    return rules.state_of(has_one, needs_one and person.deactivated_at is None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return which people an actor may look up (the twin of `person:view`)."""
    return true() if policy.VIEW_PERSON.allows(actor) else false()


def list_people(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[Person]:
    """Return one page of people in the order asked for, with their roles."""
    asked, own = filters.sort.lstrip("-"), Person.key_in(actor.language)
    key, descending = own if asked == "name" else SORTS.get(asked, own), filters.sort.startswith("-")
    return fetch_page(
        _people(actor, filters), [key, Person.id], cursor=cursor, size=size, descending=descending
    )


def export_people(actor: Actor, filters: Filters) -> Iterable[Person]:
    """Return all people of the filter with their roles, for a file."""
    return db.session.scalars(_people(actor, filters).order_by(Person.key_in(actor.language), Person.id))


def _people(actor: Actor, filters: Filters) -> Select[Any]:
    statement = select(Person).where(visible_to(actor)).options(selectinload(Person.grants))
    if filters.text:
        statement = statement.where(called(filters.text))
    if filters.role in set(Role):
        holders = select(RoleGrant.person_id).where(RoleGrant.role == Role(filters.role), grant_runs())
        statement = statement.where(Person.id.in_(holders))
    if filters.state in STATES:
        statement = statement.where(STATES[filters.state]())
    return statement
