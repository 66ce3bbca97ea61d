"""An award from the offer to completion, and the agreement that both sides accept."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.applications.models import Application, Side
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.database import Base, UtcDateTime, bilingual, enum_column, minor_units, whole_units
from grantapp.documents.models import Snapshot
from grantapp.files.models import StoredFile


class AwardStatus(enum.StrEnum):
    """Where an award stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    DECLINED = "declined"
    LAPSED = "lapsed"


# Both cities have signed: from here on the public may see the award and what came of it.
STARTED = (AwardStatus.ACTIVE, AwardStatus.SUSPENDED, AwardStatus.COMPLETED, AwardStatus.TERMINATED)


class Award(Base):
    """Money promised for one application; the amount is in minor units of the call's currency."""

    __tablename__ = "award"
    __subject__ = "award"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[AwardStatus] = enum_column(AwardStatus, default=AwardStatus.OFFERED)
    awarded_amount: Mapped[int] = minor_units()
    currency: Mapped[str] = mapped_column(String(3))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply_until: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    period_starts_on: Mapped[date]
    period_ends_on: Mapped[date]
    public_summary: Mapped[Bilingual] = bilingual("public_summary")
    application: Mapped[Application] = relationship()
    agreement: Mapped["Agreement | None"] = relationship(back_populates="award")

    __table_args__ = (
        CheckConstraint("awarded_amount > 0", name="amount"),
        CheckConstraint("period_ends_on >= period_starts_on", name="period"),
        CheckConstraint(
            "status NOT IN ('accepted', 'active', 'suspended', 'completed') OR accepted_at IS NOT NULL",
            name="accepted",
        ),
        CheckConstraint("status NOT IN ('active', 'completed') OR active_at IS NOT NULL", name="active"),
        CheckConstraint("status <> 'declined' OR declined_at IS NOT NULL", name="declined"),
        CheckConstraint("status <> 'completed' OR completed_at IS NOT NULL", name="completed"),
        *whole_units("awarded_amount"),
    )

    @property
    def awarded(self) -> Money:
        """The amount of the award."""
        return Money(self.awarded_amount, self.currency)


class Agreement(Base):
    """The grant agreement as frozen text; the PDF is made from the snapshot by a job."""

    __tablename__ = "agreement"
    __subject__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    award: Mapped[Award] = relationship(back_populates="agreement")
    snapshot: Mapped[Snapshot] = relationship()
    pdf: Mapped[StoredFile | None] = relationship()
    acceptances: Mapped[list["AgreementAcceptance"]] = relationship(
        back_populates="agreement", order_by="AgreementAcceptance.id"
    )

    def accepted_by(self, side: Side) -> "AgreementAcceptance | None":
        """Return a side's acceptance."""
        return next((one for one in self.acceptances if one.side == side), None)


class AgreementAcceptance(Base):
    """One side's acceptance: who, the name as typed, and the hash of what was accepted."""

    __tablename__ = "agreement_acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    side: Mapped[Side] = enum_column(Side)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    typed_name: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreement: Mapped[Agreement] = relationship(back_populates="acceptances")
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("agreement_id", "side"),)
