"""`flask search rebuild`: the index anew, from the records."""

import click
from flask.cli import AppGroup

from grantapp.core.policy import Actor
from grantapp.search import actions
from grantapp.search.rules import sources

group = AppGroup("search", help="The index of what can be found.")


@group.command("rebuild")
@click.argument("kinds", nargs=-1)
def rebuild(kinds: tuple[str, ...]) -> None:
    """Write the index of KINDS anew, of all kinds when none is named; safe to repeat."""
    unknown = [kind for kind in kinds if kind not in sources]
    if unknown:
        raise click.ClickException(f"not one of {', '.join(sources)}: {', '.join(unknown)}")
    for kind in kinds or sources:
        click.echo(f"{kind}: {actions.rebuild(Actor.system('search rebuild'), kind)}")
