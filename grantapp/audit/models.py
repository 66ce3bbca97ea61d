"""The append-only chain of facts, and the personal values that it holds only as a salted hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.database import Base, UtcDateTime


class DomainEvent(Base):
    """One fact; `body` is its canonical JSON (RFC 8785), `hash` the HMAC over the previous hash and the body."""

    __tablename__ = "domain_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verb: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    subjects: Mapped[list["EventSubject"]] = relationship(
        back_populates="event", order_by="EventSubject.position"
    )
    personal: Mapped["EventPersonal | None"] = relationship(back_populates="event")


class EventSubject(Base):
    """A timeline on which a fact stands; position 0 is the thing it happened to."""

    __tablename__ = "event_subject"

    event_id: Mapped[int] = mapped_column(ForeignKey("domain_event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    event: Mapped[DomainEvent] = relationship(back_populates="subjects")

    __table_args__ = (Index(None, "kind", "subject_id"),)


class EventPersonal(Base):
    """Personal values of a fact with their salt; the row may be erased and the chain stays true."""

    __tablename__ = "event_personal"

    event_id: Mapped[int] = mapped_column(ForeignKey("domain_event.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    values: Mapped[str] = mapped_column(Text)
    event: Mapped[DomainEvent] = relationship(back_populates="personal")


class AuditHead(Base):
    """Number and hash of the newest fact under an HMAC of its own, so that cutting the tail is seen."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
