"""What the pages of an application share: blueprint, menu, heads of both sides, sections in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, url_for
from flask_babel import gettext, ngettext

from grantapp.applications import documents, policy, queries, rules
from grantapp.applications.models import Application, ApplicationSide, Side
from grantapp.core.dates import shown_deadline
from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.documents.canonical import sha256_of
from grantapp.questionnaires.documents import Written, who_answered
from grantapp.questionnaires.forms import named
from grantapp.questionnaires.models import Section, SectionKind
from grantapp.questionnaires.queries import list_present
from grantapp.questionnaires.rules import language_of_text
from grantapp.web.access import explanations
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.formats import day, language, listed, saved_at, say, text

ChangeLink = Callable[[str, str], str | None]
bp = Blueprint("applications", __name__)
add_navigation(NavigationItem("city", 20, N_("Applications"), "applications.mine", policy.LIST_OWN.allows))
add_navigation(NavigationItem("staff", 20, N_("Applications"), "applications.staff_list", policy.LIST.allows))


@bp.app_template_global()
def zones_of(application: Application) -> list[str]:
    """Return the zones of both cities, the reader's own first, else the lead's: every instant is shown so."""
    own = policy.side_of(g.actor, application) or Side.LEAD
    halves = sorted(application.sides, key=lambda half: half.side != own)
    return [half.organization.place.zone for half in halves]


def who_signs(side: Side) -> Callable[[Application], str]:
    """Return how an application says which people sign for a side, to somebody who may not."""

    def told(application: Application) -> str:
        city = text(application.side(side).organization.place.name)
        people = [one.name for one in queries.people_of(application, g.actor.at)[side] if one.signs]
        if not people:
            return str(
                gettext(
                    "Only an authorized representative of %(city)s can do this, and it has none yet.",
                    city=city,
                )
            )
        names = listed(gettext("%(person)s", person=name) for name in people)
        return str(
            gettext(
                "Only an authorized representative of %(city)s can do this: %(people)s.",
                city=city,
                people=names,
            )
        )

    return told


explanations.update(
    {"application:endorse": who_signs(Side.PARTNER), "application:submit": who_signs(Side.LEAD)}
)


def heads(application: Application) -> dict[str, Any]:
    """Return both sides as the two-sided parts draw them, with the progress of each."""
    progress = rules.progress_of(application)
    own = policy.side_of(g.actor, application)
    return {half.side.value: _head(half, own, progress) for half in application.sides}


def _head(half: ApplicationSide, own: Side | None, progress: list[rules.SectionProgress]) -> dict[str, Any]:
    name = half.organization.place.name
    done, total = rules.done_of(progress, half.side)
    return {
        "name": text(name),
        "place": text(name),
        "role": gettext(rules.SIDE_WORDS[half.side]),
        "yours": half.side == own,
        "own": name.ja if language() == "en" and half.organization.place.country == "JP" else "",
        "own_lang": "ja",
        "lang": name.language_of(language()),
        "done": done,
        "total": total,
        "zone": half.organization.place.zone,
    }


def frame(application: Application) -> dict[str, Any]:
    """Return what every page of an application needs."""
    sides = heads(application)
    return {
        "application": application,
        "sides": sides,
        "side": policy.side_of(g.actor, application),
        "names": {side: head["name"] for side, head in sides.items()},
        "zones": zones_of(application),
        "words": rules,
        "title_lang": language_of_text(application.title) if application.title else None,
        "last_minute": shown_deadline(application.call.closes_at),
        "is_closed": application.call.is_closed(g.actor.at),
    }


def task_rows(application: Application, progress: list[rules.SectionProgress]) -> list[dict[str, Any]]:
    """Return the rows of the task list: a section with the state of each side, who wrote last, and when."""
    written = documents.last_written(application)
    return [
        {
            "section": one.section,
            **{
                side.value: _state(application, one, side, written.get((one.section.key, side.value)))
                for side in Side
            },
        }
        for one in progress
    ]


def _state(
    application: Application, one: rules.SectionProgress, side: Side, written: Written | None
) -> dict[str, Any]:
    state, zone = one.of(side), zones_of(application)[0]
    if state.code == "none":
        other = application.side(Side.PARTNER if side == Side.LEAD else Side.LEAD)
        return {"state": "none", "word": gettext("%(city)s only", city=text(other.organization.place.name))}
    left, wrong = len(state.missing), sum(problem.code != "missing" for problem in state.missing)
    word = gettext(rules.SECTION_WORDS[state.code])
    if state.code == "late":
        word = ngettext("%(num)s thing to mend", "%(num)s things to mend", wrong)
    by = [ngettext("%(num)s left", "%(num)s left", left)] if state.code == "half" else []
    if written is not None and written.name and written.side == side.value:
        by += [written.name, day(written.at, zone, year=False)]
    boxed = state.code in ("half", "late") and side == policy.side_of(g.actor, application)
    return {"state": state.code, "word": word, "by": " · ".join(by), "boxed": boxed}


def contents(application: Application) -> dict[str, Any]:
    """Return the answers, files and budget of an application for reading."""
    files = queries.files_of(application)
    content = documents.content_of(application, files)
    return {
        "content": content,
        "sha256": sha256_of(content),
        "who": who_answered(application.sheet),
        "files": {
            str(one.id): {"name": one.name, "href": url_for("files.download", file_id=one.id)}
            for one in files
        },
        "totals": rules.totals_of(application.budget_lines, application.call.currency),
        "found_limits": rules.limits_of(application),
    }


def find_section(application: Application, key: str) -> Section | None:
    """Return a section of the form by its key, or None."""
    return next((one for one in application.sheet.version.sections if one.key == key), None)


def section_address(application: Application, section: Section) -> str:
    """Return where a section is written: the budget has a page of its own."""
    if section.kind == SectionKind.BUDGET:
        return url_for("applications.budget", application_id=application.id)
    return url_for("applications.section", application_id=application.id, section_key=section.key)


def after(application: Application, section: Section) -> str:
    """Return the address of what follows a section: the next one, or the check."""
    sections = application.sheet.version.sections
    place = sections.index(section) + 1
    if place < len(sections):
        return section_address(application, sections[place])
    return url_for("applications.check", application_id=application.id)


def hub_address(application: Application) -> str:
    """Return the address of the task list."""
    return url_for("applications.hub", application_id=application.id)


@dataclass(frozen=True)
class ToldGap:
    """A gap as a sentence that leads to where it is mended, and the city that mends it."""

    problem: Problem
    whose: str

    @property
    def message(self) -> str:
        """The sentence, with what it tells."""
        return say(self.problem.message, self.problem.parameters)

    @property
    def href(self) -> str:
        """Where it is mended."""
        return self.problem.href


def told_gaps(application: Application) -> list[ToldGap]:
    """Return the gaps of both sides with the name of who mends each, those of the reader's own city first."""
    own = policy.side_of(g.actor, application)
    cities = {half.side.value: _mender(half, own) for half in application.sides}
    told = [
        ToldGap(problem, cities.get(gap.side) or gettext("Both cities"))
        for gap in rules.gaps_of(application)
        for problem in named([gap.problem], section_address(application, gap.section))
    ]
    order = [cities.get(own or ""), gettext("Both cities"), *cities.values()]
    return sorted(told, key=lambda gap: order.index(gap.whose))


