"""Frozen content: canonical JSON stored and hashed as bytes, people in an annex that may be erased."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from grantapp.database import Base, UtcDateTime


class Snapshot(Base):
    """What was agreed or sent: `content` (RFC 8785 bytes), its SHA-256, and a salted annex."""

    __tablename__ = "snapshot"
    __subject__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    annex: Mapped[bytes | None] = mapped_column(LargeBinary)
    annex_salt: Mapped[str] = mapped_column(String(32), default="")
    annex_sha256: Mapped[str] = mapped_column(String(64), default="")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "subject_kind", "subject_id"),)
