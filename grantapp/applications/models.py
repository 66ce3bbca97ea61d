"""A joint application: two sides, one sheet of answers, a budget, the partner's endorsement, recusals."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.calls.models import Call, CostCategory
from grantapp.core.money import Money
from grantapp.database import Base, UtcDateTime, enum_column, minor_units, whole_units
from grantapp.documents.models import Snapshot
from grantapp.files.models import StoredFile
from grantapp.partnerships.models import Organization, Partnership
from grantapp.programs.models import Theme
from grantapp.questionnaires.models import AnswerSheet


class Side(enum.StrEnum):
    """Which city of the pair: the lead opens and sends, the partner endorses; otherwise they are equal."""

    LEAD = "lead"
    PARTNER = "partner"


class ApplicationStatus(enum.StrEnum):
    """Where an application stands; until the decision is released cities read `under_review`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    AWARDED = "awarded"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"


class Application(Base):
    """One joint application.

    `content_version` counts every change of what would be sent, `content_sha256` is the hash of its newest
    state (documents.content_of), `asked_version` the version to which the partner was last asked to agree.
    """

    __tablename__ = "application"
    __subject__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id"), unique=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[ApplicationStatus] = enum_column(ApplicationStatus, default=ApplicationStatus.DRAFT)
    title: Mapped[str] = mapped_column(Text, default="")
    content_version: Mapped[int] = mapped_column(default=1)
    content_sha256: Mapped[str] = mapped_column(String(64), default="")
    asked_version: Mapped[int | None]
    requested_amount: Mapped[int] = minor_units(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    call: Mapped[Call] = relationship()
    partnership: Mapped[Partnership] = relationship()
    sheet: Mapped[AnswerSheet] = relationship()
    theme: Mapped[Theme | None] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    pdf: Mapped[StoredFile | None] = relationship()
    sides: Mapped[list["ApplicationSide"]] = relationship(
        back_populates="application", order_by="ApplicationSide.side"
    )
    budget_lines: Mapped[list["BudgetLine"]] = relationship(
        back_populates="application", order_by="BudgetLine.id"
    )
    endorsements: Mapped[list["Endorsement"]] = relationship(
        back_populates="application", order_by="Endorsement.id"
    )
    recusals: Mapped[list["Recusal"]] = relationship(back_populates="application")
    readers: Mapped[list["Reader"]] = relationship(back_populates="application")

    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND number IS NOT NULL)",
            name="submitted",
        ),
        CheckConstraint(
            "status NOT IN ('awarded', 'declined', 'waitlisted') OR decided_at IS NOT NULL", name="decided"
        ),
        CheckConstraint("status <> 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn"),
        *whole_units("requested_amount"),
    )

    def side(self, side: Side) -> "ApplicationSide":
        """Return the lead's or the partner's half."""
        return next(half for half in self.sides if half.side == side)

    @property
    def lead(self) -> "ApplicationSide":
        """The side that opened the application and sends it."""
        return self.side(Side.LEAD)

    @property
    def partner(self) -> "ApplicationSide":
        """The side that endorses it."""
        return self.side(Side.PARTNER)

    @property
    def requested(self) -> Money:
        """What both cities ask for together."""
        return Money(self.requested_amount, self.call.currency)

    @property
    def endorsement(self) -> "Endorsement | None":
        """The partner's endorsement that still holds, if any."""
        return next((one for one in reversed(self.endorsements) if one.voided_at is None), None)


class ApplicationSide(Base):
    """One city of the application: the organization whose members may act for it."""

    __tablename__ = "application_side"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    side: Mapped[Side] = enum_column(Side)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    application: Mapped[Application] = relationship(back_populates="sides")
    organization: Mapped[Organization] = relationship()

    __table_args__ = (UniqueConstraint("application_id", "side"),)


class BudgetLine(Base):
    """One cost in minor units of the call's currency: asked from the grant, and given by each side."""

    __tablename__ = "budget_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("cost_category.id"))
    description: Mapped[str] = mapped_column(Text, default="")
    grant_amount: Mapped[int] = minor_units(default=0)
    lead_cash: Mapped[int] = minor_units(default=0)
    lead_in_kind: Mapped[int] = minor_units(default=0)
    partner_cash: Mapped[int] = minor_units(default=0)
    partner_in_kind: Mapped[int] = minor_units(default=0)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_side: Mapped[str] = mapped_column(String(20), default="")
    application: Mapped[Application] = relationship(back_populates="budget_lines")
    author: Mapped[Person | None] = relationship()
    category: Mapped[CostCategory] = relationship()

    __table_args__ = (
        *(
            CheckConstraint(f"{name} >= 0", name=name)
            for name in ("grant_amount", "lead_cash", "lead_in_kind", "partner_cash", "partner_in_kind")
        ),
        *whole_units("grant_amount", "lead_cash", "lead_in_kind", "partner_cash", "partner_in_kind"),
    )


class Endorsement(Base):
    """The partner's assent to exactly one content (its SHA-256); a later change of content voids it."""

    __tablename__ = "endorsement"
    __subject__ = "endorsement"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content_version: Mapped[int]
    content_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    application: Mapped[Application] = relationship(back_populates="endorsements")
    person: Mapped[Person] = relationship()


class Recusal(Base):
    """A closed door: while it runs, the person sees nothing of the application or of what hangs on it."""

    __tablename__ = "recusal"
    __subject__ = "recusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    application: Mapped[Application] = relationship(back_populates="recusals")


class Reader(Base):
    """An opened door: a later feature lets one person (a reviewer) read the application for a time."""

    __tablename__ = "application_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    application: Mapped[Application] = relationship(back_populates="readers")
