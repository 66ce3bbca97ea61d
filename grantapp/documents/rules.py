"""Whether frozen content still is what its hashes say."""

import enum
import hmac
from dataclasses import dataclass
from typing import Any

from grantapp.core.policy import Permission
from grantapp.documents.canonical import sha256_of_bytes
from grantapp.documents.models import Snapshot


class AnnexState(enum.StrEnum):
    """What became of the personal values of a snapshot."""

    NONE = "none"
    HOLDS = "holds"
    ERASED = "erased"
    ALTERED = "altered"


@dataclass(frozen=True)
class Verification:
    """Whether the content is unaltered, and how the annex stands; an erased annex harms nothing."""

    content_holds: bool
    annex: AnnexState

    @property
    def holds(self) -> bool:
        """Whether nothing was altered."""
        return self.content_holds and self.annex is not AnnexState.ALTERED


@dataclass(frozen=True)
class PlacedSnapshot:
    """A snapshot with the record it freezes and the permission that shows that record."""

    snapshot: Snapshot
    subject: Any
    view: Permission


def verify(snapshot: Snapshot) -> Verification:
    """Compare the stored bytes of a snapshot with its hashes."""
    return Verification(_same(snapshot.content, snapshot.sha256), _annex_state(snapshot))


def file_name(snapshot: Snapshot, part: str = "") -> str:
    """Return the name under which a snapshot (or a part of it) is downloaded."""
    middle = f"-{part}" if part else ""
    return f"{snapshot.kind.replace('.', '-')}-{snapshot.subject_id}{middle}-{snapshot.sha256[:12]}.json"


def _same(content: bytes, sha256: str) -> bool:
    return hmac.compare_digest(sha256_of_bytes(content), sha256)


def _annex_state(snapshot: Snapshot) -> AnnexState:
    if not snapshot.annex_sha256:
        return AnnexState.NONE
    if snapshot.annex is None:
        return AnnexState.ERASED
    return AnnexState.HOLDS if _same(snapshot.annex, snapshot.annex_sha256) else AnnexState.ALTERED
