"""The outbox: a letter is a row of the same transaction as the fact it tells of."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.database import Base, UtcDateTime, enum_column


class LetterState(enum.StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Letter(Base):
    """One letter to one address in one language; `facts` are packed plain data (see rules.pack)."""

    __tablename__ = "letter"
    __subject__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    person_id: Mapped[int | None] = mapped_column(index=True)
    is_office: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[LetterState] = enum_column(LetterState, default=LetterState.QUEUED)
    send_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[list["LetterAttempt"]] = relationship(
        back_populates="letter", order_by="LetterAttempt.id"
    )

    __table_args__ = (Index(None, "state", "send_at"), Index(None, "subject_kind", "subject_id"))


class LetterAttempt(Base):
    """One try to hand a letter to the mail server, kept for good."""

    __tablename__ = "letter_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text, default="")
    letter: Mapped[Letter] = relationship(back_populates="attempts")


class DeadAddress(Base):
    """An address that the office marked: letters to it are not sent until it is cleared again."""

    __tablename__ = "dead_address"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    reason: Mapped[str] = mapped_column(Text)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_by: Mapped[int | None]
    letter: Mapped[Letter] = relationship()