def _mender(half: ApplicationSide, own: Side | None) -> str:
    city = text(half.organization.place.name)
    return str(gettext("%(city)s · your city", city=city)) if half.side == own else city


def change_links(application: Application) -> Callable[[str], ChangeLink | None]:
    """Return, for the check of answers, the address that changes an answer; none for those of the other city."""
    own = policy.side_of(g.actor, application)

    def of_section(section_key: str) -> ChangeLink | None:
        section = find_section(application, section_key)
        if section is None:
            return None
        address = section_address(application, section)
        fields = {question.key: question.id for question in section.questions}
        return lambda key, side: f"{address}#q-{fields[key]}" if side in ("", own) else None

    return of_section


def saved_text(application: Application, section_key: str) -> str:
    """Return "Saved 14:02 PT · 07:02 JST" for the newest answer, the reader's city first; empty when there is none."""
    side = policy.side_of(g.actor, application)
    written = documents.last_written(application).get((section_key, side or ""))
    if written is None:
        return ""
    return saved_at(written.at, zones_of(application))


def others_here(application: Application, section_key: str) -> list[dict[str, str]]:
    """Return who else is at work in a section, each with the name of the city."""
    cities = {half.side.value: text(half.organization.place.name) for half in application.sides}
    present = list_present(g.actor, application.sheet_id, section_key)
    return [{"name": one.person.name, "city": cities.get(one.side, "")} for one in present]
