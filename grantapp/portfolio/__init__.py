"""Portfolio: the home page with the to-do list of every role, the first page of an award, names of scopes."""

from flask import Flask

from grantapp.portfolio import queries as queries
from grantapp.portfolio import views


def register(app: Flask) -> None:
    """Bind the pages and the line that says for which city somebody works."""
    app.register_blueprint(views.bp)
    app.context_processor(views.affiliation)
