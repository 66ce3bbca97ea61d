"""The people of one's office: who holds which role, who is invited, who hands over, who was before."""

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import AccessToken, Handover, Role, RoleGrant, Scope
from grantapp.accounts.rules import handovers as rules
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import bp
from grantapp.accounts.views.requests import city_roles
from grantapp.core import clock
from grantapp.core.words import N_
from grantapp.web.access import authorized, saw, stepped_up
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.fields import ConfirmForm

add_navigation(
    NavigationItem("city", 70, N_("People of your office"), "accounts.office", policy.VIEW_OFFICE.allows)
)


@bp.get("/office")
@authorized(policy.VIEW_OFFICE)
def office() -> str:
    """Show the people of each office for which the reader works, now and before."""
    offices = queries.people_of_offices(g.actor, g.actor.at)
    deputations = queries.list_deputations([one.office.scope_id for one in offices])
    for one in offices:
        saw(*one.now, *one.before, *one.invited, *one.requests)
    saw(*deputations)
    return render_template(
        "accounts/office.html", offices=offices, deputations=deputations, words=ROLE_WORDS,
        leads=policy.led_scopes(g.actor),
    )  # fmt: skip


@bp.route("/office/<int:scope_id>/invite", methods=["GET", "POST"])
@authorized(policy.LEAD_OFFICE, queries.load_scope)
def invite_colleague(scope: Scope) -> Any:
    """Invite somebody into one's office."""
    number = scope.id
    form = forms.ColleagueForm(language=g.actor.language, role=Role.APPLICANT_EDITOR.value)
    form.role.choices = city_roles()
    if form.validate_on_submit() and form.carry_out(lambda: _invite(number, form)):
        flash(gettext("The invitation is on its way to %(address)s.", address=form.email.data))
        return redirect(url_for(".office"))
    page = render_template(
        "accounts/invite_colleague.html", form=form, office=queries.get_office(g.actor, number)
    )
    return (page, 422) if form.is_submitted() else page


def _invite(scope_id: int, form: forms.ColleagueForm) -> None:
    actions.invite_colleague(
        g.actor, scope_id, form.email.data or "", Role(form.role.data), name=form.name.data or "",
        language=form.language.data,
    )  # fmt: skip


@bp.route("/office/roles/<int:grant_id>/hand-over", methods=["GET", "POST"])
@authorized(policy.HAND_OVER, queries.load_grant)
@stepped_up
def hand_over(grant: RoleGrant) -> Any:
    """Hand a role to a successor on a day."""
    number, usual = grant.id, rules.next_rotation(clock.today(grant.person.zone))
    form = forms.HandOverForm(language=grant.person.language, on=usual)
    if form.validate_on_submit() and form.carry_out(lambda: _hand_over(number, form)):
        flash(gettext("The role is on its way to the successor; both of you get letters."))
        return redirect(url_for(".office"))
    grant = queries.load_grant(number) or grant
    page = render_template(
        "accounts/hand_over.html", form=form, grant=grant, words=ROLE_WORDS,
        office=queries.get_office(g.actor, grant.scope_id),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _hand_over(grant_id: int, form: forms.HandOverForm) -> None:
    successor = actions.Successor(form.email.data or "", form.name.data or "", form.language.data)
    on: date | None = form.on.data
    actions.hand_over(g.actor, grant_id, successor, on)


@bp.post("/office/hand-overs/<int:handover_id>/cancel")
@authorized(policy.CANCEL_HANDOVER, queries.load_handover)
def cancel_handover(handover: Handover) -> Response:
    """Take a hand-over back before its day."""
    number = handover.id
    if ConfirmForm().validate_on_submit():
        actions.cancel_handover(g.actor, number)
        flash(gettext("The hand-over is taken back; the role stays where it was."))
    return redirect(url_for(".office"))


@bp.post("/office/<int:scope_id>/confirm")
@authorized(policy.CONFIRM_OFFICE, queries.load_scope)
def confirm_office(scope: Scope) -> Response:
    """Say that the people of the office are still right."""
    number = scope.id
    if ConfirmForm().validate_on_submit():
        actions.confirm_office(g.actor, number)
        flash(gettext("Thank you. The people of your office are confirmed."))
    return redirect(url_for(".office"))


@bp.post("/invitations/<int:token_id>/resend")
@authorized(policy.KEEP_INVITATION, queries.load_link)
def resend_invitation(token: AccessToken) -> Response:
    """Send an open invitation once more."""
    number = token.id
    if ConfirmForm().validate_on_submit():
        actions.resend_invitation(g.actor, number)
        flash(gettext("The invitation was sent again; the earlier link has ended."))
    return redirect(_back())


@bp.post("/invitations/<int:token_id>/withdraw")
@authorized(policy.KEEP_INVITATION, queries.load_link)
def withdraw_invitation(token: AccessToken) -> Response:
    """Take an open invitation back."""
    number = token.id
    if ConfirmForm().validate_on_submit():
        actions.withdraw_invitation(g.actor, number)
        flash(gettext("The invitation is taken back; its link opens nothing any more."))
    return redirect(_back())


def _back() -> str:
    return url_for(".people") if policy.VIEW_PERSON.allows(g.actor) else url_for(".office")
