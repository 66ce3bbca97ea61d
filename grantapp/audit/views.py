"""The log of all facts and the log of who saw what, for auditors and administrators."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.audit import documents, policy, queries
from grantapp.core.eras import read_date
from grantapp.core.paging import page_size
from grantapp.core.ports import subjects
from grantapp.core.words import N_
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.exports import csv_response

bp = Blueprint("audit", __name__)
add_navigation(NavigationItem("staff", 99, N_("Audit log"), "audit.log", policy.READ.allows, group=4))
add_navigation(NavigationItem("staff", 100, N_("Access log"), "audit.access", policy.READ.allows, group=4))


def _filters() -> queries.Filters:
    asked = request.args.get
    number = asked("number", "")
    return queries.Filters(
        verb=asked("verb", "")[:80],
        person=asked("person", "").strip()[:100],
        kind=asked("kind", "")[:40],
        subject_id=int(number) if number.isdecimal() and len(number) < 10 else None,
        from_on=read_date(asked("from", "")),
        until_on=read_date(asked("until", "")),
    )


@bp.get("/audit")
@authorized(policy.READ)
def log() -> str:
    """Show who did what, the newest facts first."""
    cursor, size = request.args.get("cursor", ""), page_size(request.args.get("size"))
    page = queries.list_log(g.actor, _filters(), cursor=cursor, size=size)
    return render_template(
        "audit/log.html",
        page=page,
        lines=[(line, documents.said(line)) for line in queries.as_lines(g.actor, page.rows)],
        records=queries.records_of(page.rows),
        filters=_filters(),
        verbs=queries.verbs_in_use(),
        kinds={kind: entry.word for kind, entry in sorted(subjects.items())},
    )


@bp.get("/audit.csv")
@authorized(policy.READ)
def export() -> Response:
    """Send the filtered log as CSV."""
    head = [gettext(word) for word in documents.LOG_HEAD]
    return csv_response("audit-log", head, documents.log_rows(queries.export_log(g.actor, _filters())))


@bp.get("/audit/access")
@authorized(policy.READ)
def access() -> str:
    """Show what people opened, and whose records they saw, the newest first."""
    cursor, size = request.args.get("cursor", ""), page_size(request.args.get("size"))
    page = queries.list_access(g.actor, _filters(), cursor=cursor, size=size)
    return render_template(
        "audit/access.html",
        page=page,
        names=queries.names_of(g.actor, [entry.actor_id for entry in page.rows]),
        records=queries.records_shown(page.rows),
        filters=_filters(),
        kinds={kind: entry.word for kind, entry in sorted(subjects.items())},
    )


@bp.get("/audit/access.csv")
@authorized(policy.READ)
def export_access() -> Response:
    """Send the filtered access log as CSV."""
    head = [gettext(word) for word in documents.ACCESS_HEAD]
    return csv_response("access-log", head, documents.access_rows(queries.export_access(g.actor, _filters())))


@bp.get("/audit/<kind>/<int:subject_id>")
@authorized(policy.READ)
def record(kind: str, subject_id: int) -> Response:
    """Lead from a fact to the page of its record."""
    entry = subjects.get(kind)
    found = entry.load(subject_id) if entry else None
    if entry is None or found is None or not entry.view.allows(g.actor, found):
        abort(404)
    return redirect(url_for(entry.endpoint, **entry.values(found)))
