"""The chain: canonical bytes, HMAC over the previous hash, a sealed head; verification row by row."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import rfc8785
from flask import current_app
from sqlalchemy import select, text

from grantapp.audit.models import AuditHead, DomainEvent, EventPersonal, EventSubject
from grantapp.core import clock
from grantapp.core.ports import subject_of
from grantapp.core.workflow import Happened
from grantapp.database import db

FIRST_HASH = "0" * 64
CHAIN_LOCK = 7_201_112


@dataclass(frozen=True)
class Fault:
    """One row of the chain that does not hold, and why (a code)."""

    event_id: int
    reason: str


def append(facts: list[Happened]) -> None:
    """Write the facts of an action as the last statement before COMMIT."""
    if not facts:
        return
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    head = db.session.get(AuditHead, 1, populate_existing=True) or AuditHead(
        id=1, event_id=0, hash=FIRST_HASH
    )
    for happened in facts:
        event = _event(happened, head.event_id + 1, head.hash)
        db.session.add(event)
        head.event_id, head.hash = event.id, event.hash
    head.seal = _mac("head", str(head.event_id), head.hash)
    db.session.add(head)
    db.session.flush()


def verify() -> Iterator[Fault]:
    """Yield each fault of the chain in order; nothing when it holds."""
    previous, last = FIRST_HASH, 0
    for event in db.session.scalars(
        select(DomainEvent).order_by(DomainEvent.id).execution_options(yield_per=500, populate_existing=True)
    ):
        if event.id != last + 1:
            yield Fault(event.id, "gap")
        if event.previous_hash != previous or event.hash != _mac(event.previous_hash, event.body):
            yield Fault(event.id, "altered")
        elif not _agrees(event):
            yield Fault(event.id, "columns_differ")
        previous, last = event.hash, event.id
    yield from _check_head(previous, last)


def _check_head(previous: str, last: int) -> Iterator[Fault]:
    head = db.session.get(AuditHead, 1)
    if head is None:
        if last:
            yield Fault(last, "head_missing")
    elif (head.event_id, head.hash) != (last, previous):
        yield Fault(last, "tail_missing")
    elif head.seal != _mac("head", str(head.event_id), head.hash):
        yield Fault(last, "head_altered")


def _event(happened: Happened, number: int, previous: str) -> DomainEvent:
    subjects = [subject_of(one) for one in dict.fromkeys((happened.subject, *happened.also))]
    recorded_at = clock.wall()
    personal = _personal(happened.personal, number)
    body: dict[str, Any] = {
        "id": number, "verb": happened.verb, "at": _iso(happened.at), "recorded_at": _iso(recorded_at),
        "actor": happened.actor.person_id, "job": happened.actor.job, "signed_in_by": happened.actor.signed_in_by,
        "on_behalf_of": happened.actor.on_behalf_of, "subjects": [list(one) for one in subjects],
        "before": happened.before, "after": happened.after, "reason": happened.reason, "facts": dict(happened.facts),
        "personal_sha256": _personal_hash(personal) if personal else "",
    }  # fmt: skip
    canonical = rfc8785.dumps(body).decode()
    return DomainEvent(
        id=number, verb=happened.verb, at=happened.at, recorded_at=recorded_at, actor_id=happened.actor.person_id,
        body=canonical, previous_hash=previous, hash=_mac(previous, canonical), personal=personal,
        subjects=[
            EventSubject(position=position, kind=kind, subject_id=identity)
            for position, (kind, identity) in enumerate(subjects)
        ],
    )  # fmt: skip


def _agrees(event: DomainEvent) -> bool:
    body = json.loads(event.body)
    same = (body["id"], body["verb"], body["at"], body["recorded_at"], body["actor"]) == (
        event.id, event.verb, _iso(event.at), _iso(event.recorded_at), event.actor_id,
    )  # fmt: skip
    subjects = [[one.kind, one.subject_id] for one in event.subjects]
    personal = event.personal is None or _personal_hash(event.personal) == body["personal_sha256"]
    return same and subjects == body["subjects"] and personal


def _personal(values: Mapping[str, Any], number: int) -> EventPersonal | None:
    if not values:
        return None
    return EventPersonal(
        event_id=number, salt=secrets.token_hex(16), values=rfc8785.dumps(dict(values)).decode()
    )


def _personal_hash(personal: EventPersonal) -> str:
    return hashlib.sha256(f"{personal.salt}{personal.values}".encode()).hexdigest()


def _iso(at: Any) -> str:
    return str(at.astimezone(UTC).isoformat())


def _mac(*parts: str) -> str:
    key = current_app.config["AUDIT_KEY"].encode()
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def seal(*parts: str) -> str:
    """Return an HMAC of the audit key over parts, for other append-only tables (the ledger)."""
    return _mac(*parts)


def head() -> tuple[int, str]:
    """Return number and hash of the newest fact."""
    newest = db.session.get(AuditHead, 1)
    return (newest.event_id, newest.hash) if newest else (0, FIRST_HASH)
