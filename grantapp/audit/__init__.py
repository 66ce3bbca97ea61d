"""Audit: who did what when, append-only and chained; timelines and `flask audit verify`."""

from flask import Flask

from grantapp.audit import chain, cli
from grantapp.unit_of_work import before_commit

before_commit.append(chain.append)


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(cli.group)
