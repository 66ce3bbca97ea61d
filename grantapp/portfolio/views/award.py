"""The first page of an award: what is due next, where each city stands, dates, payments and the balance."""

from flask import g, render_template

from grantapp.applications import policy as applications
from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.core.words import N_
from grantapp.disbursements import queries as disbursements
from grantapp.exchanges import queries as exchanges
from grantapp.portfolio import documents
from grantapp.portfolio.views.blueprint import bp
from grantapp.reports import queries as reports
from grantapp.reports import rules as report_rules
from grantapp.web.access import authorized
from grantapp.web.components import Tab, add_tab

add_tab(Tab("award", 10, N_("Overview"), "portfolio.award", awards.VIEW.allows))


@bp.get("/awards/<int:award_id>")
@authorized(awards.VIEW, get_award)
def award(award: Award) -> str:
    """Show where an award stands."""
    page = documents.award_page(
        award,
        disbursements.list_of_award(award.id),
        exchanges.list_of_award(award.id),
        reports.list_of_award(award.id),
        g.actor.at,
    )
    side = applications.side_of(g.actor, award.application)
    left = report_rules.days_left(page.next_due, g.actor.at) if page.next_due else None
    return render_template("portfolio/award.html", page=page, ours=side.value if side else "", left=left)
