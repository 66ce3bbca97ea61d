"""Letters: an outbox of our own, whole letters in two languages, delivery by the worker."""

from flask import Flask

from grantapp.notifications import cli, views


def register(app: Flask) -> None:
    """Add the command, and the mailbox of development where nobody else can reach it."""
    app.cli.add_command(cli.group)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(views.bp)
