"""Freezing content: the bytes and their hash, personal values in a salted annex that may be erased."""

import secrets
from collections.abc import Mapping
from typing import Any

from grantapp.core.errors import NotPermitted
from grantapp.core.ports import subject_of
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.documents import policy, queries
from grantapp.documents.canonical import canonical_bytes, sha256_of_bytes
from grantapp.documents.models import Snapshot
from grantapp.unit_of_work import Actor, action


@action
def take_snapshot(
    actor: Actor,
    kind: str,
    subject: Any,
    content: Mapping[str, Any],
    personal: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Freeze a record: `sha256` is that of the canonical content; `personal` goes into the salted annex."""
    subject_kind, identity = subject_of(subject)
    frozen = canonical_bytes(content)
    snapshot = Snapshot(
        kind=kind, subject_kind=subject_kind, subject_id=identity, content=frozen,
        sha256=sha256_of_bytes(frozen), taken_at=actor.at,
    )  # fmt: skip
    if personal:
        snapshot.annex_salt = secrets.token_hex(16)
        snapshot.annex = canonical_bytes({"salt": snapshot.annex_salt, "values": personal})
        snapshot.annex_sha256 = sha256_of_bytes(snapshot.annex)
    db.session.add(snapshot)
    db.session.flush()
    facts = {"kind": kind, "sha256": snapshot.sha256, "annex_sha256": snapshot.annex_sha256}
    record(Happened("snapshot.taken", snapshot, actor, actor.at, facts=facts))
    return snapshot


@action
def erase_annex(actor: Actor, snapshot_id: int, reason: str) -> Snapshot:
    """Erase the personal values of a snapshot; its content and its hashes stay and still verify."""
    snapshot = queries.get_snapshot(snapshot_id)
    if snapshot is None or not policy.ERASE.allows(actor, snapshot):
        raise NotPermitted(policy.ERASE.name)
    snapshot.annex, snapshot.annex_salt = None, ""
    record(Happened("snapshot.annex_erased", snapshot, actor, actor.at, reason=reason))
    return snapshot
