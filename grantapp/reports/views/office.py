"""What the office does with a report: read it, accept it or return it, give more time, waive it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.reports import actions, forms, policy, queries, rules
from grantapp.reports.models import Requirement
from grantapp.reports.views.blueprint import bp
from grantapp.reports.views.pages import read, shown
from grantapp.web.access import authorized
from grantapp.web.fields import BaseForm, ConfirmForm, ReasonForm

Answer = str | tuple[str, int] | Response


@bp.get("/reports/<int:requirement_id>/review")
@authorized(policy.REVIEW, queries.get_requirement)
def review(requirement: Requirement) -> str:
    """Show the whole report with a place for a comment at each question."""
    return _page(requirement, forms.CommentsForm(formdata=None))


def _page(requirement: Requirement, form: BaseForm) -> str:
    return render_template(
        "reports/review.html",
        form=form,
        typed=request.form,
        waiting=list(rules.confirmed_content(requirement, g.actor)),
        **shown(requirement),
        **read(requirement),
    )


@bp.post("/reports/<int:requirement_id>/accept")
@authorized(policy.REVIEW, queries.get_requirement)
def accept(requirement: Requirement) -> Answer:
    """Accept the report."""
    form = ConfirmForm()
    if form.validate_on_submit() and form.carry_out(lambda: actions.accept_report(g.actor, requirement.id)):
        flash(_("The report is accepted. Both cities have a letter about it."))
        return redirect(url_for("reports.report", requirement_id=requirement.id))
    return _page(requirement, form), 422


@bp.post("/reports/<int:requirement_id>/return")
@authorized(policy.REVIEW, queries.get_requirement)
def give_back(requirement: Requirement) -> Answer:
    """Return the report with comments."""
    form = forms.CommentsForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.request_changes(g.actor, requirement.id, form.comments())
    ):
        flash(_("The report is returned. Both cities have a letter, and see your comments at their answers."))
        return redirect(url_for("reports.report", requirement_id=requirement.id))
    return _page(requirement, form), 422


@bp.get("/reports/<int:requirement_id>/time")
@authorized(policy.ADMINISTER, queries.get_requirement)
def time_page(requirement: Requirement) -> str:
    """Offer to give more time, or to waive the report."""
    return _time_page(requirement, forms.ExtendForm(), ReasonForm(prefix="waive"))


def _time_page(requirement: Requirement, extend_form: BaseForm, waive_form: BaseForm) -> str:
    return render_template(
        "reports/time.html", extend_form=extend_form, waive_form=waive_form, due_on=rules.due_on(requirement),
        **shown(requirement),
    )  # fmt: skip


@bp.post("/reports/<int:requirement_id>/extend")
@authorized(policy.ADMINISTER, queries.get_requirement)
def extend(requirement: Requirement) -> Answer:
    """Give more time."""
    form = forms.ExtendForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.extend_requirement(g.actor, requirement.id, form.due_on.data, form.reason.data or "")
    ):
        flash(_("The new date is set. Both cities have a letter with your reason."))
        return redirect(url_for("reports.report", requirement_id=requirement.id))
    return _time_page(requirement, form, ReasonForm(prefix="waive", formdata=None)), 422


@bp.post("/reports/<int:requirement_id>/waive")
@authorized(policy.ADMINISTER, queries.get_requirement)
def waive(requirement: Requirement) -> Answer:
    """Waive the report."""
    form = ReasonForm(prefix="waive")
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.waive_requirement(g.actor, requirement.id, form.reason.data or "")
    ):
        flash(_("The report is waived. Both cities have a letter with your reason."))
        return redirect(url_for("reports.report", requirement_id=requirement.id))
    return _time_page(requirement, forms.ExtendForm(formdata=None), form), 422
