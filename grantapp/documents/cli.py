"""`flask documents`: verifying frozen content, erasing the personal values beside it."""

import click
from flask.cli import AppGroup

from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.documents import actions, queries, rules

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


@group.command("erase-annex")
@click.argument("snapshot_id", type=int)
@click.option("--reason", required=True, help="Why, for the audit log.")
def erase_annex(snapshot_id: int, reason: str) -> None:
    """Erase the personal values of one snapshot; its content still verifies."""
    try:
        actions.erase_annex(Actor.system("flask documents erase-annex"), snapshot_id, reason)
    except NotPermitted as error:
        raise click.ClickException(f"there is no snapshot {snapshot_id}") from error
    click.echo(f"the personal values of snapshot {snapshot_id} are erased")
