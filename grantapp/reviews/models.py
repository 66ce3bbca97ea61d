"""Review and decision: assignments with their conflict question, scores, recommendations, the decision."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.applications.models import Application
from grantapp.calls.models import Call, Criterion
from grantapp.core.money import Money
from grantapp.database import Base, UtcDateTime, enum_column, minor_units, whole_units


class ReviewStatus(enum.StrEnum):
    """Where one reviewer stands with one application."""

    ASSIGNED = "assigned"
    REFUSED = "refused"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    VOID = "void"


class ConflictAnswer(enum.StrEnum):
    """What a reviewer says before any text opens."""

    NONE = "none"
    CONFLICT = "conflict"
    UNSURE = "unsure"


class DecisionStatus(enum.StrEnum):
    """Where the decision on a call stands."""

    DRAFT = "draft"
    FROZEN = "frozen"
    APPROVED = "approved"
    RELEASED = "released"


class Outcome(enum.StrEnum):
    """What is recommended or decided for an application."""

    FUND = "fund"
    WAITLIST = "waitlist"
    DECLINE = "decline"


class Review(Base):
    """One reviewer's assignment to one application, and the review that comes of it."""

    __tablename__ = "review"
    __subject__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[ReviewStatus] = enum_column(ReviewStatus, default=ReviewStatus.ASSIGNED)
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped[Application] = relationship()
    reviewer: Mapped[Person] = relationship(foreign_keys=[reviewer_id])
    scores: Mapped[list["Score"]] = relationship(back_populates="review", order_by="Score.criterion_id")
    conflicts: Mapped[list["ConflictOfInterest"]] = relationship(
        back_populates="review", order_by="ConflictOfInterest.id"
    )

    __table_args__ = (
        UniqueConstraint("application_id", "reviewer_id"),
        CheckConstraint(
            "status NOT IN ('in_progress', 'submitted') OR started_at IS NOT NULL", name="started"
        ),
        CheckConstraint("status <> 'submitted' OR submitted_at IS NOT NULL", name="submitted"),
    )

    @property
    def conflict(self) -> "ConflictOfInterest | None":
        """The latest answer to the conflict question, the reviewer's or the officer's."""
        return self.conflicts[-1] if self.conflicts else None


class ConflictOfInterest(Base):
    """An answer to the conflict question, kept: the reviewer's, or the officer's where he was unsure."""

    __tablename__ = "conflict_of_interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    answer: Mapped[ConflictAnswer] = enum_column(ConflictAnswer)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    review: Mapped[Review] = relationship(back_populates="conflicts")


class Score(Base):
    """Points 1 to 5 for one criterion, or not applicable (absent from the mean, never zero)."""

    __tablename__ = "score"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    comment_to_panel: Mapped[str] = mapped_column(Text, default="")
    comment_to_cities: Mapped[str] = mapped_column(Text, default="")
    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        CheckConstraint("points IS NULL OR points BETWEEN 1 AND 5", name="points"),
        CheckConstraint("points IS NULL OR NOT not_applicable", name="one_of_two"),
    )


class Decision(Base):
    """The decision on all applications of a call, released in one act."""

    __tablename__ = "decision"
    __subject__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), unique=True)
    status: Mapped[DecisionStatus] = enum_column(DecisionStatus, default=DecisionStatus.DRAFT)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    call: Mapped[Call] = relationship()
    recommendations: Mapped[list["Recommendation"]] = relationship(
        back_populates="decision", order_by="Recommendation.rank"
    )

    __table_args__ = (
        CheckConstraint(
            "status = 'draft' OR (frozen_at IS NOT NULL AND frozen_by IS NOT NULL)", name="frozen"
        ),
        CheckConstraint("status NOT IN ('approved', 'released') OR approved_at IS NOT NULL", name="approved"),
        CheckConstraint(
            "status NOT IN ('approved', 'released') OR approved_by <> frozen_by", name="two_people"
        ),
        CheckConstraint("status <> 'released' OR released_at IS NOT NULL", name="released"),
    )


class Recommendation(Base):
    """What the panel recommends and the director decides for one application, each with the reason.

    Rank, score, spread and count are kept when the ranking is frozen; `decided` stays empty where
    the director follows the recommendation, until the approval fills it.
    """

    __tablename__ = "recommendation"
    __subject__ = "recommendation"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    rank: Mapped[int] = mapped_column(default=0)
    score_text: Mapped[str] = mapped_column(Text, default="")
    spread_text: Mapped[str] = mapped_column(Text, default="")
    review_count: Mapped[int] = mapped_column(default=0)
    recommended: Mapped[Outcome] = enum_column(Outcome, default=Outcome.DECLINE)
    recommended_amount: Mapped[int] = minor_units(default=0)
    decided: Mapped[Outcome | None] = enum_column(Outcome, nullable=True)
    decided_amount: Mapped[int] = minor_units(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    decision: Mapped[Decision] = relationship(back_populates="recommendations")
    application: Mapped[Application] = relationship()

    __table_args__ = (
        CheckConstraint("recommended_amount >= 0 AND decided_amount >= 0", name="amounts"),
        CheckConstraint("(recommended = 'fund') = (recommended_amount > 0)", name="recommended_money"),
        CheckConstraint("decided IS NULL OR (decided = 'fund') = (decided_amount > 0)", name="decided_money"),
        *whole_units("recommended_amount", "decided_amount"),
    )

    @property
    def outcome(self) -> Outcome:
        """What holds: the director's word, else the recommendation."""
        return self.decided or self.recommended

    @property
    def money(self) -> Money:
        """The amount that holds, zero unless funded."""
        amount = self.recommended_amount if self.decided is None else self.decided_amount
        return Money(amount, self.application.call.currency)

    @property
    def why(self) -> str:
        """The reason that holds: the director's where he gave one, else the panel's."""
        return self.decided_reason or self.reason
