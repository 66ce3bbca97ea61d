"""Commands of the outcomes."""

import click
from flask.cli import AppGroup

from grantapp.core.policy import Actor
from grantapp.outcomes import actions

group = AppGroup("outcomes", help="Indicators and what came of awards.")


@group.command("load")
def load() -> None:
    """Add and correct the indicators that the product ships; safe to repeat."""
    counts = actions.load_indicators(Actor.system("outcomes load"))
    click.echo(", ".join(f"{counts[word]} {word}" for word in ("created", "updated", "unchanged")))
