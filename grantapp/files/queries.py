"""Files of a record, and a file together with what it hangs on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from grantapp.core.policy import Actor
from grantapp.core.ports import Question, subject_of, subjects
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.files.models import StoredFile
from grantapp.files.rules import PlacedFile

KEPT_BESIDES: Question[set[str]] = Question(
    "files.kept_besides", N_("Under which keys does the store hold bytes that are no attachments?")
)


def get_file(file_id: int, *, lock: bool = False) -> StoredFile | None:
    """Return a file that was not removed."""
    statement = select(StoredFile).where(StoredFile.id == file_id, StoredFile.removed_at.is_(None))
    if lock:
        statement = statement.with_for_update(of=StoredFile).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def get_placed_file(file_id: int) -> PlacedFile | None:
    """Return a file with the record it hangs on; None when either is not there."""
    stored = get_file(file_id)
    entry = subjects.get(stored.subject_kind) if stored else None
    if stored is None or entry is None:
        return None
    subject = entry.load(stored.subject_id)
    view = entry.files.get(stored.purpose, entry.view)
    return PlacedFile(stored, subject, view) if subject is not None else None


def list_files(subject: Any, purpose: str | None = None, side: str | None = None) -> list[StoredFile]:
    """Return the files of a record, oldest first, of one purpose or side when given."""
    kind, identity = subject_of(subject)
    statement = select(StoredFile).where(
        StoredFile.subject_kind == kind, StoredFile.subject_id == identity, StoredFile.removed_at.is_(None)
    )
    if purpose is not None:
        statement = statement.where(StoredFile.purpose == purpose)
    if side is not None:
        statement = statement.where(StoredFile.side == side)
    return list(db.session.scalars(statement.order_by(StoredFile.id)))


def names_of_files(kind: str, identities: Sequence[int]) -> list[tuple[int, str]]:
    """Return the names of the files of several records, each with the record's id."""
    statement = select(StoredFile.subject_id, StoredFile.name).where(
        StoredFile.subject_kind == kind, StoredFile.subject_id.in_(identities),
        StoredFile.removed_at.is_(None),
    )  # fmt: skip
    return [(identity, name) for identity, name in db.session.execute(statement.order_by(StoredFile.id))]


def used_by(kind: str, identity: int) -> int:
    """Return how many bytes the files of a record have together."""
    statement = select(func.coalesce(func.sum(StoredFile.size), 0)).where(
        StoredFile.subject_kind == kind, StoredFile.subject_id == identity, StoredFile.removed_at.is_(None)
    )
    return int(db.session.scalar(statement) or 0)


def all_keys(actor: Actor) -> set[str]:
    """Return every key that the database knows, removed files included, and what other tables keep bytes under."""
    return {*db.session.scalars(select(StoredFile.storage_key)), *KEPT_BESIDES.ask(actor)}


def list_all() -> list[StoredFile]:
    """Return every file that was not removed."""
    statement = select(StoredFile).where(StoredFile.removed_at.is_(None)).order_by(StoredFile.id)
    return list(db.session.scalars(statement))
