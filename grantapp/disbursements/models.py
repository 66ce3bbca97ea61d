"""Payments of an award: requested, approved by one person, released by another, paid with date and rate."""

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.awards.models import Award
from grantapp.core.money import Money
from grantapp.database import Base, UtcDateTime, enum_column, minor_units, whole_units


class DisbursementStatus(enum.StrEnum):
    """Where a payment stands."""

    SCHEDULED = "scheduled"
    REQUESTED = "requested"
    APPROVED = "approved"
    RELEASED = "released"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DisbursementCondition(enum.StrEnum):
    """What a payment waits for."""

    AGREEMENT = "agreement"
    FINAL_REPORT = "final_report"


class Disbursement(Base):
    """Payment n of an award in its currency; what was really paid is kept with date, currency and rate."""

    __tablename__ = "disbursement"
    __subject__ = "disbursement"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    position: Mapped[int]
    condition: Mapped[DisbursementCondition] = enum_column(DisbursementCondition)
    status: Mapped[DisbursementStatus] = enum_column(DisbursementStatus, default=DisbursementStatus.SCHEDULED)
    amount: Mapped[int] = minor_units()
    currency: Mapped[str] = mapped_column(String(3))
    expected_on: Mapped[date]
    requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paid_on: Mapped[date | None]
    paid_amount: Mapped[int | None] = minor_units(nullable=True)
    paid_currency: Mapped[str] = mapped_column(String(3), default="")
    rate_text: Mapped[str] = mapped_column(String(20), default="")
    rate_source: Mapped[str] = mapped_column(Text, default="")
    reference: Mapped[str] = mapped_column(Text, default="")
    award: Mapped[Award] = relationship()

    __table_args__ = (
        UniqueConstraint("award_id", "position"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "status NOT IN ('requested', 'approved', 'released', 'paid') OR requested_at IS NOT NULL",
            name="requested",
        ),
        CheckConstraint(
            "status NOT IN ('approved', 'released', 'paid') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved",
        ),
        CheckConstraint(
            "status NOT IN ('released', 'paid') OR (released_by IS NOT NULL AND released_at IS NOT NULL)",
            name="released",
        ),
        CheckConstraint("released_by IS NULL OR released_by <> approved_by", name="two_people"),
        CheckConstraint("released_by IS NULL OR released_by <> requested_by", name="not_the_requester"),
        CheckConstraint(
            "status <> 'paid' OR (paid_at IS NOT NULL AND paid_on IS NOT NULL AND paid_amount IS NOT NULL)",
            name="paid",
        ),
        *whole_units("amount", "paid_amount"),
    )

    @property
    def money(self) -> Money:
        """The amount of the payment in the award's currency."""
        return Money(self.amount, self.currency)

    @property
    def rate(self) -> Decimal | None:
        """What was paid: `paid_currency` per one unit of the award's currency."""
        return Decimal(self.rate_text) if self.rate_text else None

    @property
    def paid(self) -> Money | None:
        """What was really paid, in the currency in which it was paid; None until then."""
        return None if self.paid_amount is None else Money(self.paid_amount, self.paid_currency)

    @property
    def paid_other(self) -> Money | None:
        """What was paid, when it was paid in another currency than the award's."""
        if self.paid_amount is None or self.paid_currency == self.currency:
            return None
        return Money(self.paid_amount, self.paid_currency)
