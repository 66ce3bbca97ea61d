"""Staff pages of programs: whose money, under which rules, for what; and the forms that set it up."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts.policy import OBSERVERS
from grantapp.core.money import Money
from grantapp.core.words import N_, Bilingual
from grantapp.programs import actions, documents, forms, policy, queries, rules
from grantapp.programs.models import Funder, FunderGrant, Program
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation

Page = str | Response | tuple[str, int]
bp = Blueprint("programs", __name__)
add_navigation(
    NavigationItem(
        "staff",
        10,
        N_("Programs"),
        "programs.staff_list",
        lambda actor: actor.holds_anywhere(OBSERVERS),
        group=4,
    )
)


@bp.get("/programs")
@authorized(policy.VIEW_GRANT)
def staff_list() -> str:
    """Show the programs, the grants behind them and the funders."""
    return render_template(
        "programs/staff_list.html", programs=queries.list_funded(g.actor), grants=queries.list_grants(g.actor),
        funders=queries.list_funders(),
    )  # fmt: skip


@bp.get("/programs/<int:program_id>")
@authorized(policy.VIEW_GRANT, queries.load_program)
def program(program: Program) -> str:
    """Show a program: objective, funder, rules and themes."""
    terms = rules.read_terms(program.funder_grant.rule_set.terms)
    return render_template("programs/program.html", program=program, grant=program.funder_grant, terms=terms)


@bp.get("/programs/grants/<int:funder_grant_id>")
@authorized(policy.VIEW_GRANT, queries.load_grant)
def grant(grant: FunderGrant) -> str:
    """Show a grant of a funder: amount, period, rules, and the lines of its budget."""
    planned = Money(sum(line.amount for line in grant.lines), grant.currency)
    own = [one for one in grant.programs if policy.VIEW_GRANT.allows(g.actor, one)]
    return render_template(
        "programs/grant.html", grant=grant, left=grant.money - planned,
        terms=rules.read_terms(grant.rule_set.terms), programs=own,
    )  # fmt: skip


def _edit(form: Any, title: str, layout: list[list[str]], cancel: str, **more: Any) -> Page:
    """Show a form of this feature; `layout` names its fields row by row, two of them beside each other."""
    rows = [[form[name] for name in row if name in form] for row in layout]
    page = render_template(
        "programs/edit.html", form=form, title=title, rows=[row for row in rows if row], cancel=cancel, **more
    )
    return (page, 422) if form.is_submitted() else page


def _pair(name: str) -> list[str]:
    return [f"{name}_en", f"{name}_ja"]


@bp.route("/programs/funders/new", methods=["GET", "POST"])
@authorized(policy.CREATE)
def add_funder() -> Page:
    """Add a funder."""
    form = forms.funder_form(None)
    if form.validate_on_submit() and form.carry_out(lambda: actions.add_funder(g.actor, form.both("name"))):
        flash(gettext("The funder is added. Add its grant next."))
        return redirect(url_for(".staff_list"))
    return _edit(form, gettext("Add a funder"), [_pair("name")], url_for(".staff_list"))


@bp.route("/programs/funders/<int:funder_id>/edit", methods=["GET", "POST"])
@authorized(policy.CREATE, queries.load_funder)
def edit_funder(funder: Funder) -> Page:
    """Change what a funder is called."""
    form = forms.funder_form(funder)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.edit_funder(g.actor, funder.id, form.both("name"))
    ):
        flash(gettext("Saved."))
        return redirect(url_for(".staff_list"))
    return _edit(form, gettext("Change the funder"), [_pair("name")], url_for(".staff_list"))


GRANT_ROWS = [
    ["funder_id"], _pair("title"), ["amount", "currency"], ["starts_on", "ends_on"], ["rules_key"],
]  # fmt: skip


def _grant_form(grant: FunderGrant | None) -> forms.GrantForm:
    presets = {key: Bilingual(**one["title"]) for key, one in documents.rule_set_presets().items()}
    return forms.grant_form(grant, queries.list_funders(), presets, queries.list_rule_sets())


@bp.route("/programs/grants/new", methods=["GET", "POST"])
@authorized(policy.CREATE)
def add_grant() -> Page:
    """Add a grant of a funder."""
    form, made = _grant_form(None), list[FunderGrant]()
    if form.validate_on_submit() and form.carry_out(
        lambda: made.append(
            actions.add_grant(g.actor, form.funder_id.data or 0, form.rules_key.data or "", form.plan())
        )
    ):
        flash(gettext("The grant is added. Plan its budget here, or set up the program that it pays for."))
        return redirect(url_for(".grant", funder_grant_id=made[0].id))
    return _edit(form, gettext("Add a grant"), GRANT_ROWS, url_for(".staff_list"))


@bp.route("/programs/grants/<int:funder_grant_id>/edit", methods=["GET", "POST"])
@authorized(policy.CREATE, queries.load_grant)
def edit_grant(grant: FunderGrant) -> Page:
    """Change a grant of a funder."""
    form, back = _grant_form(grant), url_for(".grant", funder_grant_id=grant.id)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.edit_grant(g.actor, grant.id, form.rules_key.data or "", form.plan())
    ):
        flash(gettext("Saved."))
        return redirect(back)
    return _edit(form, gettext("Change the grant"), GRANT_ROWS, back)


@bp.route("/programs/grants/<int:funder_grant_id>/lines/<wanted>", methods=["GET", "POST"])
@authorized(policy.CREATE, queries.load_grant)
def grant_line(grant: FunderGrant, wanted: str) -> Page:
    """Add a line to the budget of a grant ("new"), change one, or take it out."""
    line = next((one for one in grant.lines if str(one.id) == wanted), None)
    if line is None and wanted != "new":
        abort(404)
    form, back = forms.line_form(grant, line), url_for(".grant", funder_grant_id=grant.id)
    if line is not None and request.form.get("then") == "remove":
        actions.remove_grant_line(g.actor, grant.id, line.id)
        return redirect(back)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.save_grant_line(
            g.actor, grant.id, line.id if line else None, form.both("title"), form.money()
        )
    ):
        return redirect(back)
    title = gettext("Change a line of the budget") if line else gettext("Add a line to the budget")
    return _edit(form, title, [_pair("title"), ["amount"]], back, removable=line is not None)


PROGRAM_ROWS = [
    ["funder_grant_id"], _pair("title"), _pair("objective"), _pair("organizer"), ["starts_on", "ends_on"],
    ["zone"], _pair("note"), ["source"],
]  # fmt: skip


@bp.route("/programs/new", methods=["GET", "POST"])
@authorized(policy.CREATE)
def add_program() -> Page:
    """Set up a program."""
    form, made = forms.program_form(None, queries.list_grants(g.actor)), list[Program]()
    if form.validate_on_submit() and form.carry_out(
        lambda: made.append(actions.add_program(g.actor, form.funder_grant_id.data or 0, form.plan()))
    ):
        flash(gettext("The program is set up. Add its themes, then prepare a call."))
        return redirect(url_for(".program", program_id=made[0].id))
    return _edit(form, gettext("Set up a program"), PROGRAM_ROWS, url_for(".staff_list"))


@bp.route("/programs/<int:program_id>/edit", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_program)
def edit_program(program: Program) -> Page:
    """Change a program."""
    form, back = forms.program_form(program, []), url_for(".program", program_id=program.id)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.edit_program(g.actor, program.id, form.plan())
    ):
        flash(gettext("Saved."))
        return redirect(back)
    return _edit(form, gettext("Change the program"), PROGRAM_ROWS, back)


@bp.route("/programs/<int:program_id>/themes/<wanted>", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_program)
def theme(program: Program, wanted: str) -> Page:
    """Add a theme to a program ("new"), or change one."""
    theme = next((one for one in program.themes if str(one.id) == wanted), None)
    if theme is None and wanted != "new":
        abort(404)
    form, back = forms.theme_form(theme), url_for(".program", program_id=program.id)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.save_theme(
            g.actor, program.id, theme.id if theme else None, form.both("title"), form.both("description")
        )
    ):
        flash(gettext("Saved."))
        return redirect(back)
    title = gettext("Change a theme") if theme else gettext("Add a theme")
    return _edit(form, title, [_pair("title"), _pair("description")], back)
