"""What a partnership rests on: the kinds it had, its agreements, and what was done by hand."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.core.dates import PartialDate
from grantapp.core.words import Bilingual
from grantapp.database import Base, PartialDateText, UtcDateTime, bilingual, enum_column
from grantapp.partnerships.models.partnerships import Partnership, PartnershipKind


class Correctable(Base):
    """What can be corrected, and marked as removed with a reason; the row and its old words stay."""

    __abstract__ = True

    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removal_reason: Mapped[str] = mapped_column(Text, default="")

    @declared_attr
    @classmethod
    def edited_by(cls) -> Mapped[Person | None]:
        """Who corrected it last."""
        return relationship(Person, primaryjoin=f"{cls.__name__}.edited_by_id == Person.id", viewonly=True)

    @declared_attr
    @classmethod
    def removed_by(cls) -> Mapped[Person | None]:
        """Who marked it as removed."""
        return relationship(Person, primaryjoin=f"{cls.__name__}.removed_by_id == Person.id", viewonly=True)


class KindEntry(Base):
    """A kind that a partnership had from a date on, and what shows it; the latest is its present one."""

    __tablename__ = "partnership_kind_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[PartnershipKind] = enum_column(PartnershipKind)
    since: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    evidence: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PartnershipAgreement(Correctable):
    """A signed agreement of a partnership, or its renewal; its files hang on it.

    `language` is "en", "ja" or "both"; `renews` is the agreement that this one renewed.
    """

    __tablename__ = "partnership_agreement"
    __subject__ = "partnership_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_agreement.id"))
    title: Mapped[Bilingual] = bilingual("title")
    signed: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    signatories: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(4), default="both")
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    partnership: Mapped[Partnership] = relationship()
    renews: Mapped["PartnershipAgreement | None"] = relationship(remote_side=[id])

    __table_args__ = (CheckConstraint("language IN ('en', 'ja', 'both')", name="language"),)


class LogEntry(Correctable):
    """What somebody wrote into the history by hand, and what shows it."""

    __tablename__ = "partnership_log_entry"
    __subject__ = "partnership_log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    evidence: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    partnership: Mapped[Partnership] = relationship()
