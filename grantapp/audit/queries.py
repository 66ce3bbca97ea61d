"""Timelines of records, newest last, and the log of all facts, newest first."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import QueryableAttribute

from grantapp.audit import policy
from grantapp.audit.models import AccessEntry, AccessSubject, DomainEvent, EventPersonal, EventSubject
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
PART = 500  # rows that an export of a log holds at a time
ENTRY = (
    DomainEvent.id, DomainEvent.at, DomainEvent.recorded_at, DomainEvent.verb, DomainEvent.actor_id, DomainEvent.body,
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One request of a signed-in person."""

    id: int
    at: datetime
    actor_id: int
    on_behalf_of: int | None
    endpoint: str
    method: str
    status: int
    session_key: str | None
    request_id: str


class Reference(NamedTuple):
    """A record by kind and number."""

    kind: str
    subject_id: int


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
    statement = select(*ENTRY).where(DomainEvent.id.in_(found), DomainEvent.verb.not_in(list(hidden)))
    return [_entry(*row) for row in db.session.execute(statement.order_by(DomainEvent.id))]


def words_before(record: Any) -> list[tuple[TimelineEntry, Mapping[str, str]]]:
    """Return each correction of a record with the words that it replaced, the newest first."""
    kind, number = subject_of(record)
    statement = (
        select(*ENTRY, EventPersonal.values)
        .join(EventSubject, EventSubject.event_id == DomainEvent.id)
        .join(EventPersonal, EventPersonal.event_id == DomainEvent.id)
        .where(EventSubject.kind == kind, EventSubject.subject_id == number)
    )
    found = db.session.execute(statement.order_by(DomainEvent.id.desc()))
    return [(_entry(*row[:-1]), json.loads(row[-1])) for row in found]


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
    statement = select(*ENTRY).where(or_(DomainEvent.id.in_(about), DomainEvent.actor_id == person_id))
    return [_entry(*row) for row in db.session.execute(statement.order_by(DomainEvent.id))]


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


def list_log(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[TimelineEntry]:
    """Return one page of the log, the newest facts first."""
    statement = _log(actor, filters)
    return fetch_page(statement, [DomainEvent.id], cursor=cursor, size=size, descending=True, line=_entry)


def export_log(actor: Actor, filters: Filters) -> Iterator[tuple[Line, Sequence[Reference]]]:
    """Yield the whole filtered log with the records of each fact, the newest first, read in parts."""
    statement = _log(actor, filters).order_by(DomainEvent.id.desc())
    for part in _parts(statement):
        entries = [_entry(*row) for row in part]
        records = records_of(entries)
        for line in as_lines(actor, entries):
            yield line, records[line.entry.id]


def _parts(statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Yield the rows of a long export in parts, so that memory stays flat."""
    yield from db.session.execute(statement.execution_options(yield_per=PART)).partitions()


def records_of(entries: Sequence[TimelineEntry]) -> Mapping[int, Sequence[Reference]]:
    """Return the records on whose timelines facts stand, first the one to which each happened."""
    return _references(
        select(EventSubject.event_id, EventSubject.kind, EventSubject.subject_id)
        .where(EventSubject.event_id.in_([entry.id for entry in entries]))
        .order_by(EventSubject.event_id, EventSubject.position)
    )


def _references(statement: Select[int, str, int]) -> Mapping[int, Sequence[Reference]]:
    found: dict[int, list[Reference]] = defaultdict(list)
    for owner, kind, number in db.session.execute(statement):
        found[owner].append(Reference(kind, number))
    return found


def verbs_in_use() -> Sequence[str]:
    """Return the verbs that stand in the log, by name."""
    return db.session.scalars(select(DomainEvent.verb).distinct().order_by(DomainEvent.verb)).all()


def _log(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    statement = select(*ENTRY).where(visible_to(actor))
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
    statement: Select[*tuple[Any, ...]],
    column: QueryableAttribute[datetime],
    filters: Filters,
    zone: ZoneInfo,
) -> Select[*tuple[Any, ...]]:
    if filters.from_on:
        statement = statement.where(column >= datetime.combine(filters.from_on, time(), zone))
    if filters.until_on:
        end = datetime.combine(filters.until_on + timedelta(days=1), time(), zone)
        statement = statement.where(column < end)
    return statement


def _entry(
    number: int, at: datetime, recorded_at: datetime, verb: str, actor_id: int | None, written: str
) -> TimelineEntry:
    body = json.loads(written)
    return TimelineEntry(
        number, at, recorded_at, verb, sentence_of(verb), actor_id,
        body["on_behalf_of"], body["before"], body["after"], body["reason"], body["facts"],
    )  # fmt: skip


def facts_of_verb(verb: str) -> list[dict[str, Any]]:
    """Return the facts of every event of a verb, in order (the ledger is checked against them)."""
    statement = select(DomainEvent.body).where(DomainEvent.verb == verb).order_by(DomainEvent.id)
    return [json.loads(body)["facts"] for body in db.session.scalars(statement)]


def list_access(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[AccessRow]:
    """Return one page of what people opened, the newest first."""
    keys = [AccessEntry.at, AccessEntry.id]
    statement = _access(actor, filters)
    return fetch_page(statement, keys, cursor=cursor, size=size, descending=True, line=AccessRow)


def export_access(actor: Actor, filters: Filters) -> Iterator[tuple[AccessRow, Sequence[Reference]]]:
    """Yield all that people opened, filtered, with the records shown, the newest first, read in parts."""
    statement = _access(actor, filters).order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
    for part in _parts(statement):
        rows = [AccessRow(*row) for row in part]
        shown = records_shown(rows)
        for row in rows:
            yield row, shown[row.id]


def records_shown(rows: Sequence[AccessRow]) -> Mapping[int, Sequence[Reference]]:
    """Return the records that requests showed."""
    return _references(
        select(AccessSubject.entry_id, AccessSubject.kind, AccessSubject.subject_id)
        .where(AccessSubject.entry_id.in_([row.id for row in rows]))
        .order_by(AccessSubject.entry_id, AccessSubject.kind, AccessSubject.subject_id)
    )


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


def _access(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    statement = select(
        AccessEntry.id, AccessEntry.at, AccessEntry.actor_id, AccessEntry.on_behalf_of, AccessEntry.endpoint,
        AccessEntry.method, AccessEntry.status, AccessEntry.session_key, AccessEntry.request_id,
    ).where(visible_to(actor))  # fmt: skip
    if filters.person:
        statement = statement.where(AccessEntry.actor_id.in_(PEOPLE.ask(actor, filters.person)))
    if filters.kind:
        found = select(AccessSubject.entry_id).where(AccessSubject.kind == filters.kind)
        if filters.subject_id is not None:
            found = found.where(AccessSubject.subject_id == filters.subject_id)
        statement = statement.where(AccessEntry.id.in_(found))
    return _between(statement, AccessEntry.at, filters, ZoneInfo(actor.zone))
