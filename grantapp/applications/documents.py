"""An application as plain data: what is hashed, endorsed, frozen and printed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from grantapp.applications.models import Application, ApplicationSide, Side
from grantapp.applications.rules import AMOUNTS, totals_of
from grantapp.audit.queries import TimelineEntry
from grantapp.core.dates import zone_label
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.documents.canonical import sha256_of
from grantapp.documents.models import Snapshot
from grantapp.files.models import StoredFile
from grantapp.questionnaires.documents import Written, sheet_content, value_of, who_answered
from grantapp.questionnaires.models import Section, SectionKind
from grantapp.web.formats import money

FORMAT = "grantapp/application/1"
WRITTEN = "application.answered"
SIGNATORY = Bilingual("Authorized representative of {city}", "{city}の団体代表者")
TITLE_KEY, THEME_KEY = "title", "theme"


def content_of(application: Application, files: Iterable[StoredFile]) -> dict[str, Any]:
    """Return what both cities would send: no people, no floats, the same bytes for the same content."""
    return {
        "format": FORMAT,
        "call": {"series": application.call.series, "title": _both(application.call.title)},
        "partnership": application.partnership.key,
        "sides": {half.side.value: _side(half) for half in application.sides},
        "sheet": sheet_content(application.sheet),
        "budget": budget_content(application),
        "files": {str(one.id): {"name": one.name, "size": one.size, "sha256": one.sha256} for one in files},
    }


def sha256_of_content(application: Application, files: Iterable[StoredFile]) -> str:
    """Return the hash to which an endorsement is bound."""
    return sha256_of(content_of(application, files))


def _side(half: ApplicationSide) -> dict[str, Any]:
    organization = half.organization
    return {
        "organization": organization.id,
        "name": _both(organization.name),
        "place": organization.place.key,
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}


def budget_content(application: Application) -> dict[str, Any]:
    """Return the budget: currency, lines and totals in minor units."""
    currency = application.call.currency
    totals = totals_of(application.budget_lines, currency)
    return {
        "currency": currency,
        "lines": [
            {
                "category": line.category.code,
                "title": _both(line.category.title),
                "description": line.description,
                **{name: getattr(line, name) for name in AMOUNTS},
            }
            for line in application.budget_lines
        ],
        "totals": {
            "grant": totals.grant.amount,
            "lead": totals.lead.amount,
            "partner": totals.partner.amount,
            "project": totals.project.amount,
        },
    }


def people_annex(application: Application, sender: Actor) -> dict[str, Any]:
    """Return who sent and who agreed, with names, for the part of a snapshot that may be erased."""
    people = {"submitted_by": {"id": sender.person_id, "name": sender.name}}
    if (endorsement := application.endorsement) is not None:
        people["endorsed_by"] = {"id": endorsement.person_id, "name": endorsement.person.name}
    return people


def answer_by_key(application: Application, key: str) -> Any:
    """Return the shared answer to the first question with a key, in whichever section the form asks it."""
    for section in application.sheet.version.sections:
        if any(question.key == key for question in section.questions):
            return value_of(application.sheet, f"{section.key}.{key}")
    return None


def last_written(application: Application) -> dict[tuple[str, str], Written]:
    """Return who wrote last in a section, by section key and side; shared answers count for both sides."""
    newest: dict[tuple[str, str], Written] = {}
    for key, side, written in _writings(application):
        for place in [(key, side)] if side else [(key, one.value) for one in Side]:
            if place not in newest or newest[place].at < written.at:
                newest[place] = written
    return newest


def _writings(application: Application) -> Iterator[tuple[str, str, Written]]:
    for key, written in who_answered(application.sheet).items():
        section, _question, side = key.split(".")
        yield section, side, written
    budget = budget_section(application)
    for line in application.budget_lines:
        yield (
            budget.key if budget else "",
            "",
            Written(line.author.name if line.author else "", line.updated_at, line.updated_side),
        )


def budget_section(application: Application) -> Section | None:
    """Return the section of the form that is the budget, if the form has one."""
    return next((one for one in application.sheet.version.sections if one.kind == SectionKind.BUDGET), None)


def condensed(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Return a history newest first; the same person's saves in a row stand once, as the last of them."""
    kept: list[TimelineEntry] = []
    for entry in entries:
        last = kept[-1] if kept else None
        if last and entry.verb == WRITTEN and (last.verb, last.actor_id) == (WRITTEN, entry.actor_id):
            kept[-1] = entry
        else:
            kept.append(entry)
    return kept[::-1]


