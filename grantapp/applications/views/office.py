"""The office: what was received, one application to read, the finding that it is ineligible."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.applications import actions, policy, queries, rules
from grantapp.applications.models import Application, Side
from grantapp.applications.queries import Filters
from grantapp.applications.views.frame import bp, contents, frame
from grantapp.core.paging import page_size
from grantapp.web.access import authorized
from grantapp.web.exports import csv_response
from grantapp.web.fields import ReasonForm
from grantapp.web.formats import text

Page = str | Response | tuple[str, int]


def _filters() -> Filters:
    asked = request.args.get
    return Filters(
        call=asked("call", ""),
        status=asked("status", ""),
        theme=asked("theme", ""),
        text=asked("q", "")[:100],
        sort=asked("sort", ""),
    )


@bp.get("/office/applications")
@authorized(policy.LIST)
def staff_list() -> str:
    """List the received applications; of drafts only that they exist."""
    filters = _filters()
    page = queries.list_applications(
        g.actor, filters, cursor=request.args.get("cursor", ""), size=page_size(request.args.get("size"))
    )
    return render_template(
        "applications/staff_list.html",
        page=page,
        filters=filters,
        calls=queries.list_calls(g.actor),
        words=rules,
        themes=queries.list_themes(g.actor),
        drafts=queries.count_drafts(g.actor, filters),
    )


@bp.get("/office/applications.csv")
@authorized(policy.LIST)
def staff_csv() -> Response:
    """Send the filtered list as CSV."""
    head = [
        gettext("Number"),
        gettext("Project title"),
        gettext("Lead city"),
        gettext("Partner city"),
        gettext("Theme"),
        gettext("Status"),
        gettext("Amount requested"),
        gettext("Currency"),
        gettext("Submitted (UTC)"),
    ]
    rows = [_csv_row(one) for one in queries.export_applications(g.actor, _filters())]
    return csv_response("applications", head, rows)


def _csv_row(application: Application) -> list[Any]:
    sent = application.submitted_at
    return [
        application.number,
        application.title,
        *(text(application.side(side).organization.place.name) for side in Side),
        text(application.theme.title) if application.theme else "",
        gettext(rules.STATUS_WORDS[application.status]),
        application.requested.major,
        application.call.currency,
        sent.strftime("%Y-%m-%d %H:%M") if sent else "",
    ]


@bp.get("/applications/<int:application_id>/read")
@authorized(policy.VIEW, queries.load_application)
def read(application: Application) -> str:
    """Show an application as it is, without any way to change it."""
    return render_template("applications/read.html", **frame(application), **contents(application))


@bp.route("/applications/<int:application_id>/exclude", methods=["GET", "POST"])
@authorized(policy.EXCLUDE, queries.load_application)
def exclude(application: Application) -> Page:
    """Find that an application does not meet the criteria, with a reason that both cities read."""
    form = ReasonForm()
    form.reason.label.text = gettext("Reason")
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.exclude_application(g.actor, application.id, form.reason.data or "")
    ):
        flash(gettext("The application was found ineligible. Both cities have been told."))
        return redirect(url_for("applications.staff_list"))
    application = queries.get_application(application.id)
    page = render_template("applications/exclude.html", **frame(application), form=form)
    return (page, 422) if form.is_submitted() else page
