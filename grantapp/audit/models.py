"""The append-only chain of facts, and the personal values that it holds only as a salted hash."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
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


class AccessEntry(Base):
    """One request of a signed-in person, loaded from the spool of a host: ids and codes only."""

    __tablename__ = "access_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    request_id: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(10))
    endpoint: Mapped[str] = mapped_column(String(120))
    status: Mapped[int]
    ms: Mapped[int]
    statements: Mapped[int]
    actor_id: Mapped[int]
    on_behalf_of: Mapped[int | None]
    session_key: Mapped[str | None] = mapped_column(String(80), index=True)
    subjects: Mapped[list["AccessSubject"]] = relationship(
        back_populates="entry", order_by="AccessSubject.kind, AccessSubject.subject_id"
    )

    __table_args__ = (Index(None, "actor_id", "at"),)


class AccessSubject(Base):
    """One record that a request showed."""

    __tablename__ = "access_subject"

    entry_id: Mapped[int] = mapped_column(ForeignKey("access_entry.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[AccessEntry] = relationship(back_populates="subjects")

    __table_args__ = (Index(None, "kind", "subject_id"),)


class AccessSpool(Base):
    """How far a spool file was loaded; it is known by the hash of its first line, wherever it was moved."""

    __tablename__ = "access_spool"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
