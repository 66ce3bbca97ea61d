"""People, scopes, roles and the actors that they are."""

import itertools
from datetime import UTC, datetime, timedelta

from grantapp.accounts import queries
from grantapp.accounts.actions import make_link, set_up_authenticator
from grantapp.accounts.models import Person, Role, RoleGrant, Scope, ScopeKind, TokenPurpose
from grantapp.accounts.queries.sessions import get_authenticator
from grantapp.accounts.rules import factors
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token
from grantapp.database import db
from grantapp.extensions import secret_key
from grantapp.unit_of_work import writing
from tests.kept import known

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
FRONTS = {
    TokenPurpose.INVITATION: "invitations",
    TokenPurpose.RESET: "new-password",
    TokenPurpose.SIGN_UP: "sign-up",
}
_numbers = itertools.count(1)


@known
def product_scope() -> Scope:
    """Return the scope of the whole product (id 1)."""
    found = db.session.get(Scope, 1)
    if found is None:
        with writing():
            found = Scope(id=1, kind=ScopeKind.PRODUCT)
            db.session.add(found)
    return found


@known
def scope(kind: ScopeKind = ScopeKind.ORGANIZATION) -> Scope:
    """Return a new scope."""
    product_scope()
    with writing():
        new = Scope(kind=kind)
        db.session.add(new)
    return new


@known
def person(name: str = "", language: str = "en", zone: str = "America/New_York", **values: object) -> Person:
    """Return a new person without roles."""
    number = next(_numbers)
    with writing():
        new = Person(
            email=f"person{number}@city.example", name=name or f"Person {number}", language=language, zone=zone,
            created_at=NOW, **{"privacy_version": PRIVACY_VERSION, **values},
        )  # fmt: skip
        db.session.add(new)
    return new


@known
def grant(to: Person, role: Role, scope_id: int = 1) -> Person:
    """Give a person a role in a scope."""
    product_scope()
    with writing():
        db.session.add(RoleGrant(person_id=to.id, role=role, scope_id=scope_id, granted_at=NOW))
    return to


@known
def staff(role: Role, language: str = "en") -> Person:
    """Return a new person with a product-wide role."""
    return grant(person(name=role.value.replace("_", " ").title(), language=language), role)


def actor(who: Person, at: datetime = NOW) -> Actor:
    """Return the actor of a person as a request would see him."""
    found = queries.find_person_with_grants(who.id)
    assert found is not None
    return queries.actor_of(found, at)


def give_app(who: Person) -> Person:
    """Set an authenticator app up for a person."""
    secret, at = factors.new_secret(), clock.wall() - timedelta(minutes=5)
    myself = Actor(who.id, who.name, who.language, who.zone, at=at)
    set_up_authenticator(myself, secret, factors.current_code(secret, at))
    return who


def next_code(email: str) -> str:
    """Return a code of a person's app that was not used yet; empty for somebody without an app."""
    db.session.rollback()
    who = queries.find_person_by_email(email)
    app = get_authenticator(who.id) if who else None
    if app is None:
        return ""
    secret = factors.unseal(secret_key(), app.secret) or ""
    return factors.unused_code(secret, clock.wall(), app.last_step)


def link_to(purpose: TokenPurpose, email: str, **values: object) -> str:
    """Return the path that a letter's link has (made by the product itself, as of now)."""
    token = make_link(Actor.system("test"), purpose, email, **values)
    raw = derive_token(secret_key(), purpose.value, token.public_id)
    return f"/{FRONTS[purpose]}/{raw}"


@known
def acting(role: Role, scope_id: int = 1, at: datetime = NOW) -> Actor:
    """Return the actor of a new person with one role."""
    return actor(grant(person(), role, scope_id), at)
