"""`flask audit verify`."""

import click
from flask.cli import AppGroup

from grantapp.audit import chain

group = AppGroup("audit", help="The chain of facts.")


@group.command("verify")
def verify() -> None:
    """Check every fact of the chain; exit 1 and name each fault when one does not hold."""
    faults = list(chain.verify())
    for fault in faults:
        click.echo(f"event {fault.event_id}: {fault.reason}", err=True)
    if faults:
        raise SystemExit(1)
    head = chain.head()
    click.echo(f"audit chain holds: {head[0]} events, head {head[1]}")
