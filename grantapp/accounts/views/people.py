"""People and their roles, for administrators; auditors may look."""

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from grantapp.accounts import actions, documents, forms, policy, queries
from grantapp.accounts.models import Person, Role, RoleGrant
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import bp
from grantapp.core.paging import page_size
from grantapp.core.words import N_
from grantapp.web import formats
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.exports import csv_response

add_navigation(
    NavigationItem("staff", 31, N_("People"), "accounts.people", policy.VIEW_PERSON.allows, group=3)
)


def _filters() -> queries.Filters:
    return queries.Filters(request.args.get("q", "")[:100], request.args.get("role", ""))


@bp.get("/people")
@authorized(policy.VIEW_PERSON)
def people() -> str:
    """Show who holds which role."""
    cursor, size = request.args.get("cursor", ""), page_size(request.args.get("size"))
    page = queries.list_people(g.actor, _filters(), cursor=cursor, size=size)
    grants = [grant for person in page.rows for grant in person.grants]
    return render_template(
        "accounts/people.html", page=page, filters=_filters(), words=ROLE_WORDS,
        places=queries.scope_names(g.actor, {grant.scope_id for grant in grants}),
        waiting=queries.list_open_invitations(g.actor.at),
    )  # fmt: skip


@bp.get("/people.csv")
@authorized(policy.VIEW_PERSON)
def export() -> Response:
    """Send the filtered people as CSV, one line for each role that is held."""
    head = [gettext(word) for word in documents.PEOPLE_HEAD]
    places = {scope_id: formats.text(name) for scope_id, name in queries.scope_names(g.actor).items()}
    roles = {role: gettext(word) for role, word in ROLE_WORDS.items()}
    people_found = list(queries.export_people(g.actor, _filters()))
    return csv_response("people", head, documents.people_rows(people_found, roles, places))


@bp.get("/people/<int:person_id>")
@authorized(policy.VIEW_PERSON, queries.load_person)
def person(person: Person) -> str:
    """Show a person with the roles that are held and were held."""
    return _person_page(person, _with_choices(forms.RoleForm()))


def _person_page(person: Person, form: forms.RoleForm) -> str:
    grants = queries.grants_of(person)
    places = queries.scope_names(g.actor, {grant.scope_id for grant in grants})
    return render_template(
        "accounts/person.html", person=person, grants=grants, places=places, words=ROLE_WORDS, form=form
    )


@bp.post("/people/<int:person_id>/roles")
@authorized(policy.GRANT, queries.load_person)
def grant_role(person: Person) -> Any:
    """Give a person a further role."""
    form = _with_choices(forms.RoleForm())
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.grant_role(g.actor, person.id, Role(form.role.data), form.scope_id.data, tell=True)
    ):
        flash(gettext("The role is given; the person gets a letter."))
        return redirect(url_for(".person", person_id=person.id))
    return _person_page(person, form), 422


@bp.route("/people/roles/<int:grant_id>/end", methods=["GET", "POST"])
@authorized(policy.END, queries.load_grant)
def end_role(grant: RoleGrant) -> Any:
    """Ask, then end a role."""
    if request.method == "POST":
        person_id = grant.person_id
        actions.end_role(g.actor, grant.id)
        flash(gettext("The role has ended."))
        return redirect(url_for(".person", person_id=person_id))
    places = queries.scope_names(g.actor, [grant.scope_id])
    return render_template("accounts/end_role.html", grant=grant, places=places, words=ROLE_WORDS)


@bp.route("/people/invite", methods=["GET", "POST"])
@authorized(policy.INVITE)
def invite() -> Any:
    """Invite a person into a role."""
    form = _with_choices(forms.InvitationForm())
    if form.validate_on_submit() and form.carry_out(lambda: _invite(form)):
        flash(gettext("The invitation is on its way."))
        return redirect(url_for(".people"))
    return render_template("accounts/invite.html", form=form), 422 if form.is_submitted() else 200


def _invite(form: forms.InvitationForm) -> None:
    actions.invite_person(
        g.actor, form.email.data or "", Role(form.role.data), form.scope_id.data, name=form.name.data or "",
        language=form.language.data,
    )  # fmt: skip


def _with_choices(form: Any) -> Any:
    form.role.choices = [SelectChoice(role.value, gettext(word)) for role, word in ROLE_WORDS.items()]
    form.scope_id.choices = [SelectChoice(number, name) for number, name in _places()]
    return form


def _places() -> Iterable[tuple[int, str]]:
    names = queries.scope_names(g.actor)
    return sorted(
        ((number, formats.text(name)) for number, name in names.items()),
        key=lambda one: (one[0] != 1, one[1]),
    )
