"""The log as plain rows for a file."""

import json
from collections.abc import Iterable, Iterator

from flask_babel import gettext

from grantapp.audit.models import DomainEvent
from grantapp.audit.queries import Line
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


def log_rows(rows: Iterable[tuple[DomainEvent, str]]) -> Iterator[tuple[object, ...]]:
    """Yield one line for each fact with its sentence."""
    for event, sentence in rows:
        body = json.loads(event.body)
        records = " ".join(f"{one.kind}:{one.subject_id}" for one in event.subjects)
        facts = json.dumps(body["facts"], ensure_ascii=False, sort_keys=True) if body["facts"] else ""
        yield (
            event.id,
            event.at.isoformat(),
            event.recorded_at.isoformat(),
            event.actor_id or "",
            sentence,
            event.verb,
            records,
            body["before"],
            body["after"],
            body["reason"],
            facts,
        )


def said(line: Line) -> str:
    """Return the sentence of a fact in the reader's language."""
    who = gettext(line.name.word) if line.name.word else formats.text(line.name.text)
    if line.behalf is not None:
        who = gettext(ON_BEHALF, person=who, city=formats.text(line.behalf))
    return formats.say(line.marked, {**line.parameters, "who": who, "record": gettext(line.record_word)})
