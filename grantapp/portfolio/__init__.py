"""Portfolio: the home page with the to-do list of every role, and what scopes are called."""

from flask import Flask

from grantapp.portfolio import queries as queries
from grantapp.portfolio import views


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
