"""What came of it: indicators, and values with evidence; corrected by newer versions, never edited."""

import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.awards.models import Award
from grantapp.core.words import Bilingual
from grantapp.database import Base, UtcDateTime, bilingual, enum_column
from grantapp.files.models import StoredFile


class Method(enum.StrEnum):
    """How a figure was found; kinds are never added together."""

    COUNTED = "counted"
    ESTIMATED = "estimated"
    SURVEYED = "surveyed"


class Attribution(enum.StrEnum):
    """How far the exchange is behind it."""

    CAUSED = "caused"
    CONTRIBUTED = "contributed"


class Indicator(Base):
    """A measure with its unit, from the network's published sets; shares and prices do not add up."""

    __tablename__ = "indicator"
    __subject__ = "indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int]
    group: Mapped[Bilingual] = bilingual("group")
    title: Mapped[Bilingual] = bilingual("title")
    unit: Mapped[Bilingual] = bilingual("unit")
    decimals: Mapped[int] = mapped_column(default=0)
    adds_up: Mapped[bool] = mapped_column(default=True)


class OutcomeValue(Base):
    """One figure of an award for a year: `value_text` is an exact decimal; a newer version supersedes it."""

    __tablename__ = "outcome_value"
    __subject__ = "outcome_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    value_text: Mapped[str] = mapped_column(String(40))
    method: Mapped[Method] = enum_column(Method)
    attribution: Mapped[Attribution] = enum_column(Attribution)
    description: Mapped[Bilingual] = bilingual("description")
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    is_public: Mapped[bool] = mapped_column(default=True)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    award: Mapped[Award] = relationship()
    indicator: Mapped[Indicator] = relationship()
    evidence_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        UniqueConstraint("award_id", "indicator_id", "year", "version"),
        CheckConstraint("year BETWEEN 1900 AND 2200", name="year"),
    )

    @property
    def value(self) -> Decimal:
        """The figure, exact."""
        return Decimal(self.value_text)
