"""Commands of the gazetteer."""

import click
from flask.cli import AppGroup

from grantapp.core.policy import Actor
from grantapp.places import actions

group = AppGroup("places", help="The gazetteer of cities, states and prefectures.")


@group.command("load")
def load() -> None:
    """Add and correct the places that the product ships; safe to repeat."""
    counts = actions.load_gazetteer(Actor.system("places load"))
    click.echo(
        ", ".join(f"{counts[word]} {word}" for word in (actions.CREATED, actions.UPDATED, actions.UNCHANGED))
    )
