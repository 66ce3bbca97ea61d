"""Files: a row here, the bytes under a random key in the store."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from grantapp.database import Base, UtcDateTime


class StoredFile(Base):
    """A file that hangs on a subject (kind and id) and is seen by whoever may see that subject."""

    __tablename__ = "stored_file"
    __subject__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(40), default="attachment")
    side: Mapped[str] = mapped_column(String(20), default="")
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "subject_kind", "subject_id"), CheckConstraint("size >= 0", name="size"))
