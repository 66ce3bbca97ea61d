"""Calls as the office prepares them: list, draft, checklist, publication."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.audit.queries import lines_for
from grantapp.calls import actions, documents, forms, policy, queries, rules
from grantapp.calls.models import Call
from grantapp.calls.views.frame import bp, clock_of, date_words, state_words
from grantapp.core.paging import page_size
from grantapp.programs import queries as programs
from grantapp.programs.models import Program
from grantapp.questionnaires.documents import form_content
from grantapp.web.access import authorized
from grantapp.web.exports import csv_response
from grantapp.web.fields import ConfirmForm


def _filters() -> queries.Filters:
    program = request.args.get("program", "")
    return queries.Filters(request.args.get("state", ""), int(program) if program.isdecimal() else 0)


@bp.get("/office/calls")
@authorized(policy.FOLLOW)
def staff_list() -> str:
    """Show the calls that the actor follows, drafts included."""
    filters, size = _filters(), page_size(request.args.get("size"))
    page = queries.page_calls(g.actor, filters, cursor=request.args.get("cursor", ""), size=size)
    own = [one for one in programs.list_programs(g.actor) if policy.CREATE.allows(g.actor, one)]
    return render_template(
        "calls/staff_list.html",
        page=page,
        filters=filters,
        words=state_words(),
        programs=own,
        clock_of=clock_of,
    )


@bp.get("/office/calls.csv")
@authorized(policy.FOLLOW)
def export() -> Response:
    """Send the filtered calls as CSV."""
    rows = documents.export_rows(
        queries.export_calls(g.actor, _filters()), g.actor.language, g.actor.at, state_words()
    )
    return csv_response("calls", [gettext(word) for word in documents.EXPORT_HEAD], rows)


@bp.get("/office/calls/<int:call_id>")
@authorized(policy.FOLLOW, queries.load_call)
def staff_call(call: Call) -> str:
    """Show a call with what it still needs before it may be published."""
    return render_template("calls/staff_call.html", call=call, form=ConfirmForm(), **_page_of(call))


def _page_of(call: Call) -> dict[str, Any]:
    return {
        "state": documents.state_of(call, g.actor.at), "states": state_words(), "words": date_words(),
        "checks": rules.checklist(call, g.actor.at), "dates": documents.dates_of(call), "clock_of": clock_of,
        "zones": list(dict.fromkeys([call.zone, documents.OTHER_ZONE])), "events": lines_for(g.actor, call),
        "criteria": documents.criteria_of(call, g.actor.language), "countries": forms.COUNTRY_WORDS,
    }  # fmt: skip


@bp.route("/office/programs/<int:program_id>/calls/new", methods=["GET", "POST"])
@authorized(policy.CREATE, programs.load_program)
def create(program: Program) -> Any:
    """Prepare a call from the standard parts and texts."""
    form = forms.call_form(program.funder_grant.currency, **forms.first_values(program))
    made: list[Call] = []
    if form.validate_on_submit() and form.carry_out(
        lambda: made.append(actions.create_call(g.actor, program.id, form.plan(), form.series.data or ""))
    ):
        flash(gettext("The draft of the call is saved. Check it, then publish it."))
        return redirect(url_for(".staff_call", call_id=made[0].id))
    status = 422 if form.is_submitted() else 200
    return render_template("calls/edit.html", form=form, program=program, call=None), status


@bp.route("/office/calls/<int:call_id>/edit", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_call)
def edit(call: Call) -> Any:
    """Change the draft of a call."""
    form = forms.call_form(call.currency, **forms.values_of(call))
    del form.series
    if form.validate_on_submit() and form.carry_out(lambda: actions.edit_call(g.actor, call.id, form.plan())):
        flash(gettext("The draft of the call is saved."))
        return redirect(url_for(".staff_call", call_id=call.id))
    status = 422 if form.is_submitted() else 200
    return render_template("calls/edit.html", form=form, program=call.program, call=call), status


@bp.route("/office/calls/<int:call_id>/weights", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_call)
def weights(call: Call) -> Any:
    """Change how the criteria of a draft weigh."""
    form = forms.weights_form(call.criteria)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.weigh_criteria(g.actor, call.id, form.weights())
    ):
        flash(gettext("The weights are saved."))
        return redirect(url_for(".staff_call", call_id=call.id))
    status = 422 if form.is_submitted() else 200
    return render_template("calls/weights.html", form=form, call=call), status


@bp.route("/office/calls/<int:call_id>/publish", methods=["GET", "POST"])
@authorized(policy.PUBLISH, queries.load_call)
def publish(call: Call) -> Any:
    """Ask once more, then publish a call for good."""
    form = ConfirmForm()
    if form.validate_on_submit() and form.carry_out(lambda: actions.publish_call(g.actor, call.id)):
        flash(gettext("The call is published. Everybody can read it now."))
        return redirect(url_for(".staff_call", call_id=call.id))
    status = 422 if form.is_submitted() else 200
    found = queries.load_call(call.id) if form.is_submitted() else call
    return render_template("calls/publish.html", form=form, call=found, **_page_of(found or call)), status


@bp.get("/office/forms/<int:version_id>")
@authorized(policy.FOLLOW)
def staff_form(version_id: int) -> str:
    """Show every question of a version of a form."""
    version = queries.get_form(version_id) or abort(404)
    return render_template("calls/staff_form.html", version=version, sections=form_content(version.sections))
