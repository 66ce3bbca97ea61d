"""Awards: the offer, the agreement that both cities accept, and the award's standing until it is closed."""

from flask import Flask

from grantapp.awards import actions as actions
from grantapp.awards import jobs as jobs
from grantapp.awards import policy, queries, views
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.web.components import NavigationItem, Tab, add_navigation, add_tab

ports.subject(
    ports.Subject(
        "award", N_("award"), queries.get_award, lambda award, _language: f"{award.number} {award.application.title}",
        "portfolio.award", lambda award: {"award_id": award.id}, policy.VIEW,
        public=lambda award: ("showcase.award", {"number": award.number}),
        load_many=queries.list_by_ids,
    )
)  # fmt: skip
for _area, _order, _group in (("city", 30, 1), ("staff", 50, 1)):
    add_navigation(NavigationItem(_area, _order, N_("Awards"), "awards.listing", policy.LIST.allows, _group))
add_tab(Tab("award", 20, N_("Agreement"), "awards.agreement", policy.VIEW.allows))
add_tab(Tab("award", 90, N_("History"), "awards.history", policy.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