def print_data(application: Application, language: str, *, named: bool = True) -> dict[str, Any]:
    """Return what the printed copy shows: the frozen content, its hash, number and both clocks.

    Reviewers and the funder get one in which the role and the city stand for each person.
    """
    snapshot = application.snapshot
    content: dict[str, Any] = json.loads(snapshot.content) if snapshot else {}
    annex: dict[str, Any] = json.loads(snapshot.annex)["values"] if snapshot and snapshot.annex else {}
    return {
        **content,
        "people": annex if named else _roles_of(annex, application, language),
        "number": application.number,
        "sha256": snapshot.sha256 if snapshot else "",
        "title": application.title,
        "budget": _printed_budget(content["budget"]),
        "received": [_printed_instant(application, half) for half in application.sides],
    }


def _roles_of(annex: Mapping[str, Any], application: Application, language: str) -> dict[str, Any]:
    cities = {
        side: application.side(half).organization.place.name
        for side, half in (("submitted_by", Side.LEAD), ("endorsed_by", Side.PARTNER))
    }
    words = SIGNATORY.in_(language)
    return {
        name: {"name": words.replace("{city}", city.in_(language))}
        for name, city in cities.items()
        if name in annex
    }


def _printed_budget(budget: dict[str, Any]) -> dict[str, Any]:
    def shown(amount: int) -> str:
        return money(Money(amount, budget["currency"])) if amount else "–"

    lines = [{**line, **{name: shown(line[name]) for name in AMOUNTS}} for line in budget["lines"]]
    return {
        **budget,
        "lines": lines,
        "totals": {name: shown(amount) for name, amount in budget["totals"].items()},
    }


def _printed_instant(application: Application, half: ApplicationSide) -> dict[str, Any]:
    zone, at = half.organization.place.zone, application.submitted_at or application.created_at
    local = at.astimezone(ZoneInfo(zone))
    return {
        "place": _both(half.organization.place.name),
        "at": f"{local:%Y-%m-%d %H:%M}",
        "zone": zone_label(zone, at),
    }


def answers_of_others(content: Mapping[str, Any], section_key: str, side: Side | None) -> dict[str, Any]:
    """Return a section with the questions that the other city answers, and only its answers."""
    section = next(one for one in content["sheet"]["sections"] if one["key"] == section_key)
    questions = [
        {**question, "answers": [one for one in question["answers"] if one["side"] not in ("", side)]}
        for question in section["questions"]
    ]
    return {**section, "questions": [one for one in questions if one["answers"]]}


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two contents: where, whose, and both values."""

    section: Bilingual
    label: Bilingual
    side: str
    before: Any
    after: Any


def differences_from(snapshot: Snapshot | None, content: Mapping[str, Any]) -> list[Difference]:
    """Return what changed since content was frozen; nothing when nothing was."""
    return differences(json.loads(snapshot.content), content) if snapshot else []


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what changed from one content to another, answer by answer, then the budget line by line."""
    return [
        *_different_answers(before["sheet"], after["sheet"]),
        *_different_lines(before["budget"], after["budget"]),
    ]


def _different_answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old = {key: value for key, _section, _label, value in _answers(before)}
    for key, section, label, value in _answers(after):
        if old.get(key) != value:
            yield Difference(section, label, key[-1], old.get(key), value)


def _answers(sheet: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Bilingual, Bilingual, Any]]:
    for section in sheet["sections"]:
        for question in section["questions"]:
            for answer in question["answers"]:
                key = (section["key"], question["key"], answer["side"])
                yield key, Bilingual(**section["title"]), Bilingual(**question["label"]), answer["value"]


BUDGET = Bilingual("Budget", "予算")


def _different_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the lines that differ: what only one content has, paired where it is the same cost."""
    gone, come = list(before["lines"]), []
    for line in after["lines"]:
        if line in gone:
            gone.remove(line)
        else:
            come.append(line)
    for line in come:
        was = _same_cost(line, gone)
        if was is not None:
            gone.remove(was)
        yield _line_difference(was, line, after["currency"])
    for line in gone:
        yield _line_difference(line, None, before["currency"])


def _same_cost(line: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the line of the same kind of cost, of the same description if there is one."""
    alike = [one for one in lines if one["category"] == line["category"]]
    return next((one for one in alike if one["description"] == line["description"]), next(iter(alike), None))


@dataclass(frozen=True)
class WrittenLine:
    """A budget line as it was written: its description, and each amount above zero by its name."""

    description: str
    amounts: Mapping[str, Money]


def _line_difference(
    was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, currency: str
) -> Difference:
    title = Bilingual(**(now or was or {})["title"])
    return Difference(BUDGET, title, "", _written(was, currency), _written(now, currency))


def _written(line: Mapping[str, Any] | None, currency: str) -> WrittenLine | None:
    if line is None:
        return None
    amounts = {name: Money(line[name], currency) for name in AMOUNTS if line[name]}
    return WrittenLine(line["description"], amounts)
