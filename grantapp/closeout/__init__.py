"""Close-out: the checklist, the rest set free, and the close for good."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.closeout import actions as actions
from grantapp.closeout import policy, queries, views
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.web.components import Tab, add_tab

ports.subject(
    ports.Subject(
        "closeout", N_("close-out"), queries.get_closeout, lambda closeout, _language: closeout.award.number,
        "closeout.of_award", lambda closeout: {"award_id": closeout.award_id}, policy.VIEW,
    )
)  # fmt: skip
add_tab(Tab("award", 70, N_("Close-out"), "closeout.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
