"""Reports: what is due after an award, written by both cities, sent by the lead, confirmed by the partner."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.reports import actions as actions
from grantapp.reports import documents, policy, queries, views
from grantapp.reports import jobs as jobs
from grantapp.web.components import NavigationItem, Tab, add_navigation, add_tab

ports.subject(
    ports.Subject(
        "requirement",
        N_("report"),
        queries.get_requirement,
        lambda requirement, language: (
            f"{documents.TITLES[requirement.kind].in_(language)} {requirement.award.number}"
        ),
        "reports.report",
        lambda requirement: {"requirement_id": requirement.id},
        policy.VIEW,
    )
)
for _area, _order, _group in (("city", 40, 1), ("staff", 70, 1)):
    add_navigation(
        NavigationItem(_area, _order, N_("Reports"), "reports.listing", policy.LIST.allows, _group)
    )
add_tab(Tab("award", 50, N_("Reports"), "reports.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
