"""People and their roles, for administrators; auditors may look."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from grantapp.accounts import actions, documents, forms, policy, queries
from grantapp.accounts.models import Person, Role, RoleGrant
from grantapp.accounts.rules.factors import FactorState
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import bp
from grantapp.audit.queries import lines_for
from grantapp.core.paging import page_size
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.notifications import delivery
from grantapp.notifications.queries import undelivered_to
from grantapp.web import formats
from grantapp.web.access import authorized, saw, stepped_up
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.exports import csv_response, xlsx_response

add_navigation(
    NavigationItem("staff", 31, N_("People"), "accounts.people", policy.VIEW_PERSON.allows, group=3)
)


STATE_WORDS = {
    "active": N_("With a role"),
    "no_role": N_("Without a role"),
    "deactivated": N_("Deactivated"),
    "undelivered": N_("Letters came back"),
    "no_factor": N_("Second step is missing"),
}
ACCOUNT_ACTS: dict[str, tuple[Callable[[Actor, int, str], Person], str]] = {
    "deactivate": (actions.deactivate, N_("The account is deactivated; its roles have ended.")),
    "reactivate": (actions.reactivate, N_("The account is active again; give it the roles that it needs.")),
    "sign_out": (actions.end_sessions, N_("The person is signed out on every device.")),
    "reset_factor": (
        actions.reset_factor,
        N_("The second step is removed; the person gets a letter and sets up a new one at the next sign-in."),
    ),
}
FACTOR_WORDS = {
    FactorState.SET_UP: N_("set up"),
    FactorState.MISSING: N_("missing"),
    FactorState.NOT_NEEDED: N_("not needed"),
}
STATES_IN_FILES = {"active": N_("In use"), "deactivated": N_("Deactivated")}


def _filters() -> queries.Filters:
    asked = request.args.get
    return queries.Filters(
        asked("q", "")[:100], asked("role", ""), asked("state", ""), asked("sort", "")[:20]
    )


@bp.get("/people")
@authorized(policy.VIEW_PERSON)
def people() -> str:
    """Show who holds which role."""
    cursor, size = request.args.get("cursor", ""), page_size(request.args.get("size"))
    page = queries.list_people(g.actor, _filters(), cursor=cursor, size=size)
    waiting = queries.list_open_invitations(g.actor.at)
    saw(*page.rows, *waiting)
    grants = [grant for person in page.rows for grant in person.grants]
    return render_template(
        "accounts/people.html", page=page, filters=_filters(), words=ROLE_WORDS,
        places=queries.scope_names(g.actor, {grant.scope_id for grant in grants}),
        waiting=waiting, states=STATE_WORDS,
        factors=queries.factor_states(page.rows), factor_words=FACTOR_WORDS,
        missing=queries.count_without_factor(g.actor),
    )  # fmt: skip


@bp.get("/people.csv")
@authorized(policy.VIEW_PERSON)
@stepped_up
def export() -> Response:
    """Send the filtered people as CSV, one line for each role that is held."""
    return csv_response("people", *_sheet())


@bp.get("/people.xlsx")
@authorized(policy.VIEW_PERSON)
@stepped_up
def export_sheet() -> Response:
    """Send the filtered people as a workbook, one line for each role that is held."""
    return xlsx_response("people", *_sheet())


def _sheet() -> tuple[list[str], Iterable[tuple[object, ...]]]:
    head = [gettext(word) for word in documents.PEOPLE_HEAD]
    places = {scope_id: formats.text(name) for scope_id, name in queries.scope_names(g.actor).items()}
    roles = {role: gettext(word) for role, word in ROLE_WORDS.items()}
    states = {code: gettext(word) for code, word in STATES_IN_FILES.items()}
    found = list(queries.export_people(g.actor, _filters()))
    saw(*found)
    factors = {number: gettext(FACTOR_WORDS[code]) for number, code in queries.factor_states(found).items()}
    return head, documents.people_rows(found, roles, places, states, factors)


@bp.get("/people/<int:person_id>")
@authorized(policy.VIEW_PERSON, queries.load_person)
def person(person: Person) -> str:
    """Show a person with the roles that are held and were held."""
    return _person_page(person, _with_choices(forms.RoleForm()))


def _person_page(person: Person, form: forms.RoleForm) -> str:
    grants = queries.grants_of(person)
    places = queries.scope_names(g.actor, {grant.scope_id for grant in grants})
    undelivered = [(letter, delivery.subject_line(letter)) for letter in undelivered_to(person.id)]
    return render_template(
        "accounts/person.html", person=person, grants=grants, places=places, words=ROLE_WORDS, form=form,
        undelivered=undelivered, lines=lines_for(g.actor, person),
        factor=queries.factor_state(person, grants), factor_words=FACTOR_WORDS,
        merged=queries.list_merged_people(person),
    )  # fmt: skip


@bp.post("/people/<int:person_id>/roles")
@authorized(policy.PROPOSE, queries.load_person)
@stepped_up
def grant_role(person: Person) -> Any:
    """Give a person a further role, or propose one that a second person confirms."""
    number, form = person.id, _with_choices(forms.RoleForm())
    if form.validate_on_submit() and form.carry_out(lambda: _give(number, form)):
        flash(_told(Role(form.role.data), gettext("The role is given; the person gets a letter.")))
        return redirect(url_for(".person", person_id=number))
    return _person_page(queries.load_person(number) or person, form), 422


def _give(person_id: int, form: forms.RoleForm) -> None:
    role, scope_id = Role(form.role.data), form.scope_id.data
    if role in policy.TWO_PEOPLE:
        actions.propose_role(g.actor, person_id, role, scope_id, form.reason.data or "")
    else:
        actions.grant_role(g.actor, person_id, role, scope_id, tell=True)


def _told(role: Role, otherwise: str) -> str:
    if role in policy.TWO_PEOPLE:
        return str(gettext("The role is proposed. It holds when a second person has confirmed it."))
    return otherwise


@bp.route("/people/roles/<int:grant_id>/end", methods=["GET", "POST"])
@authorized(policy.END, queries.load_grant)
@stepped_up
def end_role(grant: RoleGrant) -> Any:
    """Ask, then end a role."""
    number, form, back = grant.id, forms.WhyForm(), _after_end(grant)
    if form.validate_on_submit():
        actions.end_role(g.actor, number, form.reason.data or "")
        flash(gettext("The role has ended; the person gets a letter."))
        return redirect(back)
    places = queries.scope_names(g.actor, [grant.scope_id])
    return render_template(
        "accounts/end_role.html", grant=grant, places=places, words=ROLE_WORDS, form=form, back=back
    )


def _after_end(grant: RoleGrant) -> str:
    if policy.VIEW_PERSON.allows(g.actor):
        return url_for(".person", person_id=grant.person_id)
    return url_for(".office")


@bp.route("/people/invite", methods=["GET", "POST"])
@authorized(policy.PROPOSE)
@stepped_up
def invite() -> Any:
    """Invite a person into a role, or propose it where a second person confirms."""
    form = _with_choices(forms.InvitationForm())
    if form.validate_on_submit() and form.carry_out(lambda: _invite(form)):
        flash(_told(Role(form.role.data), gettext("The invitation is on its way.")))
        return redirect(url_for(".people"))
    return render_template("accounts/invite.html", form=form), 422 if form.is_submitted() else 200


def _invite(form: forms.InvitationForm) -> None:
    role, scope_id, email = Role(form.role.data), form.scope_id.data, form.email.data or ""
    about = {"name": form.name.data or "", "language": form.language.data}
    if role in policy.TWO_PEOPLE:
        actions.propose_invitation(g.actor, email, role, scope_id, reason=form.reason.data or "", **about)
    else:
        actions.invite_person(g.actor, email, role, scope_id, **about)


@bp.route(
    "/people/<int:person_id>/<any(deactivate, reactivate, sign_out, reset_factor):act>",
    methods=["GET", "POST"],
)
@authorized(policy.KEEP_ACCOUNT, queries.load_person)
@stepped_up
def keep_account(person: Person, act: str) -> Any:
    """Deactivate or reactivate an account, end its sessions, or take the second step away; each with a reason."""
    number, form = person.id, forms.WhyForm()
    verb, told = ACCOUNT_ACTS[act]
    if form.validate_on_submit() and form.carry_out(lambda: verb(g.actor, number, form.reason.data or "")):
        flash(gettext(told))
        return redirect(url_for(".person", person_id=number))
    page = render_template(
        "accounts/keep_account.html", person=queries.load_person(number), act=act, form=form
    )
    return (page, 422) if form.is_submitted() else page


@bp.route("/people/<int:person_id>/merge", methods=["GET", "POST"])
@authorized(policy.KEEP_ACCOUNT, queries.load_person)
@stepped_up
def merge(person: Person) -> Any:
    """Merge a second account of a person into the one that stays."""
    number, form, kept = person.id, forms.MergeForm(), []
    if form.validate_on_submit() and form.carry_out(
        lambda: kept.append(
            actions.merge_person(g.actor, number, form.email.data or "", form.reason.data or "")
        )
    ):
        flash(gettext("The two accounts are one now."))
        return redirect(url_for(".person", person_id=kept[0].id))
    page = render_template("accounts/merge.html", person=queries.load_person(number), form=form)
    return (page, 422) if form.is_submitted() else page


def _with_choices(form: Any) -> Any:
    form.role.choices = [
        SelectChoice(role.value, gettext(word)) for role, word in ROLE_WORDS.items() if _may_offer(role)
    ]
    form.scope_id.choices = [SelectChoice(number, name) for number, name in _places()]
    return form


def _places() -> Iterable[tuple[int, str]]:
    names = queries.scope_names(g.actor)
    return sorted(
        ((number, formats.text(name)) for number, name in names.items()),
        key=lambda one: (one[0] != 1, one[1]),
    )


def _may_offer(role: Role) -> bool:
    return role in policy.TWO_PEOPLE or policy.GRANT.allows(g.actor)
