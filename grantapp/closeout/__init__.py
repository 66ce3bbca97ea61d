"""Close-out: the checklist, and the act that ends an award."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.closeout import actions as actions
from grantapp.closeout import views
from grantapp.core.words import N_
from grantapp.web.components import Tab, add_tab

add_tab(Tab("award", 70, N_("Close-out"), "closeout.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the page."""
    app.register_blueprint(views.bp)
