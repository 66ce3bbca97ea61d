"""What a person asks about his own data: a copy of it, or that it be deleted."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models.people import Person
from grantapp.database import Base, UtcDateTime, enum_column


class DataCopy(Base):
    """A copy of all that is kept about a person, made by a job; the bytes lie in the store for a week.

    The copy hangs on no record as an uploaded file does: its own page is the only door to it.
    """

    __tablename__ = "data_copy"
    __subject__ = "data_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    storage_key: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)


class DeletionStatus(enum.StrEnum):
    """Where a request for deletion stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DeletionRequest(Base):
    """The wish of a person that his data be deleted, and the office's answer."""

    __tablename__ = "deletion_request"
    __subject__ = "deletion_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[DeletionStatus] = enum_column(DeletionStatus, default=DeletionStatus.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_until: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (CheckConstraint("status = 'asked' OR decided_at IS NOT NULL", name="decided"),)
