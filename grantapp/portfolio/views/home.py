"""The home page of every role, and the line that says for whom somebody works."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, g, redirect, render_template
from flask_babel import gettext, ngettext

from grantapp.accounts.policy import CITY
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.applications import rules as application_rules
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.core.dates import shown_deadline
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.portfolio import documents, policy, queries, rules
from grantapp.portfolio.views.blueprint import bp
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation, area, link
from grantapp.web.exports import csv_response
from grantapp.web.formats import say, text

for _front, _word in (
    ("city", N_("Home")),
    ("staff", N_("Dashboard")),
    ("funder", N_("Home")),
    ("public", N_("Home")),
):
    add_navigation(NavigationItem(_front, 0, _word, "portfolio.home", policy.HOME.allows, group=0))
FIGURES: dict[str, tuple[str, str, dict[str, str]]] = {
    "open_calls": (N_("Open calls"), "calls.staff_list", {"state": "open"}),
    "submitted": (N_("Applications received"), "applications.staff_list", {"status": "submitted"}),
    "under_review": (N_("Applications under review"), "applications.staff_list", {"status": "under_review"}),
    "active": (N_("Awards in progress"), "awards.listing", {"status": "active"}),
    "requested": (N_("Payments to approve"), "disbursements.queue", {"status": "requested"}),
    "approved": (N_("Payments to release"), "disbursements.queue", {"status": "approved"}),
    "overdue": (N_("Reports overdue"), "reports.listing", {"status": "overdue"}),
    "to_read": (N_("Reports to read"), "reports.listing", {"status": "submitted"}),
}


@dataclass(frozen=True)
class TaskRow:
    """A thing to do in the reader's words."""

    title: str
    href: str | None
    note: str
    state: str = ""
    state_word: str = ""
    due_at: datetime | None = None
    zones: tuple[str, ...] = ()
    whose: str = ""
    button: str = ""


def _row(task: Task, at: datetime) -> TaskRow:
    urgency = rules.urgency_of(task, at)
    return TaskRow(
        title=say(task.sentence, task.parameters),
        href=link(task.endpoint, **task.values),
        note=text(task.about),
        state="late" if urgency and urgency.is_late else "",
        state_word=_urgency_word(urgency) if urgency else "",
        due_at=shown_deadline(task.due_until) if task.due_until else None,
        zones=tuple(dict.fromkeys((task.zone, task.other_zone))),
        whose=task.whose,
    )


def _urgency_word(urgency: rules.Urgency) -> str:
    if urgency.is_late:
        if urgency.days == 0:
            return str(gettext("Overdue since today"))
        if urgency.years > 1:
            return str(gettext("Overdue %(num)s years", num=urgency.years))
        return str(ngettext("Overdue %(num)s day", "Overdue %(num)s days", urgency.days))
    if urgency.days == 0:
        return str(gettext("Due within a day"))
    return str(ngettext("Due in %(num)s day", "Due in %(num)s days", urgency.days))


@bp.get("/home")
@authorized(policy.HOME)
def home() -> Any:
    """Show what is to do and where things stand, to each role its own."""
    front = area(g.actor)
    if front == "reviewer" and (reviews := link("reviews.mine")):
        return redirect(reviews)
    tasks = queries.tasks_for(g.actor)
    return render_template("portfolio/home.html", front=front, **_to_do(tasks), **_below(front))


def _to_do(tasks: list[Task]) -> dict[str, Any]:
    ours = [_row(task, g.actor.at) for task in tasks if not task.theirs]
    theirs = [_row(task, g.actor.at) for task in tasks if task.theirs]
    ours[:1] = [replace(first, button=gettext("Continue")) for first in ours[:1]]
    others = {row.whose for row in theirs}
    return {"ours": ours, "theirs": theirs, "their_city": others.pop() if len(others) == 1 else None}


def _below(front: str) -> dict[str, Any]:
    if front == "staff":
        return {"figures": [_figure(figure) for figure in queries.figures_for(g.actor)]}
    if front == "funder":
        return {"totals": queries.funder_totals(g.actor)}
    parts: dict[str, Any] = {"calls": queries.open_calls(g.actor)}
    if g.actor.holds_anywhere(CITY):
        parts |= {
            "applications": [_progress(one) for one in queries.open_applications(g.actor)],
            "awards": queries.running_awards(g.actor),
            "reports": queries.reports_due(g.actor),
            "words": application_rules,
        }
    return parts


def _progress(application: Application) -> tuple[Application, dict[str, tuple[int, int]]]:
    if application.status != ApplicationStatus.DRAFT:
        return application, {}
    progress = application_rules.progress_of(application)
    return application, {
        half.side.value: application_rules.done_of(progress, half.side) for half in application.sides
    }


def _figure(figure: queries.Figure) -> dict[str, Any]:
    word, endpoint, values = FIGURES[figure.code]
    return {
        "label": gettext(word),
        "value": figure.count,
        "href": link(endpoint, **values) if figure.count else None,
        "amounts": figure.amounts,
    }


@bp.get("/home/totals.csv")
@authorized(policy.TOTALS)
def totals() -> Response:
    """Send the sums of the funder's page as CSV."""
    head = [gettext(word) for word in documents.TOTALS_HEAD]
    return csv_response(
        "totals", head, documents.totals_rows(queries.funder_totals(g.actor), g.actor.language)
    )


def affiliation() -> dict[str, Any]:
    """Return for whom the signed-in person works, for the line under the masthead."""
    actor: Actor = g.get("actor") or Actor.anonymous()
    if not actor.is_signed_in:
        return {}
    if found := queries.affiliation_of(actor):
        return {"affiliation": {"organization": text(found.place), "office": text(found.office)}}
    if area(actor) == "staff":
        roles = [ROLE_WORDS[role] for role in ROLE_WORDS if actor.holds_anywhere((role,))]
        return {"affiliation": {"organization": gettext("Program office"), "office": gettext(roles[0])}}
    return {}
