"""Coming together: one's own applications, the start, the task list, the people, the history."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts.models import Role
from grantapp.applications import actions, documents, forms, policy, queries, rules
from grantapp.applications.models import Application, Side
from grantapp.applications.views.frame import bp, frame, hub_address, task_rows, told_gaps
from grantapp.audit.queries import as_lines, timeline_of
from grantapp.calls.models import Call
from grantapp.calls.rules import may_lead
from grantapp.web.access import authorized, saw
from grantapp.web.fields import ConfirmForm

HIDDEN_FROM_CITIES = (
    "application.reading_opened",
    "application.reading_closed",
    "application.recused",
    "file.attached",
)


@bp.get("/applications")
@authorized(policy.LIST_OWN)
def mine() -> str:
    """List the applications of the actor's cities with the next step of each."""
    rows = [(one, _step(one)) for one in queries.list_own(g.actor)]
    return render_template("applications/mine.html", rows=rows, words=rules)


def _step(application: Application) -> rules.NextStep | None:
    side = policy.side_of(g.actor, application)
    return rules.next_step(application, rules.progress_of(application), side, g.actor.at) if side else None


@bp.route("/calls/<series>/apply", methods=["GET", "POST"])
@authorized(policy.LIST_OWN)
def start(series: str) -> str | Response | tuple[str, int]:
    """Choose partnership and leading office, warned when the pair has an application in the call already."""
    call = queries.find_call(series)
    if call is None:
        abort(404)
    own = [one for one in queries.organizations_of(g.actor) if may_lead(call, one.place.country)]
    form = forms.start_form(queries.partnerships_of(own), own)
    same = queries.find_same_pair(call.id, form.partnership_id.data) if form.is_submitted() else []
    begun: list[Application] = []
    sure = form.validate_on_submit() and (form.again.data or not same)
    if sure and form.carry_out(lambda: begun.append(_start(form, call))):
        return redirect(hub_address(begun[0]))
    page = render_template(
        "applications/start.html", form=form, call=call, same=same, leads=bool(own),
        begun=queries.list_own_in_call(g.actor, call.id),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _start(form: forms.StartForm, call: Call) -> Application:
    return actions.start_application(
        g.actor, call.id, form.partnership_id.data or 0, form.organization_id.data or 0
    )


@bp.get("/applications/<int:application_id>")
@authorized(policy.VIEW, queries.load_application)
def hub(application: Application) -> str | Response:
    """Show the task list of both cities; who belongs to neither reads the application instead."""
    side = policy.side_of(g.actor, application)
    if side is None:
        return redirect(url_for("applications.read", application_id=application.id))
    progress = rules.progress_of(application)
    people = queries.people_of(application, g.actor.at)
    saw(*(one for side_people in people.values() for one in side_people))
    return render_template(
        "applications/hub.html",
        **frame(application),
        rows=task_rows(application, progress),
        done=rules.done_of(progress),
        step=rules.next_step(application, progress, side, g.actor.at),
        people=people,
        holds=rules.endorsement_holds(application),
    )


@bp.post("/applications/<int:application_id>/ask")
@authorized(policy.ASK, queries.load_application)
def ask(application: Application) -> Response | tuple[str, int]:
    """Ask the partner city to agree."""
    form = ConfirmForm()
    if form.validate_on_submit() and form.carry_out(lambda: actions.ask_endorsement(g.actor, application.id)):
        flash(gettext("The authorized representatives of the partner city have been asked to agree."))
        return redirect(hub_address(application))
    application = queries.get_application(application.id)
    page = render_template("applications/not_ready.html", **frame(application), gaps=told_gaps(application))
    return page, 422


@bp.route("/applications/<int:application_id>/people/<any(lead, partner):wanted>", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_application)
def invite(application: Application, wanted: str) -> str | Response | tuple[str, int]:
    """Invite a colleague, or the first person of the partner city."""
    half = application.side(Side(wanted))
    own = half.side == policy.side_of(g.actor, application)
    role = Role.APPLICANT_EDITOR if own else Role.APPLICANT_SIGNATORY
    names = policy.INVITE_SIGNATORY.allows(g.actor, half)
    form = forms.person_form("ja" if half.organization.place.country == "JP" else "en", role)
    if form.validate_on_submit() and form.carry_out(lambda: _invite(form, application.id, own=own)):
        flash(gettext("The invitation is on its way to %(address)s.", address=form.email.data))
        return redirect(hub_address(application))
    application = queries.get_application(application.id)
    page = render_template(
        "applications/invite.html", **frame(application), form=form, wanted=wanted, names_signatory=names
    )
    return (page, 422) if form.is_submitted() else page


def _invite(form: forms.PersonForm, application_id: int, *, own: bool) -> None:
    verb = actions.invite_colleague if own else actions.invite_partner
    typed = (form.email.data or "", form.name.data or "", form.language.data)
    verb(g.actor, application_id, *typed, Role(form.role.data))


@bp.post("/applications/<int:application_id>/invitations/<int:token_id>/resend")
@authorized(policy.EDIT, queries.load_application)
def resend(application: Application, token_id: int) -> Response:
    """Send an open invitation once more."""
    if ConfirmForm().validate_on_submit():
        actions.resend_invitation(g.actor, application.id, token_id)
        flash(gettext("The invitation was sent again; the earlier link has ended."))
    return redirect(hub_address(application))


@bp.get("/applications/<int:application_id>/history")
@authorized(policy.FOLLOW, queries.load_application)
def history(application: Application) -> str:
    """Show who did what, when; what concerns reviewers stays in the office."""
    own = policy.side_of(g.actor, application) is not None
    entries = timeline_of(application, hidden=HIDDEN_FROM_CITIES if own else ())
    lines = as_lines(g.actor, documents.condensed(entries))
    return render_template("applications/history.html", **frame(application), lines=lines)
