"""Membership in the network: periods written down and corrected by the program office."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext

from grantapp.partnerships import actions, forms, policy, queries, rules
from grantapp.partnerships.models import Membership, Organization, PopulationClass
from grantapp.partnerships.views.blueprint import bp, choices_of
from grantapp.web.access import authorized


def _period(form: forms.MembershipForm) -> actions.Period:
    return actions.Period(
        form.number.data or "",
        form.begins_on.data,
        form.ends_on.data,
        PopulationClass(form.population_class.data),
    )


@bp.route("/organizations/<int:organization_id>/standing", methods=["GET", "POST"])
@authorized(policy.CONFIRM_STANDING, queries.load_organization)
def confirm_standing(organization: Organization) -> Any:
    """Write down a period in which an organization is a member in good standing."""
    last = organization.memberships[0] if organization.memberships else None
    form = forms.MembershipForm(
        number=last.number if last else "", population_class=rules.class_of(organization.place.population)
    )
    form.population_class.choices = choices_of(rules.CLASS_WORDS)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.record_membership(g.actor, organization.id, _period(form))
    ):
        flash(gettext("The membership is saved."))
        return redirect(url_for(".organization", organization_id=organization.id))
    return render_template(
        "partnerships/confirm_standing.html", form=form, organization=organization
    ), 422 if form.is_submitted() else 200


def load_membership_of(organization_id: int, membership_id: int) -> Membership | None:
    """Return a period of membership of an organization, or None."""
    found = queries.load_membership(membership_id)
    return found if found and found.organization_id == organization_id else None


@bp.route("/organizations/<int:organization_id>/standing/<int:membership_id>", methods=["GET", "POST"])
@authorized(policy.CONFIRM_STANDING, load_membership_of)
def correct_standing(membership: Membership) -> Any:
    """Correct a period of membership."""
    form = forms.CorrectionForm(obj=membership)
    form.population_class.choices = choices_of(rules.CLASS_WORDS)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.correct_membership(g.actor, membership.id, _period(form), form.reason.data or "")
    ):
        flash(gettext("The membership is saved."))
        return redirect(url_for(".organization", organization_id=membership.organization_id))
    return render_template(
        "partnerships/correct_standing.html", form=form, organization=membership.organization
    ), 422 if form.is_submitted() else 200
