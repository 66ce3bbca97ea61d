"""Staff pages of programs: what there is, whose money, under which rules."""

from flask import Blueprint, g, render_template

from grantapp.accounts.policy import OBSERVERS
from grantapp.core.words import N_
from grantapp.programs import policy, queries, rules
from grantapp.programs.models import Program
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation

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
    """Show the programs with the money behind them."""
    return render_template("programs/staff_list.html", programs=queries.list_programs(g.actor))


@bp.get("/programs/<int:program_id>")
@authorized(policy.VIEW_GRANT, queries.load_program)
def program(program: Program) -> str:
    """Show a program: objective, funder, rules and themes."""
    terms = rules.read_terms(program.funder_grant.rule_set.terms)
    return render_template("programs/program.html", program=program, grant=program.funder_grant, terms=terms)
