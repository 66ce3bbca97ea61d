"""Letters: an outbox of our own, whole letters in two languages, delivery by the worker."""

from flask import Flask

from grantapp.core.ports import Subject, subject
from grantapp.core.words import N_
from grantapp.notifications import cli, delivery, policy, queries, views
from grantapp.notifications.models import Letter
from grantapp.web.queries import needed

subject(
    Subject(
        kind=Letter.__subject__,
        word=N_("letter"),
        load=queries.find_letter_by_id,
        label=lambda letter, _language: f"{letter.name} / {letter.id}",
        endpoint="letters.undelivered",
        values=lambda _letter: {},
        view=policy.TEND,
    )
)
needed["mail"] = delivery.is_configured


def register(app: Flask) -> None:
    """Add the command and the office's page; the mailbox of development only where nobody else can reach it."""
    app.cli.add_command(cli.group)
    app.register_blueprint(views.office)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(views.bp)
