"""`flask files verify`."""

import hashlib

import click
from flask.cli import AppGroup

from grantapp.files import queries, storage

group = AppGroup("files", help="Attachments.")


@group.command("verify")
def verify() -> None:
    """Read every file from the store and compare its SHA-256; exit 1 and name each that differs."""
    faults = 0
    files = queries.list_all()
    for stored in files:
        try:
            content = storage.read_bytes(stored.storage_key)
        except storage.MissingBytes:
            content = b""
        if hashlib.sha256(content).hexdigest() != stored.sha256:
            faults += 1
            click.echo(f"file {stored.id}: missing or altered", err=True)
    if faults:
        raise SystemExit(1)
    click.echo(f"files hold: {len(files)}")
