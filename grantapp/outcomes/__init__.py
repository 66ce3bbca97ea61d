"""Outcomes: what came of an award, by indicator and year, with evidence; corrected by newer figures only."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.outcomes import actions as actions
from grantapp.outcomes import cli, documents, policy, queries, views
from grantapp.web.components import Tab, add_tab

ports.subject(
    ports.Subject(
        "outcome_value", N_("outcome"), queries.get_value,
        lambda value, language: documents.history_line(value).in_(language),
        "outcomes.of_award", lambda value: {"award_id": value.award_id}, policy.VIEW,
        public=lambda value: ("showcase.award", {"number": value.award.number}),
        load_many=queries.list_by_ids,
    )
)  # fmt: skip
add_tab(Tab("award", 60, N_("Outcomes"), "outcomes.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages and the command."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
