"""Exchanges: the funded journey, its dates and its delegates."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.exchanges import actions as actions
from grantapp.exchanges import policy, queries, views
from grantapp.web.components import Tab, add_tab

ports.subject(
    ports.Subject(
        "exchange", N_("journey"), queries.get_exchange,
        lambda exchange, _language: f"{exchange.award.number}: {exchange.destination}",
        "exchanges.of_award", lambda exchange: {"award_id": exchange.award_id}, policy.VIEW,
        load_many=queries.list_by_ids,
    )
)  # fmt: skip
add_tab(Tab("award", 40, N_("Exchange"), "exchanges.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
