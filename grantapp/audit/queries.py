"""Timelines: the facts of a subject, newest last, as the reader's language tells them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from grantapp.audit.models import DomainEvent, EventSubject
from grantapp.core.policy import Actor
from grantapp.core.ports import sentences, subject_of
from grantapp.core.words import N_
from grantapp.core.workflow import registry
from grantapp.database import db

BEGUN = N_("%(who)s began this")
UNKNOWN_ACTOR = N_("The system")


@dataclass(frozen=True)
class TimelineEntry:
    """One line: a marked sentence with `who`, codes and facts as parameters."""

    id: int
    at: datetime
    recorded_at: datetime
    verb: str
    sentence: str
    actor_id: int | None
    on_behalf_of: int | None
    before: str
    after: str
    reason: str
    facts: Mapping[str, Any]


def sentence_of(verb: str) -> str:
    """Return the marked sentence of a verb, from its transition or from the port."""
    if verb in sentences:
        return sentences[verb]
    kind, _dot, name = verb.partition(".")
    workflow = registry.get(kind)
    return workflow.transitions[name].sentence if workflow and name in workflow.transitions else BEGUN


def timeline_of(*records: Any, hidden: Iterable[str] = ()) -> list[TimelineEntry]:
    """Return the facts that stand on the records' timelines, oldest first, without hidden verbs."""
    keys = [subject_of(record) for record in records]
    found = select(EventSubject.event_id).where(
        EventSubject.kind.in_({kind for kind, _id in keys}), EventSubject.subject_id.in_({i for _kind, i in keys})
    )
    if len(keys) == 1:
        found = select(EventSubject.event_id).where(EventSubject.kind == keys[0][0], EventSubject.subject_id == keys[0][1])
    statement = select(DomainEvent).where(DomainEvent.id.in_(found), DomainEvent.verb.not_in(list(hidden)))
    return [_entry(event) for event in db.session.scalars(statement.order_by(DomainEvent.id))]


def list_events(actor: Actor, limit: int = 200, before_id: int | None = None) -> list[TimelineEntry]:
    """Return the newest facts of the whole chain, newest first (the audit log page)."""
    statement = select(DomainEvent).order_by(DomainEvent.id.desc()).limit(limit)
    if before_id:
        statement = statement.where(DomainEvent.id < before_id)
    return [_entry(event) for event in db.session.scalars(statement)]


def _entry(event: DomainEvent) -> TimelineEntry:
    body = json.loads(event.body)
    return TimelineEntry(
        event.id, event.at, event.recorded_at, event.verb, sentence_of(event.verb), event.actor_id,
        body["on_behalf_of"], body["before"], body["after"], body["reason"], body["facts"],
    )  # fmt: skip


def facts_of_verb(verb: str) -> list[dict[str, Any]]:
    """Return the facts of every event of a verb, in order (the ledger is checked against them)."""
    statement = select(DomainEvent.body).where(DomainEvent.verb == verb).order_by(DomainEvent.id)
    return [json.loads(body)["facts"] for body in db.session.scalars(statement)]
