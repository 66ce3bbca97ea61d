"""The funded journey: dates, place, and the delegates as counts and roles, names optional."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.awards.models import Award
from grantapp.database import Base, UtcDateTime, enum_column


class Direction(enum.StrEnum):
    """Who travels: the lead's people go out, or the partner's come in."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class DelegateRole(enum.StrEnum):
    """What a delegate is."""

    ELECTED_OFFICIAL = "elected_official"
    CITY_STAFF = "city_staff"
    BUSINESS = "business"
    NONPROFIT = "nonprofit"
    EDUCATOR = "educator"
    YOUTH = "youth"
    ARTIST = "artist"
    INTERPRETER = "interpreter"
    OTHER = "other"


class Exchange(Base):
    """One journey of a delegation."""

    __tablename__ = "exchange"
    __subject__ = "exchange"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    direction: Mapped[Direction] = enum_column(Direction, default=Direction.OUTBOUND)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    destination: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    award: Mapped[Award] = relationship()
    delegates: Mapped[list["Delegate"]] = relationship(back_populates="exchange", order_by="Delegate.id")

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"),)


class Delegate(Base):
    """One traveler: role and organization always, the name only where it is needed."""

    __tablename__ = "delegate"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), index=True)
    role: Mapped[DelegateRole] = enum_column(DelegateRole)
    name: Mapped[str] = mapped_column(Text, default="")
    organization: Mapped[str] = mapped_column(Text, default="")
    is_minor: Mapped[bool] = mapped_column(default=False)
    is_funded: Mapped[bool] = mapped_column(default=True)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exchange: Mapped[Exchange] = relationship(back_populates="delegates")
