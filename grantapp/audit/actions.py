"""The only thing taken out of the log (personal values), and access lines: loaded once each, gone when their time is over."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from grantapp.audit import policy
from grantapp.audit.documents import AccessLine
from grantapp.audit.models import (
    AccessEntry,
    AccessSpool,
    AccessSubject,
    DomainEvent,
    EventPersonal,
    EventSubject,
)
from grantapp.core.errors import NotPermitted
from grantapp.database import db, insert_once
from grantapp.unit_of_work import Actor, action


@action
def erase_personal(actor: Actor, kind: str, subject_id: int) -> None:
    """Erase the personal values of what a person did or what happened to a record; the chain stays true."""
    if not policy.ERASE.allows(actor):
        raise NotPermitted(policy.ERASE.name)
    about = select(EventSubject.event_id).where(
        EventSubject.kind == kind, EventSubject.subject_id == subject_id
    )
    done = select(DomainEvent.id).where(DomainEvent.actor_id == subject_id)
    which: ColumnElement[bool] = EventPersonal.event_id.in_(about)
    if kind == "person":
        which = or_(which, EventPersonal.event_id.in_(done))
    db.session.execute(delete(EventPersonal).where(which), execution_options={"synchronize_session": False})


@action
def begin_spool(actor: Actor, fingerprint: str) -> int:
    """Return how far a spool file is loaded, 0 when it is new."""
    insert_once(AccessSpool, "fingerprint", fingerprint=fingerprint, position=0, loaded_at=actor.at)
    return _spool(fingerprint).position


@action
def load_access(actor: Actor, fingerprint: str, begin: int, end: int, lines: Sequence[AccessLine]) -> bool:
    """Keep the lines between two positions of a file; False when another worker was faster."""
    spool = _spool(fingerprint)
    if spool.position != begin:
        return False
    for line in lines:
        entry = AccessEntry(
            at=line.at, request_id=line.request_id, method=line.method, endpoint=line.endpoint, status=line.status,
            ms=line.ms, statements=line.statements, actor_id=line.actor_id, on_behalf_of=line.on_behalf_of,
            session_key=line.session_key,
        )  # fmt: skip
        entry.subjects = [AccessSubject(kind=kind, subject_id=number) for kind, number in line.subjects]
        db.session.add(entry)
    spool.position, spool.loaded_at = end, actor.at
    return True


@action
def purge_access(actor: Actor, days: int) -> None:
    """Forget the access lines of longer ago than so many days, and the spools that nobody loads any more."""
    before = actor.at - timedelta(days=days)
    old = select(AccessEntry.id).where(AccessEntry.at < before)
    quiet = {"synchronize_session": False}
    db.session.execute(delete(AccessSubject).where(AccessSubject.entry_id.in_(old)), execution_options=quiet)
    db.session.execute(delete(AccessEntry).where(AccessEntry.at < before), execution_options=quiet)
    db.session.execute(delete(AccessSpool).where(AccessSpool.loaded_at < before), execution_options=quiet)


def _spool(fingerprint: str) -> AccessSpool:
    statement = select(AccessSpool).where(AccessSpool.fingerprint == fingerprint)
    return db.session.scalars(
        statement.with_for_update(of=AccessSpool).execution_options(populate_existing=True)
    ).one()
