"""`flask backup` and `flask restore`."""

from collections.abc import Callable
from pathlib import Path

import click

from grantapp.operations import archive
from grantapp.operations.rules import Damaged, Manifest

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.command("backup")
@FOLDER
def backup(folder: Path) -> None:
    """Write the database and all files into a new FOLDER while the product runs. Keys are not in it: keep them apart."""
    manifest = _or_exit(lambda: archive.write_backup(folder))
    click.echo(f"{folder}: {_in_words(manifest)}")
    for key in manifest.lost_files:
        click.echo(f"not in the store, so not in the backup: {key}", err=True)


@click.command("restore")
@FOLDER
@click.option("--check", is_flag=True, help="Only compare the backup with its own sums; change nothing.")
def restore(folder: Path, check: bool) -> None:
    """Put the backup in FOLDER into an empty database of the same schema, on this or the other engine."""
    read = archive.check_backup if check else archive.read_backup
    manifest = _or_exit(lambda: read(folder))
    click.echo(f"{'holds' if check else 'restored'}: {_in_words(manifest)}")


def _or_exit(do: Callable[[], Manifest]) -> Manifest:
    try:
        return do()
    except Damaged as damaged:
        raise click.ClickException(str(damaged)) from damaged


def _in_words(manifest: Manifest) -> str:
    rows = sum(mark.rows for mark in manifest.tables.values())
    return (
        f"{rows} rows in {len(manifest.tables)} tables, {manifest.files} files, "
        f"{manifest.audit_events} audit events, schema {manifest.revision}, made {manifest.made_at}"
    )
