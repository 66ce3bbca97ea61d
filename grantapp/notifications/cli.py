"""`flask letters`: what could not be delivered, and trying again."""

import click
from flask.cli import AppGroup

from grantapp.core.policy import Actor
from grantapp.notifications import actions, queries

group = AppGroup("letters", help="The outbox.")


@group.command("undelivered")
def undelivered() -> None:
    """List the letters that were given up, with the last answer."""
    for letter in queries.list_undelivered():
        detail = letter.attempts[-1].detail if letter.attempts else ""
        click.echo(f"{letter.id}\t{letter.name}\t{letter.address}\t{len(letter.attempts)} attempts\t{detail}")


@group.command("retry")
@click.argument("letter_id", type=int)
def retry(letter_id: int) -> None:
    """Put a letter that was given up back into the outbox."""
    if not actions.retry_letter(Actor.system("flask letters retry"), letter_id):
        raise click.ClickException(f"letter {letter_id} was not given up")
    click.echo(f"letter {letter_id} waits again")
