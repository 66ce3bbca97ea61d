"""The demonstration: Leading Asia with its real pairs; what it invents says so. Production refuses it."""

from flask import Flask

from grantapp.demo import cli


def register(app: Flask) -> None:
    """Add the command; refuse to start in production on a database that holds the demonstration."""
    app.cli.add_command(cli.command)
    app.config.setdefault("DEMONSTRATION", not app.config["PRODUCTION"])
    if app.config["PRODUCTION"]:
        with app.app_context():
            cli.refuse_in_production()
