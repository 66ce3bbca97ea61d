"""An officer who acts for a city for an hour, and why."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models.people import Person
from grantapp.database import Base, UtcDateTime, enum_column


class Occasion(enum.StrEnum):
    """How the city asked the office to act."""

    PAPER = "paper"
    PHONE = "phone"
    LETTER = "letter"
    OTHER = "other"


class Deputation(Base):
    """The hour in which an officer enters for a city what it sent on paper or said by telephone."""

    __tablename__ = "deputation"
    __subject__ = "deputation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), index=True)
    occasion: Mapped[Occasion] = enum_column(Occasion)
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="deputations")

    __table_args__ = (CheckConstraint("until_at > begun_at", name="until"),)
