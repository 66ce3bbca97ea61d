"""Binding acts: check the answers, agree for the partner, submit, receipt, withdraw."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.applications import actions, documents, forms, policy, queries, rules
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.applications.views.frame import bp, change_links, contents, frame, hub_address, told_gaps
from grantapp.core.errors import Changed
from grantapp.web.access import authorized
from grantapp.web.fields import ConfirmForm, ReasonForm

Page = str | Response | tuple[str, int]


@bp.get("/applications/<int:application_id>/check")
@authorized(policy.EDIT, queries.load_application)
def check(application: Application) -> str:
    """Show every answer with its link to change it, the gaps on top; at any time."""
    return render_template(
        "applications/check.html", **frame(application), **contents(application), gaps=told_gaps(application),
        change=change_links(application) if application.status == ApplicationStatus.DRAFT else None,
    )  # fmt: skip


@bp.route("/applications/<int:application_id>/endorse", methods=["GET", "POST"])
@authorized(policy.ENDORSE, queries.load_application)
def endorse(application: Application) -> Page:
    """Show the content and its hash, and take the agreement to exactly that content."""
    if application.status != ApplicationStatus.DRAFT:
        return redirect(hub_address(application))
    form, moved = forms.EndorseForm(), False
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _endorse(application, form)):
            flash(gettext("Your city has agreed to this version. The lead city has been told."))
            return redirect(hub_address(application))
    except Changed:
        moved = True
    return _show_endorse(application.id, form, moved=moved)


def _endorse(application: Application, form: forms.EndorseForm) -> None:
    actions.endorse(g.actor, application.id, form.shown_sha256.data or "")


def _show_endorse(application_id: int, form: forms.EndorseForm, *, moved: bool) -> Page:
    application = queries.get_application(application_id)
    last = application.endorsements[-1] if application.endorsements else None
    snapshot = queries.endorsed_snapshot(last) if last else None
    shown = contents(application)
    page = render_template(
        "applications/endorse.html",
        **frame(application),
        **shown,
        form=form,
        gaps=told_gaps(application),
        moved=moved,
        holds=rules.endorsement_holds(application),
        last=last,
        differences=documents.differences_from(snapshot, shown["content"]),
        closing=rules.problems_of_window(application, g.actor.at),
    )
    return (page, 409 if moved else 422) if request.method == "POST" else page


@bp.route("/applications/<int:application_id>/submit", methods=["GET", "POST"])
@authorized(policy.SUBMIT, queries.load_application)
def submit(application: Application) -> Page:
    """Ask once more, then send; who sends twice gets the receipt of the first time."""
    if application.status != ApplicationStatus.DRAFT:
        return redirect(url_for("applications.receipt", application_id=application.id))
    form = ConfirmForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.submit_application(g.actor, application.id)
    ):
        return redirect(url_for("applications.receipt", application_id=application.id))
    application = queries.get_application(application.id)
    problems = rules.ready_to_submit(application, g.actor)
    page = render_template(
        "applications/submit.html", **frame(application), form=form, gaps=told_gaps(application),
        others=[problem for problem in problems if not problem.field],
    )  # fmt: skip
    return (page, 422) if request.method == "POST" else page


@bp.get("/applications/<int:application_id>/receipt")
@authorized(policy.FOLLOW, queries.load_application)
def receipt(application: Application) -> str | Response:
    """Show number, both clocks, what happens next, the printed copies and the frozen content."""
    if application.submitted_at is None:
        flash(gettext("There is no receipt yet: the application has not been submitted."))
        return redirect(hub_address(application))
    return render_template(
        "applications/receipt.html", **frame(application), pdfs=queries.pdfs_of(g.actor, application)
    )


@bp.route("/applications/<int:application_id>/withdraw", methods=["GET", "POST"])
@authorized(policy.WITHDRAW, queries.load_application)
def withdraw(application: Application) -> Page:
    """Take the application back, with a reason that both cities read."""
    form = ReasonForm()
    form.reason.label.text = gettext("Reason")
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.withdraw_application(g.actor, application.id, form.reason.data or "")
    ):
        flash(gettext("The application was withdrawn. Both cities have been told."))
        return redirect(url_for("applications.mine"))
    application = queries.get_application(application.id)
    page = render_template("applications/withdraw.html", **frame(application), form=form)
    return (page, 422) if form.is_submitted() else page
