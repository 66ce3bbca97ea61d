"""What is due: the list, an award's reports, one report with both cities' progress, and all its answers."""

from collections.abc import Iterator
from typing import Any

from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _

from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award, list_calls_with_awards
from grantapp.core.dates import local_day, shown_deadline
from grantapp.core.money import Money
from grantapp.core.paging import page_size
from grantapp.core.words import Bilingual
from grantapp.questionnaires.documents import sheet_content, who_answered
from grantapp.questionnaires.queries import list_present
from grantapp.questionnaires.rules import SectionState, section_state
from grantapp.reports import policy, queries, rules
from grantapp.reports.actions.writing import WRITABLE
from grantapp.reports.models import Report, ReportComment, Requirement, RequirementKind, RequirementStatus
from grantapp.reports.views.blueprint import bp
from grantapp.web.access import authorized
from grantapp.web.exports import csv_response
from grantapp.web.formats import text

FILTERS = ("status", "kind", "call", "text")


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:200] for name in FILTERS}


@bp.get("/reports")
@authorized(policy.LIST)
def listing() -> str:
    """List what is due, the oldest date first."""
    page = queries.list_requirements(
        g.actor, request.args.get("cursor", ""), page_size(request.args.get("size")), **_filters()
    )  # fmt: skip
    return render_template(
        "reports/listing.html",
        page=page,
        filters=_filters(),
        calls=list_calls_with_awards(g.actor),
        statuses=[queries.OVERDUE, *RequirementStatus],
        kinds=list(RequirementKind),
        days_left=rules.days_left,
    )


@bp.get("/reports.csv")
@authorized(policy.LIST)
def listing_csv() -> Response:
    """Export exactly the filtered reports."""
    head = [
        _("Award"),
        _("Project"),
        _("Lead city"),
        _("Partner city"),
        _("Report"),
        _("Status"),
        _("Overdue"),
        _("Due on"),
        _("Sent on"),
        _("Confirmed on"),
        _("Accepted on"),
        _("Spent"),
        _("Currency"),
    ]
    return csv_response("reports", head, _rows(queries.stream_requirements(g.actor, **_filters())))


def _rows(requirements: list[Requirement]) -> Iterator[list[object]]:
    for one in requirements:
        award, report = one.award, one.report
        spent = report.spent_amount if report else None
        confirmed = report.confirmed_at if report else None
        yield [
            award.number, award.application.title, text(award.application.lead.organization.name),
            text(award.application.partner.organization.name), one.kind.value, one.status.value,
            "yes" if one.is_overdue(g.actor.at) else "no", rules.due_on(one),
            *(local_day(at, one.zone) if at else "" for at in (one.submitted_at, confirmed, one.accepted_at)),
            "" if spent is None else Money(spent, award.currency).major, award.currency,
        ]  # fmt: skip


@bp.get("/awards/<int:award_id>/reports")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show what is due after one award."""
    requirements = queries.list_of_award(award.id)
    return render_template(
        "reports/of_award.html", award=award, requirements=requirements, days_left=rules.days_left
    )


@bp.get("/reports/<int:requirement_id>")
@authorized(policy.VIEW, queries.get_requirement)
def report(requirement: Requirement) -> str:
    """Show one report: how far each city is, what is next, what the office wrote."""
    return render_template("reports/report.html", states=_states(requirement), **shown(requirement))


@bp.get("/reports/<int:requirement_id>/answers")
@authorized(policy.VIEW, queries.get_requirement)
def check(requirement: Requirement) -> str:
    """Show every answer, and what is still to mend."""
    return render_template("reports/check.html", **shown(requirement), **read(requirement))


def shown(requirement: Requirement) -> dict[str, Any]:
    """Return what every page about one report shows."""
    report, award = requirement.report, requirement.award
    spent = report.spent_amount if report else None
    return {
        "requirement": requirement,
        "award": award,
        "report": report,
        "side": policy.side_of(g.actor, requirement),
        "turns": [(turn.code, turn.side.value) for turn in rules.turns(requirement)],
        "asks_money": rules.asks_for_money(requirement),
        "spent": Money(spent, award.currency) if spent is not None else None,
        "comments": comments_of(requirement),
        "labels": _labels(report),
        "due_at": shown_deadline(requirement.due_until),
        "left": rules.days_left(requirement, g.actor.at),
        "writable": requirement.status in WRITABLE,
    }


def others_here(requirement: Requirement | None, section_key: str) -> list[dict[str, str]]:
    """Return who else is at work in a section, each with the name of the city."""
    if requirement is None or requirement.report is None:
        return []
    sides = requirement.award.application.sides
    cities = {half.side.value: text(half.organization.place.name) for half in sides}
    present = list_present(g.actor, requirement.report.sheet_id, section_key)
    return [{"name": one.person.name, "city": cities.get(one.side, "")} for one in present]


def _labels(report: Report | None) -> dict[str, Bilingual]:
    sections = report.sheet.version.sections if report else []
    return {f"{section.key}.{one.key}": one.label for section in sections for one in section.questions}


def comments_of(requirement: Requirement) -> list[ReportComment]:
    """Return the comments of the last return while the report is with the cities."""
    if requirement.report is None or requirement.status != RequirementStatus.CHANGES_REQUESTED:
        return []
    return [one for one in requirement.report.comments if one.at == requirement.returned_at]


def _states(requirement: Requirement) -> list[tuple[Any, SectionState, SectionState]]:
    report = requirement.report
    sections = report.sheet.version.sections if report else []
    return [
        (one, section_state(one, report.sheet, "lead"), section_state(one, report.sheet, "partner"))
        for one in sections if report
    ]  # fmt: skip


def read(requirement: Requirement) -> dict[str, Any]:
    """Return the answers as they are read back, with their files, gaps and hash."""
    report = requirement.report
    if report is None:
        return {"content": None, "gaps": [], "files": {}, "who": {}, "sha256": ""}
    files = queries.files_of(requirement)
    return {
        "content": sheet_content(report.sheet),
        "gaps": list(rules.ready_to_send(requirement, g.actor)),
        "files": {
            one.id: {"name": one.name, "href": url_for("files.download", file_id=one.id)} for one in files
        },
        "who": who_answered(report.sheet),
        "sha256": report.content_sha256,
    }
