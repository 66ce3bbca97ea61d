"""The offices of the partner cities."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from grantapp.core.paging import page_size
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships import actions, forms, policy, queries
from grantapp.partnerships.models import Organization
from grantapp.partnerships.views.blueprint import WORDS, bp
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation

add_navigation(
    NavigationItem(
        "staff",
        31,
        N_("Organizations"),
        "partnerships.organizations",
        policy.VIEW_ORGANIZATION.allows,
        group=3,
    )
)


@bp.get("/organizations")
@authorized(policy.VIEW_ORGANIZATION)
def organizations() -> str:
    """Show the offices of the partner cities."""
    page = queries.list_organizations(
        g.actor, request.args.get("q", "")[:100], cursor=request.args.get("cursor", ""),
        size=page_size(request.args.get("size")),
    )  # fmt: skip
    return render_template("partnerships/organizations.html", page=page, text=request.args.get("q", ""))


@bp.get("/organizations/<int:organization_id>")
@authorized(policy.VIEW_ORGANIZATION, queries.load_organization)
def organization(organization: Organization) -> str:
    """Show an office with its membership and its partnerships."""
    partnerships = queries.partnerships_of_places([organization.place_id])
    return render_template(
        "partnerships/organization.html", organization=organization, partnerships=partnerships, words=WORDS
    )


@bp.route("/organizations/<int:organization_id>/edit", methods=["GET", "POST"])
@authorized(policy.EDIT_ORGANIZATION, queries.load_organization)
def edit_organization(organization: Organization) -> Any:
    """Change the office in charge and its mailbox."""
    office = organization.office
    form = forms.OrganizationForm(office_en=office.en, office_ja=office.ja, mailbox=organization.mailbox)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.edit_organization(
            g.actor, organization.id, office=Bilingual(form.office_en.data or "", form.office_ja.data or ""),
            mailbox=form.mailbox.data or "",
        )
    ):  # fmt: skip
        flash(gettext("The contact is saved."))
        return redirect(url_for(".organization", organization_id=organization.id))
    return render_template(
        "partnerships/edit_organization.html", form=form, organization=organization
    ), 422 if form.is_submitted() else 200


@bp.route("/organizations/<int:organization_id>/standing", methods=["GET", "POST"])
@authorized(policy.CONFIRM_STANDING, queries.load_organization)
def confirm_standing(organization: Organization) -> Any:
    """Write down until when an organization is a member in good standing."""
    form = forms.StandingForm(number=organization.membership_number, until=organization.good_standing_until)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.confirm_standing(
            g.actor, organization.id, number=form.number.data or "", until=form.last_day
        )
    ):  # fmt: skip
        flash(gettext("The membership is saved."))
        return redirect(url_for(".organization", organization_id=organization.id))
    return render_template(
        "partnerships/confirm_standing.html", form=form, organization=organization
    ), 422 if form.is_submitted() else 200
