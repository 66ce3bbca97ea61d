"""Sessions, and the second factors of people."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager

from grantapp.accounts.models import (
    Authenticator,
    Deputation,
    Passkey,
    Person,
    PersonSession,
    RecoveryCode,
    RoleGrant,
    Scope,
)
from grantapp.accounts.queries.people import deputation_runs, grant_runs
from grantapp.core import clock
from grantapp.database import UtcDateTime, db


def find_running_session(key: str) -> PersonSession | None:
    """Return a session that was not ended, with its person, roles and scopes, in one SELECT."""
    found = db.session.scalars(_running_session(), {"key": key, "at": clock.now()})
    return found.unique().one_or_none()


@cache
def _running_session() -> Select[PersonSession]:
    """Return the statement that every request of a signed-in person begins with, built once."""
    at = bindparam("at", type_=UtcDateTime)
    return (
        select(PersonSession)
        .join(Person, Person.id == PersonSession.person_id)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & grant_runs(at))
        .outerjoin(Scope, Scope.id == RoleGrant.scope_id)
        .outerjoin(Deputation, (Deputation.person_id == Person.id) & deputation_runs(at))
        .where(
            PersonSession.key == bindparam("key"), PersonSession.ended_at.is_(None), Person.deactivated_at.is_(None)
        )
        .options(
            contains_eager(PersonSession.person).contains_eager(Person.grants).contains_eager(RoleGrant.scope),
            contains_eager(PersonSession.person).contains_eager(Person.deputations),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip


def find_session(key: str) -> PersonSession | None:
    """Return a session by its key, also one that has ended."""
    return db.session.scalars(select(PersonSession).where(PersonSession.key == key)).one_or_none()


def get_session(session_id: int, *, lock: bool = False) -> PersonSession | None:
    """Return a session."""
    statement = select(PersonSession).where(PersonSession.id == session_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_session(session_id: int) -> PersonSession | None:
    """Return a session, for pages."""
    return get_session(session_id)


def list_running_sessions(person_id: int, begun_after: datetime) -> Sequence[PersonSession]:
    """Return the sessions of a person that were neither ended nor have run out, the newest first."""
    statement = (
        select(PersonSession)
        .where(
            PersonSession.person_id == person_id, PersonSession.ended_at.is_(None),
            PersonSession.begun_at > begun_after,
        )
        .order_by(PersonSession.begun_at.desc(), PersonSession.id.desc())
    )  # fmt: skip
    return db.session.scalars(statement).all()


def list_sessions(person_id: int) -> Sequence[PersonSession]:
    """Return every session of a person, the newest first."""
    statement = select(PersonSession).where(PersonSession.person_id == person_id)
    return db.session.scalars(statement.order_by(PersonSession.id.desc())).all()


def list_recovery_codes(person_id: int) -> Sequence[RecoveryCode]:
    """Return the recovery codes of a person (their hashes only), also those that were used."""
    statement = select(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return db.session.scalars(statement.order_by(RecoveryCode.id)).all()


def get_authenticator(person_id: int, *, lock: bool = False) -> Authenticator | None:
    """Return the authenticator app of a person."""
    statement = select(Authenticator).where(Authenticator.person_id == person_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def count_recovery_codes(person_id: int) -> int:
    """Return how many recovery codes of a person were not used yet."""
    statement = select(func.count()).select_from(RecoveryCode)
    unused = statement.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def find_recovery_code(person_id: int, hashed: str) -> RecoveryCode | None:
    """Return a recovery code that was not used yet, locked (inside an action)."""
    statement = select(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.hash == hashed, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalars(statement.with_for_update().limit(1)).one_or_none()


def list_passkeys(person_id: int) -> Sequence[Passkey]:
    """Return the passkeys of a person, the oldest first."""
    return db.session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    ).all()  # fmt: skip


def get_passkey(passkey_id: int, *, lock: bool = False) -> Passkey | None:
    """Return a passkey."""
    statement = select(Passkey).where(Passkey.id == passkey_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_passkey(passkey_id: int) -> Passkey | None:
    """Return a passkey, for pages."""
    return get_passkey(passkey_id)


def find_passkey(credential_id: str) -> Passkey | None:
    """Return the passkey with a credential id."""
    return db.session.scalars(select(Passkey).where(Passkey.credential_id == credential_id)).one_or_none()


def factors_of(person_id: int) -> tuple[bool, int]:
    """Return whether a person has an authenticator app, and how many passkeys."""
    keys = select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id)
    return get_authenticator(person_id) is not None, db.session.scalar(keys) or 0
