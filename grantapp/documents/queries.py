"""Snapshots of a record, and a snapshot together with what it freezes."""

from typing import Any

from sqlalchemy import select

from grantapp.core.ports import subject_of, subjects
from grantapp.database import db
from grantapp.documents.models import Snapshot
from grantapp.documents.rules import PlacedSnapshot


def get_snapshot(snapshot_id: int) -> Snapshot | None:
    """Return a snapshot."""
    return db.session.get(Snapshot, snapshot_id)


def newest_snapshot(subject: Any, kind: str) -> Snapshot | None:
    """Return the newest snapshot of a kind of a record."""
    return next(iter(list_snapshots(subject, kind)), None)


def list_snapshots(subject: Any, kind: str | None = None) -> list[Snapshot]:
    """Return the snapshots of a record, newest first."""
    subject_kind, identity = subject_of(subject)
    statement = select(Snapshot).where(Snapshot.subject_kind == subject_kind, Snapshot.subject_id == identity)
    if kind is not None:
        statement = statement.where(Snapshot.kind == kind)
    return list(db.session.scalars(statement.order_by(Snapshot.id.desc())))


def get_placed_snapshot(snapshot_id: int) -> PlacedSnapshot | None:
    """Return a snapshot with the record it freezes; None when either is not there."""
    snapshot = get_snapshot(snapshot_id)
    entry = subjects.get(snapshot.subject_kind) if snapshot else None
    if snapshot is None or entry is None:
        return None
    subject = entry.load(snapshot.subject_id)
    return PlacedSnapshot(snapshot, subject, entry.view) if subject is not None else None


def list_all() -> list[Snapshot]:
    """Return every snapshot."""
    return list(db.session.scalars(select(Snapshot).order_by(Snapshot.id)))
