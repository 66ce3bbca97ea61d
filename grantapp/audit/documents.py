"""The logs as plain rows for a file, and a line of the access spool as plain data."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from grantapp.audit.queries import AccessRow, Line, Reference
from grantapp.core.words import N_
from grantapp.web import formats

ON_BEHALF = N_("%(person)s, on behalf of %(city)s,")
LOG_HEAD = (
    N_("Number"),
    N_("Instant (UTC)"),
    N_("Recorded (UTC)"),
    N_("Number of the person"),
    N_("What happened"),
    N_("Code"),
    N_("Record"),
    N_("Before"),
    N_("After"),
    N_("Reason"),
    N_("Facts"),
)


def log_rows(rows: Iterable[tuple[Line, Sequence[Reference]]]) -> Iterator[tuple[object, ...]]:
    """Yield one line for each fact with its sentence."""
    for line, records in rows:
        entry = line.entry
        yield (
            entry.id,
            entry.at.isoformat(),
            entry.recorded_at.isoformat(),
            entry.actor_id or "",
            said(line),
            entry.verb,
            _numbered(records),
            entry.before,
            entry.after,
            entry.reason,
            json.dumps(entry.facts, ensure_ascii=False, sort_keys=True) if entry.facts else "",
        )


def _numbered(records: Sequence[Reference]) -> str:
    return " ".join(f"{one.kind}:{one.subject_id}" for one in records)


def said(line: Line) -> str:
    """Return the sentence of a fact in the reader's language."""
    who = gettext(line.name.word) if line.name.word else formats.text(line.name.text)
    if line.behalf is not None:
        who = gettext(ON_BEHALF, person=who, city=formats.text(line.behalf))
    return formats.say(line.marked, {**line.parameters, "who": who, "record": gettext(line.record_word)})


@dataclass(frozen=True)
class AccessLine:
    """One line of the spool, as it is kept."""

    at: datetime
    request_id: str
    method: str
    endpoint: str
    status: int
    ms: int
    statements: int
    actor_id: int
    on_behalf_of: int | None
    session_key: str | None
    subjects: tuple[tuple[str, int], ...]


def read_line(raw: bytes) -> AccessLine | None:
    """Return a line of the spool, None when it is damaged."""
    try:
        found = json.loads(raw)
        session = found["session"]
        return AccessLine(
            datetime.fromisoformat(found["at"]), str(found["request_id"])[:64], str(found["method"])[:10],
            str(found["endpoint"])[:120], int(found["status"]), round(found["ms"]), int(found["statements"]),
            int(found["actor"]), found["on_behalf_of"], str(session)[:80] if session else None,
            tuple((str(kind)[:40], int(number)) for kind, number in found["subjects"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None


ACCESS_HEAD = (
    N_("Instant (UTC)"), N_("Number of the person"), N_("On behalf of"), N_("Page"), N_("Method"), N_("Answer"),
    N_("Record"), N_("Session"), N_("Request"),
)  # fmt: skip


def access_rows(rows: Iterable[tuple[AccessRow, Sequence[Reference]]]) -> Iterator[tuple[object, ...]]:
    """Yield one line for each request."""
    for entry, records in rows:
        yield (
            entry.at.isoformat(), entry.actor_id, entry.on_behalf_of or "", entry.endpoint, entry.method, entry.status,
            _numbered(records), entry.session_key or "", entry.request_id,
        )  # fmt: skip
