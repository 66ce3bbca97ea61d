"""Keeping the house running and safe: what a host does by itself, and copies that can be put back elsewhere."""

from flask import Flask

from grantapp.operations import cli
from grantapp.operations import jobs as jobs


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
