"""Keeping the house safe: copies of everything that can be put back on another host and another engine."""

from flask import Flask

from grantapp.operations import cli


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
