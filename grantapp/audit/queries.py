"""Timelines of records, newest last, and the log of all facts, newest first."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import QueryableAttribute, selectinload

from grantapp.audit import policy
from grantapp.audit.models import AccessEntry, AccessSubject, DomainEvent, EventSubject
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.ports import Question, sentences, subject_of, subjects
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import registry
from grantapp.database import db, fetch_page

BEGUN = N_("%(who)s began this: %(record)s")
BEGUN_BY_ITSELF = N_("Begun automatically: %(record)s")
UNKNOWN_ACTOR = N_("The system")
SOMEBODY = N_("Somebody")


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


@dataclass(frozen=True)
class Name:
    """Who did something, as a reader may see it: a name, or a marked word such as "The program office"."""

    text: str | Bilingual = ""
    word: str = ""


@dataclass(frozen=True)
class Line:
    """One fact for a page: `marked` is translated with `who` and `parameters` when it is written."""

    entry: TimelineEntry
    name: Name
    behalf: Bilingual | None = None

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.entry.at

    @property
    def marked(self) -> str:
        """The sentence."""
        if self.entry.sentence == BEGUN and self.entry.actor_id is None:
            return BEGUN_BY_ITSELF
        return self.entry.sentence

    @property
    def record_word(self) -> str:
        """The marked word for the kind of record that it happened to."""
        kind = self.entry.verb.partition(".")[0]
        return subjects[kind].word if kind in subjects else kind

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What the sentence tells beside who."""
        return self.entry.facts

    @property
    def reason(self) -> str:
        """Why, where a reason was given."""
        return self.entry.reason


NAMES: Question[Mapping[int, Name]] = Question(
    "audit.names", N_("What may an actor call the people of a timeline?")
)
BEHALF: Question[Mapping[int, Bilingual]] = Question(
    "audit.behalf", N_("What are the organizations called on whose behalf somebody acted?")
)
PEOPLE: Question[Sequence[int]] = Question("audit.people", N_("Which people are called or numbered so?"))


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
    on_them = or_(
        *(and_(EventSubject.kind == kind, EventSubject.subject_id == number) for kind, number in keys)
    )
    found = select(EventSubject.event_id).where(on_them)
    statement = select(DomainEvent).where(DomainEvent.id.in_(found), DomainEvent.verb.not_in(list(hidden)))
    return [_entry(event) for event in db.session.scalars(statement.order_by(DomainEvent.id))]


def words_before(record: Any) -> list[tuple[TimelineEntry, Mapping[str, str]]]:
    """Return each correction of a record with the words that it replaced, the newest first."""
    kind, number = subject_of(record)
    statement = (
        select(DomainEvent)
        .join(EventSubject, EventSubject.event_id == DomainEvent.id)
        .where(EventSubject.kind == kind, EventSubject.subject_id == number, DomainEvent.personal.has())
        .options(selectinload(DomainEvent.personal))
    )
    found = db.session.scalars(statement.order_by(DomainEvent.id.desc()))
    return [(_entry(event), json.loads(event.personal.values)) for event in found if event.personal]


def lines_for(actor: Actor, *records: Any, hidden: Iterable[str] = ()) -> list[Line]:
    """Return the timeline of records as lines for a reader, oldest first, with names as he may see them."""
    return as_lines(actor, timeline_of(*records, hidden=hidden))


def as_lines(actor: Actor, entries: Sequence[TimelineEntry]) -> list[Line]:
    """Return entries as lines for a reader."""
    people = frozenset(entry.actor_id for entry in entries if entry.actor_id is not None)
    names = NAMES.ask(actor, people) if people else {}
    scopes = frozenset(entry.on_behalf_of for entry in entries if entry.on_behalf_of is not None)
    behalf = BEHALF.ask(actor, scopes) if scopes else {}
    return [Line(entry, _name(entry, names), behalf.get(entry.on_behalf_of or 0)) for entry in entries]


def _name(entry: TimelineEntry, names: Mapping[int, Name]) -> Name:
    if entry.actor_id is None:
        return Name(word=UNKNOWN_ACTOR)
    return names.get(entry.actor_id) or Name(word=SOMEBODY)


