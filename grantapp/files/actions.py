"""Every write of files; the bytes are stored before by `keep_upload`, outside the transaction."""

from typing import Any

from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.ports import subject_of, subjects
from grantapp.core.words import N_
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.files import policy, queries, rules
from grantapp.files.models import StoredFile
from grantapp.files.rules import Upload
from grantapp.files.storage import keep_bytes, keep_upload
from grantapp.unit_of_work import Actor, action

__all__ = ["Upload", "attach", "keep_bytes", "keep_upload", "remove_file"]
GONE = N_("This file was removed already.")


@action
def attach(
    actor: Actor,
    upload: Upload,
    *,
    subject: Any,
    purpose: str = "attachment",
    side: str = "",
    field: str = "file",
) -> StoredFile:
    """Hang a stored upload on a record; the caller has asked already whether the record may be changed."""
    kind, identity = subject_of(subject)
    if not (actor.is_system or subjects[kind].view.allows(actor, subject)):
        raise NotPermitted(policy.VIEW.name)
    if problem := rules.problem_of_quota(upload.name, queries.used_by(kind, identity), upload.size, field):
        raise Invalid([problem])
    stored = StoredFile(
        storage_key=upload.storage_key, name=upload.name, media_type=upload.media_type, size=upload.size,
        sha256=upload.sha256, subject_kind=kind, subject_id=identity, purpose=purpose, side=side,
        uploaded_by=actor.person_id, uploaded_at=actor.at,
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    facts = {"purpose": purpose, "side": side, "size": upload.size, "sha256": upload.sha256}
    record(Happened("file.attached", stored, actor, actor.at, facts=facts, also=(subject,)))
    return stored


@action
def remove_file(actor: Actor, file_id: int) -> StoredFile:
    """Take a file off its record; the caller has asked already whether the record may be changed."""
    stored = queries.get_file(file_id, lock=True)
    placed = queries.get_placed_file(file_id)
    if stored is None or placed is None:
        raise NotAllowedNow(GONE, code="file.removed")
    if not (actor.is_system or policy.VIEW.allows(actor, placed)):
        raise NotPermitted(policy.VIEW.name)
    stored.removed_at = actor.at
    facts = {"sha256": stored.sha256}
    record(Happened("file.removed", stored, actor, actor.at, facts=facts, also=(placed.subject,)))
    return stored
