"""Presets, the blank form, the calendar and the rows of exports, as plain data."""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from icalendar import Calendar, Event

from grantapp.calls.models import Call, CallStatus
from grantapp.core.dates import local_day, shown_deadline, zone_label
from grantapp.core.money import Money
from grantapp.core.words import N_, Bilingual
from grantapp.programs.models import Theme
from grantapp.questionnaires.documents import form_content
from grantapp.questionnaires.models import QuestionnaireVersion

DATA = Path(__file__).parent / "data"
OTHER_ZONE = "Asia/Tokyo"
OPENS, CLOSES = N_("Call opens"), N_("Applications close")
DECISION = N_("Decision, in both languages")
COST_WORDS = {"allowed": N_("Allowed"), "approval": N_("Needs approval"), "never": N_("Never")}
EXPORT_HEAD = (
    N_("Mark"), N_("Title"), N_("Program"), N_("State"), N_("Opens"), N_("Closes"), N_("Largest request"),
    N_("Fund of the call"), N_("Currency"),
)  # fmt: skip


@dataclass(frozen=True)
class DateRow:
    """A date of a call: a text of ours (marked) or of the call, an instant or only a day in the call's zone."""

    title: str | Bilingual
    zone: str
    at: datetime | None = None
    on: date | None = None
    is_deadline: bool = False

    @property
    def key(self) -> str:
        """Where it stands among the others."""
        return local_day(self.at, self.zone).isoformat() if self.at else str(self.on)

    def is_past(self, now: datetime) -> bool:
        """Whether it lies behind us."""
        return self.at < now if self.at else self.on is not None and self.on < local_day(now, self.zone)


@cache
def _standard(name: str) -> Any:
    return json.loads((DATA / f"standard_{name}.json").read_text(encoding="utf-8"))


def standard_form(themes: Iterable[Theme]) -> list[dict[str, Any]]:
    """Return the standard form with the themes of a program as choices."""
    sections: list[dict[str, Any]] = deepcopy(_standard("form"))
    choices = [{"code": theme.code, "en": theme.title.en, "ja": theme.title.ja} for theme in themes]
    for section in sections:
        for question in section["questions"]:
            if question.get("settings", {}).get("choices_from") == "themes":
                question["settings"] = {"choices": choices}
    return sections


def standard_report() -> list[dict[str, Any]]:
    """Return the questions of the standard final report."""
    return deepcopy(_standard("report"))


def standard_rubric() -> list[dict[str, Any]]:
    """Return the six standard criteria with weights and anchors."""
    return deepcopy(_standard("rubric"))


def standard_costs() -> list[dict[str, Any]]:
    """Return the standard kinds of cost with their rules."""
    return deepcopy(_standard("costs"))


def standard_texts() -> dict[str, Bilingual]:
    """Return the standard texts of a call by field."""
    return {name: Bilingual(**text) for name, text in _standard("texts").items()}


def state_of(call: Call, at: datetime) -> str:
    """Return the derived state of a call: draft, upcoming, open or closed."""
    if call.status == CallStatus.DRAFT:
        return "draft"
    return "upcoming" if call.is_upcoming(at) else "open" if call.is_open(at) else "closed"


def partner_ceiling(call: Call) -> Money | None:
    """Return the largest request in the partner's currency at the published rate, None without a rate."""
    return call.ceiling.converted(call.rate, call.rate_currency) if call.rate else None


def dates_of(call: Call) -> list[DateRow]:
    """Return the dates that a call publishes, in order."""
    rows = [DateRow(one.title, call.zone, one.at) for one in call.key_dates]
    rows += [
        DateRow(OPENS, call.zone, call.opens_at),
        DateRow(CLOSES, call.zone, shown_deadline(call.closes_at), is_deadline=True),
        DateRow(DECISION, call.zone, on=call.decision_on),
    ]
    return sorted(rows, key=lambda row: row.key)


def span_of_months(first: date, last: date, language: str) -> str:
    """Return "May to December 2027" or 「2027年5月〜12月」, the year said once where it can be."""
    same = first.year == last.year
    if language == "ja":
        end = format_date(last, "M月" if same else "y年M月", locale="ja")
        return f"{format_date(first, 'y年M月', locale='ja')}〜{end}"
    start = format_date(first, "MMMM" if same else "MMMM y", locale="en")
    return f"{start} to {format_date(last, 'MMMM y', locale='en')}"


def calendar_of(call: Call, words: Mapping[str, str], language: str, address: str) -> bytes:
    """Return the dates of a call as iCalendar; `words` gives our own titles in the reader's language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Grantapp//Dates of calls//EN")
    calendar.add("version", "2.0")
    for number, row in enumerate(dates_of(call), start=1):
        event = Event()
        event.add("uid", f"call-{call.series.lower()}-{number}@grantapp")
        event.add("dtstamp", call.published_at or call.created_at)
        event.add("dtstart", row.at or row.on)
        title = row.title.in_(language) if isinstance(row.title, Bilingual) else words[row.title]
        event.add("summary", f"{title} – {call.title.in_(language)}")
        event.add("description", "\n".join([*_clocks(row.at, call.zone), address]))
        event.add("url", address)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _clocks(at: datetime | None, zone: str) -> list[str]:
    if at is None:
        return []
    zones = dict.fromkeys([zone, OTHER_ZONE])
    return [f"{at.astimezone(ZoneInfo(one)):%Y-%m-%d %H:%M} {zone_label(one, at)}" for one in zones]


def export_rows(
    calls: Iterable[Call], language: str, at: datetime, words: Mapping[str, str]
) -> list[list[object]]:
    """Return the rows of the staff list as they are exported."""
    return [[*_told(call, language, words[state_of(call, at)]), *_counted(call)] for call in calls]


def _told(call: Call, language: str, state: str) -> list[object]:
    return [call.series, call.title.in_(language), call.program.title.in_(language), state]


def _counted(call: Call) -> list[object]:
    window = [call.opens_at.isoformat(), call.closes_at.isoformat()]
    return [*window, call.ceiling.major, call.budget.major, call.currency]


def criteria_of(call: Call, language: str) -> list[dict[str, Any]]:
    """Return the criteria of a call as the ruler of weights takes them."""
    return [
        {"label": one.title.in_(language), "summary": one.description.in_(language), "weight": one.weight}
        for one in call.criteria
    ]


def shown_close(call: Call) -> datetime:
    """Return the last minute in which an application is taken, as people read it."""
    return shown_deadline(call.closes_at)


def blank_form(call: Call, version: QuestionnaireVersion) -> dict[str, Any]:
    """Return the blank form of a call as the print template takes it."""
    return {
        "title": {"en": call.title.en, "ja": call.title.ja}, "number": call.series,
        "sections": form_content(version.sections), "words": _standard("words"),
    }  # fmt: skip
