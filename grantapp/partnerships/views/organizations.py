"""The organizations of the partner cities: the list, the page of each, and what is written about it."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_people_with_role
from grantapp.core.errors import Changed
from grantapp.core.paging import page_size
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships import actions, documents, forms, policy, queries, rules
from grantapp.partnerships.models import LegalStatus, Organization, OrganizationKind
from grantapp.partnerships.views.blueprint import WORDS, bp, choices_of
from grantapp.places.queries import list_regions
from grantapp.places.rules import plain_name
from grantapp.web.access import authorized, public, saw
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.editing import clash_page
from grantapp.web.exports import csv_response, xlsx_response
from grantapp.web.formats import text

add_navigation(
    NavigationItem(
        "staff", 31, N_("Organizations"), "partnerships.organizations", policy.VIEW_ORGANIZATION.allows, group=3
    )
)  # fmt: skip
WORDS |= {
    "classes": rules.CLASS_WORDS,
    "legal": rules.LEGAL_WORDS,
    "organizations": rules.ORGANIZATION_WORDS,
    "schemes": rules.SCHEME_WORDS,
    "standings": rules.STANDING_WORDS,
}


def _filters() -> queries.OrganizationFilters:
    asked = request.args.get
    return queries.OrganizationFilters(
        on=g.actor.at.date(), text=asked("q", "")[:100], kind=asked("kind", ""), region=asked("region", ""),
        standing=asked("standing", ""), sort=asked("sort", ""),
    )  # fmt: skip


@bp.get("/organizations")
@authorized(policy.VIEW_ORGANIZATION)
def organizations() -> str:
    """Show the organizations of the partner cities."""
    filters = _filters()
    page = queries.list_organizations(
        g.actor, filters, cursor=request.args.get("cursor", ""), size=page_size(request.args.get("size"))
    )
    return render_template(
        "partnerships/organizations.html", page=page, filters=filters, regions=list_regions(), words=WORDS,
        standing=rules.standing, good_until=rules.good_until,
    )  # fmt: skip


@bp.get("/organizations.csv")
@authorized(policy.VIEW_ORGANIZATION)
def export_organizations() -> Response:
    """Send the filtered list of organizations as CSV."""
    return csv_response("organizations", *_table())


@bp.get("/organizations.xlsx")
@authorized(policy.VIEW_ORGANIZATION)
def export_organizations_sheet() -> Response:
    """Send the filtered list of organizations as a sheet."""
    return xlsx_response("organizations", *_table())


def _table() -> tuple[list[str], list[list[str]]]:
    filters = _filters()
    rows = queries.export_organizations(g.actor, filters)
    head = [gettext(word) for word in documents.ORGANIZATION_HEAD]
    cells = documents.organization_rows(rows, g.actor.language, filters.on)
    return head, [[_said(cell) for cell in row] for row in cells]


def _said(cell: documents.Cell) -> str:
    return gettext(cell.word) if isinstance(cell, documents.Word) else cell


@bp.get("/organizations/<int:organization_id>")
@public
def organization(organization_id: int) -> Any:
    """Show an organization: its public facts to everybody, all that is known to its people and the office."""
    found = queries.load_organization(organization_id) or abort(404)
    if found.merged_into_id is not None:
        return redirect(url_for(".organization", organization_id=found.merged_into_id))
    whole = policy.VIEW_ORGANIZATION.allows(g.actor, found)
    on = g.actor.at.date()
    people = list_people_with_role(CITY, found.scope_id) if whole else []
    saw(found, *people)
    return render_template(
        "partnerships/organization.html", organization=found, whole=whole, words=WORDS,
        is_own=g.actor.holds(CITY, found.scope_id),
        partnerships=queries.partnerships_of_places([found.place_id]),
        people=people,
        standing=rules.standing(found.memberships, on), until=rules.good_until(found.memberships, on),
        address_lines=rules.address_lines, merged=queries.list_merged(found.id) if whole else (),
    )  # fmt: skip


@bp.route("/organizations/new", methods=["GET", "POST"])
@authorized(policy.DESCRIBE_ORGANIZATION)
def new_organization() -> Any:
    """Add an organization beside the city office of a place."""
    form = forms.NewOrganizationForm(place=request.args.get("place", ""))
    form.kind.choices = choices_of(rules.ORGANIZATION_WORDS)
    made: list[Organization] = []
    if form.validate_on_submit() and form.carry_out(lambda: made.append(_create(form))):
        flash(gettext("The organization is added."))
        return redirect(url_for(".edit_organization", organization_id=made[0].id))
    return render_template(
        "partnerships/new_organization.html", form=form
    ), 422 if form.is_submitted() else 200


def _create(form: forms.NewOrganizationForm) -> Organization:
    name = Bilingual((form.name_en.data or "").strip(), (form.name_ja.data or "").strip())
    return actions.create_organization(
        g.actor, form.place.data or "", OrganizationKind(form.kind.data), name, form.reading.data or ""
    )


@bp.route("/organizations/<int:organization_id>/edit", methods=["GET", "POST"])
@authorized(policy.EDIT_ORGANIZATION, queries.load_organization)
def edit_organization(organization: Organization) -> Any:
    """Change what is known of an organization."""
    form = _organization_form(organization)
    back = url_for(".organization", organization_id=organization.id)
    try:
        if form.validate_on_submit() and form.carry_out(
            lambda: actions.edit_organization(
                g.actor, organization.id, form.texts, version=form.version.data, shown=form.shown_texts
            )
        ):
            flash(gettext("The organization is saved."))
            return redirect(back)
    except Changed as clash:
        now = queries.get_organization(organization.id)
        current = rules.organization_texts(now)
        return clash_page(form, clash, version=now.version, current=current, back=back)
    return render_template(
        "partnerships/edit_organization.html", form=form, organization=organization
    ), 422 if form.is_submitted() else 200


@bp.route("/organizations/<int:organization_id>/merge", methods=["GET", "POST"])
@authorized(policy.MERGE, queries.load_organization)
def merge_organization(organization: Organization) -> Any:
    """Ask for the organization that stays, then merge a duplicate into it."""
    form, others = forms.MergeForm(), queries.list_possible_duplicates(organization)
    form.into.choices = [(str(one.id), f"{text(one.name)} ({one.id})") for one in others]
    if form.validate_on_submit() and form.carry_out(lambda: _merge(organization, form)):
        flash(gettext("The two organizations are one now."))
        return redirect(url_for(".organization", organization_id=int(form.into.data)))
    return render_template(
        "partnerships/merge_organization.html", form=form, organization=organization, others=others
    ), 422 if form.is_submitted() else 200


def _merge(organization: Organization, form: forms.MergeForm) -> None:
    into = int(form.into.data)
    actions.merge_organization(g.actor, organization.id, into, form.reason.data or "")


def _organization_form(organization: Organization) -> forms.OrganizationForm:
    country = organization.place.country
    texts = rules.organization_texts(organization)
    form = forms.OrganizationForm.over(texts, organization.version)
    form.kind.choices = choices_of(rules.ORGANIZATION_WORDS)
    form.legal_status.choices = choices_of(
        {LegalStatus(code): rules.LEGAL_WORDS[code] for code in LegalStatus}
    )
    regions = [(place.code, text(plain_name(place))) for place in list_regions(country)]
    form.address_region.choices = [("", "–"), *regions]
    foreign = {field.name for field in form} - texts.keys() - {"version", "shown", "csrf_token"}
    hidden = () if policy.DESCRIBE_ORGANIZATION.allows(g.actor, organization) else rules.DESCRIBED
    for name in (*foreign, *hidden):
        del form[name]
    return form
