"""Requests for roles: the list of the office, one request with its answer, and "I work for this city"."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Role, RoleRequest
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import bp
from grantapp.audit.queries import lines_for
from grantapp.core.words import N_
from grantapp.web.access import authorized, saw, stepped_up
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.fields import ConfirmForm

add_navigation(
    NavigationItem(
        "staff", 32, N_("Requests for roles"), "accounts.role_requests", policy.LIST_REQUESTS.allows, group=3
    )
)


@bp.get("/roles/requests")
@authorized(policy.LIST_REQUESTS)
def role_requests() -> str:
    """List the requests that wait for the reader, those that wait for others, and the answered ones."""
    groups = {
        "mine": queries.list_waiting_for(g.actor),
        "others": queries.list_waiting_for_others(g.actor),
        "answered": queries.list_answered(g.actor),
    }
    saw(*(one for rows in groups.values() for one in rows))
    places = queries.scope_names(g.actor, {one.scope_id for rows in groups.values() for one in rows})
    return render_template("accounts/role_requests.html", groups=groups, places=places, words=ROLE_WORDS)


@bp.get("/roles/requests/<int:request_id>")
@authorized(policy.VIEW_REQUEST, queries.load_request)
def role_request(request: RoleRequest) -> str:
    """Show a request with its history and, to whoever may decide it, the two answers."""
    return _page(request, forms.WhyForm())


def _page(role_request: RoleRequest, form: forms.WhyForm) -> str:
    return render_template(
        "accounts/role_request.html",
        request_of_role=role_request,
        place=queries.scope_names(g.actor, [role_request.scope_id]).get(role_request.scope_id),
        words=ROLE_WORDS,
        two_people=role_request.role in policy.TWO_PEOPLE,
        lines=lines_for(g.actor, role_request),
        form=form,
    )


@bp.post("/roles/requests/<int:request_id>/grant")
@authorized(policy.DECIDE_REQUEST, queries.load_request)
@stepped_up
def grant_request(request: RoleRequest) -> Any:
    """Grant what somebody else asked for."""
    form, number = forms.WhyForm(), request.id
    if form.carry_out(lambda: actions.grant_request(g.actor, number)):
        flash(gettext("The role is granted; the people concerned get a letter."))
        return redirect(_after(number))
    return _page(queries.get_request(number), form), 422


@bp.post("/roles/requests/<int:request_id>/refuse")
@authorized(policy.DECIDE_REQUEST, queries.load_request)
def refuse_request(request: RoleRequest) -> Any:
    """Refuse what somebody asked for, with a reason."""
    form, number = forms.WhyForm(), request.id
    reason = form.reason.data or ""
    if form.validate_on_submit() and form.carry_out(lambda: actions.refuse_request(g.actor, number, reason)):
        flash(gettext("The role is refused; whoever asked gets a letter with your reason."))
        return redirect(_after(number))
    return _page(queries.get_request(number), form), 422


@bp.post("/roles/requests/<int:request_id>/withdraw")
@authorized(policy.WITHDRAW_REQUEST, queries.load_request)
def withdraw_request(request: RoleRequest) -> Response:
    """Take one's own request back."""
    number = request.id
    if ConfirmForm().validate_on_submit():
        actions.withdraw_request(g.actor, number)
        flash(gettext("The request is withdrawn."))
    return redirect(_after(number))


def _after(request_id: int) -> str:
    return url_for(".role_request", request_id=request_id)


@bp.route("/my-city", methods=["GET", "POST"])
@authorized(policy.ASK_TO_JOIN)
def ask_to_join() -> Any:
    """Find the office for which one works, and ask to be let in."""
    text = request.args.get("q", "")[:100]
    form = _join_form()
    if form.validate_on_submit() and form.carry_out(lambda: _ask(form)):
        flash(gettext("Your request is on its way. You get a letter with the answer."))
        return redirect(url_for(".ask_to_join"))
    page = render_template(
        "accounts/ask_to_join.html", form=form, text=text, offices=queries.search_offices(g.actor, text),
        chosen=_chosen(form), requests=queries.list_own_requests(g.actor), words=ROLE_WORDS,
        places=queries.scope_names(g.actor, {one.scope_id for one in queries.list_own_requests(g.actor)}),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _join_form() -> forms.JoinForm:
    asked = request.args.get("office", "")
    number = int(asked) if asked.isdecimal() and len(asked) < queries.LONGEST_NUMBER else None
    form = forms.JoinForm(scope_id=number, role=Role.APPLICANT_EDITOR.value)
    form.role.choices = city_roles()
    return form


def city_roles() -> list[SelectChoice]:
    """Return the roles of a city in the reader's words."""
    return [SelectChoice(role.value, gettext(ROLE_WORDS[role])) for role in policy.CITY]


def _chosen(form: forms.JoinForm) -> queries.Office | None:
    return (
        queries.get_offices(g.actor, [form.scope_id.data]).get(form.scope_id.data)
        if form.scope_id.data
        else None
    )


def _ask(form: forms.JoinForm) -> None:
    actions.ask_to_join(g.actor, form.scope_id.data or 0, Role(form.role.data), form.reason.data or "")
