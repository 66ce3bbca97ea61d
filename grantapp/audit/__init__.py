"""Audit: who did what when, append-only and chained; timelines, the log and `flask audit verify`."""

from flask import Flask

from grantapp.audit import chain, cli, views
from grantapp.unit_of_work import before_commit

before_commit.append(chain.append)


def register(app: Flask) -> None:
    """Add the pages and the command."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