def facts_about(person_id: int) -> list[TimelineEntry]:
    """Return what a person did and what happened to him, oldest first, for a copy of his data."""
    about = select(EventSubject.event_id).where(
        EventSubject.kind == "person", EventSubject.subject_id == person_id
    )
    statement = select(DomainEvent).where(or_(DomainEvent.id.in_(about), DomainEvent.actor_id == person_id))
    return [_entry(event) for event in db.session.scalars(statement.order_by(DomainEvent.id))]


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; dates are days in the reader's zone."""

    verb: str = ""
    person: str = ""
    kind: str = ""
    subject_id: int | None = None
    from_on: date | None = None
    until_on: date | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return which facts an actor reads in the log (the twin of `audit:read`)."""
    return true() if policy.READ.allows(actor) else false()


def list_log(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[DomainEvent]:
    """Return one page of the log, the newest facts first."""
    return fetch_page(_log(actor, filters), [DomainEvent.id], cursor=cursor, size=size, descending=True)


def export_log(actor: Actor, filters: Filters) -> Sequence[DomainEvent]:
    """Return the whole filtered log, the newest facts first."""
    return db.session.scalars(_log(actor, filters).order_by(DomainEvent.id.desc())).all()


def lines_of(actor: Actor, events: Sequence[DomainEvent]) -> list[Line]:
    """Return facts of the log as lines for a reader."""
    return as_lines(actor, [_entry(event) for event in events])


def verbs_in_use() -> Sequence[str]:
    """Return the verbs that stand in the log, by name."""
    return db.session.scalars(select(DomainEvent.verb).distinct().order_by(DomainEvent.verb)).all()


def _log(actor: Actor, filters: Filters) -> Select[Any]:
    statement = select(DomainEvent).where(visible_to(actor)).options(selectinload(DomainEvent.subjects))
    if filters.verb:
        statement = statement.where(DomainEvent.verb == filters.verb)
    if filters.person:
        statement = statement.where(DomainEvent.actor_id.in_(PEOPLE.ask(actor, filters.person)))
    if filters.kind:
        found = select(EventSubject.event_id).where(EventSubject.kind == filters.kind)
        if filters.subject_id is not None:
            found = found.where(EventSubject.subject_id == filters.subject_id)
        statement = statement.where(DomainEvent.id.in_(found))
    return _between(statement, DomainEvent.at, filters, ZoneInfo(actor.zone))


def _between(
    statement: Select[Any], column: QueryableAttribute[datetime], filters: Filters, zone: ZoneInfo
) -> Select[Any]:
    if filters.from_on:
        statement = statement.where(column >= datetime.combine(filters.from_on, time(), zone))
    if filters.until_on:
        end = datetime.combine(filters.until_on + timedelta(days=1), time(), zone)
        statement = statement.where(column < end)
    return statement


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


def list_access(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[AccessEntry]:
    """Return one page of what people opened, the newest first."""
    keys = [AccessEntry.at, AccessEntry.id]
    return fetch_page(_access(actor, filters), keys, cursor=cursor, size=size, descending=True)


def export_access(actor: Actor, filters: Filters) -> Sequence[AccessEntry]:
    """Return all that people opened, filtered, the newest first."""
    statement = _access(actor, filters).order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
    return db.session.scalars(statement).all()


def names_of(actor: Actor, people: Iterable[int]) -> Mapping[int, Name]:
    """Return what a reader may call the people of the access log."""
    wanted = frozenset(people)
    return NAMES.ask(actor, wanted) if wanted else {}


def last_used_of(people: Iterable[int]) -> dict[int, datetime]:
    """Return when each account was last used, as far as the spools are loaded."""
    return _newest(AccessEntry.actor_id, people)


def last_used_of_sessions(keys: Iterable[str]) -> dict[str, datetime]:
    """Return when each session was last used, as far as the spools are loaded."""
    return _newest(AccessEntry.session_key, keys)


def _newest(column: QueryableAttribute[Any], values: Iterable[Any]) -> dict[Any, datetime]:
    statement = select(column, func.max(AccessEntry.at)).where(column.in_(list(values))).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _access(actor: Actor, filters: Filters) -> Select[Any]:
    statement = select(AccessEntry).where(visible_to(actor)).options(selectinload(AccessEntry.subjects))
    if filters.person:
        statement = statement.where(AccessEntry.actor_id.in_(PEOPLE.ask(actor, filters.person)))
    if filters.kind:
        found = select(AccessSubject.entry_id).where(AccessSubject.kind == filters.kind)
        if filters.subject_id is not None:
            found = found.where(AccessSubject.subject_id == filters.subject_id)
        statement = statement.where(AccessEntry.id.in_(found))
    return _between(statement, AccessEntry.at, filters, ZoneInfo(actor.zone))
