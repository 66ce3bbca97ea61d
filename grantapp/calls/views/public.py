"""Calls as everybody reads them: list, page, every question, calendar."""

from typing import Any

from flask import Response, abort, g, render_template, url_for

from grantapp.calls import documents, policy, queries
from grantapp.calls.models import Call
from grantapp.calls.views.frame import bp, clock_of, date_words, state_words
from grantapp.core.words import LANGUAGES
from grantapp.documents.typesetting import make_pdf
from grantapp.questionnaires.documents import form_content
from grantapp.web.access import authorized, public
from grantapp.web.cache import cached


@bp.get("/calls")
@public
@cached
def public_list() -> str:
    """Show the open, the upcoming and the closed calls."""
    found = queries.list_calls(g.actor, g.actor.at)
    groups = {
        state: [one for one in found if documents.state_of(one, g.actor.at) == state]
        for state in queries.STATES
    }
    groups["open"].reverse()  # the one that closes first stands first
    return render_template("calls/public_list.html", groups=groups, clock_of=clock_of, words=state_words())


@bp.get("/calls/<series>")
@authorized(policy.VIEW, queries.find_call)
def public_call(call: Call) -> str:
    """Show everything that a city needs to know before it applies."""
    return render_template("calls/public_call.html", call=call, **_page_of(call))


def _page_of(call: Call) -> dict[str, Any]:
    version = queries.form_of(call)
    return {
        "state": documents.state_of(call, g.actor.at), "dates": documents.dates_of(call),
        "words": date_words(),
        "states": state_words(), "zones": list(dict.fromkeys([call.zone, documents.OTHER_ZONE])),
        "sections": form_content(version.sections), "clock_of": clock_of, "other_zone": documents.OTHER_ZONE,
        "cost_words": documents.COST_WORDS,
        "criteria": documents.criteria_of(call, g.actor.language),
        "questions": queries.list_public_questions(call.id),
        "partner_ceiling": documents.partner_ceiling(call),
    }  # fmt: skip


@bp.get("/calls/<series>/form")
@authorized(policy.VIEW, queries.find_call)
def form_preview(call: Call) -> str:
    """Show every question of the application before anybody begins."""
    version = queries.form_of(call)
    return render_template("calls/form_preview.html", call=call, sections=form_content(version.sections))


@bp.get("/calls/<series>/form-<language>.pdf")
@authorized(policy.VIEW, queries.find_call)
def form_pdf(call: Call, language: str) -> Response:
    """Send the blank form as PDF in a language."""
    if language not in LANGUAGES:
        abort(404)
    data = documents.blank_form(call, queries.form_of(call))
    pdf = make_pdf("blank_form", data, language, call.published_at or call.created_at)
    name = f"{call.series.lower()}-form-{language}.pdf"
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@bp.get("/calls/<series>/dates.ics")
@authorized(policy.VIEW, queries.find_call)
def calendar(call: Call) -> Response:
    """Send the dates of a call for a calendar."""
    address = url_for(".public_call", series=call.series, _external=True)
    body = documents.calendar_of(call, date_words(), g.actor.language, address)
    headers = {"Content-Disposition": f'attachment; filename="{call.series.lower()}.ics"'}
    return Response(body, mimetype="text/calendar", headers=headers)
