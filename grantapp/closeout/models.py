"""The close of an award: who closed it, when, and what the checklist said."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.awards.models import Award
from grantapp.database import Base, UtcDateTime


class Closeout(Base):
    """One close-out; `checklist` maps each check's code to what was found."""

    __tablename__ = "closeout"
    __subject__ = "closeout"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checklist: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    award: Mapped[Award] = relationship()
