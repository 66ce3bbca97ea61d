"""`flask documents verify`."""

import click
from flask.cli import AppGroup

from grantapp.documents import queries, rules

group = AppGroup("documents", help="Frozen content.")


@group.command("verify")
def verify() -> None:
    """Compare every snapshot with its hashes; exit 1 and name each that was altered."""
    snapshots = queries.list_all()
    altered = [snapshot for snapshot in snapshots if not rules.verify(snapshot).holds]
    for snapshot in altered:
        click.echo(f"snapshot {snapshot.id} ({snapshot.kind}): altered", err=True)
    if altered:
        raise SystemExit(1)
    click.echo(f"snapshots hold: {len(snapshots)}")
