"""What is due after an award, and the reports that answer it."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.awards.models import Award
from grantapp.database import Base, UtcDateTime, enum_column, minor_units, whole_units
from grantapp.documents.models import Snapshot
from grantapp.questionnaires.models import AnswerSheet


class RequirementKind(enum.StrEnum):
    """What is due."""

    FINAL_REPORT = "final_report"
    FOLLOW_UP = "follow_up"


class RequirementStatus(enum.StrEnum):
    """Where it stands; due soon and overdue are derived from the date."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    ACCEPTED = "accepted"
    WAIVED = "waived"


class Requirement(Base):
    """Something due from both cities; `due_until` is the first UTC instant that is late."""

    __tablename__ = "requirement"
    __subject__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    kind: Mapped[RequirementKind] = enum_column(RequirementKind)
    status: Mapped[RequirementStatus] = enum_column(RequirementStatus, default=RequirementStatus.OPEN)
    due_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    zone: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    award: Mapped[Award] = relationship()
    report: Mapped["Report | None"] = relationship(back_populates="requirement")

    __table_args__ = (
        UniqueConstraint("award_id", "kind", "due_until"),
        CheckConstraint("status <> 'accepted' OR accepted_at IS NOT NULL", name="accepted"),
        CheckConstraint("status <> 'in_progress' OR started_at IS NOT NULL", name="started"),
        CheckConstraint("status <> 'submitted' OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint("status <> 'changes_requested' OR returned_at IS NOT NULL", name="returned"),
    )

    def is_overdue(self, at: datetime) -> bool:
        """Whether it is late and still to be sent."""
        waiting = (RequirementStatus.OPEN, RequirementStatus.IN_PROGRESS, RequirementStatus.CHANGES_REQUESTED)
        return self.status in waiting and at >= self.due_until


class Report(Base):
    """The answers to a requirement, what was spent (none until it is entered), the partner's confirmation."""

    __tablename__ = "report"
    __subject__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), unique=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id"), unique=True)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    content_version: Mapped[int] = mapped_column(default=1)
    content_sha256: Mapped[str] = mapped_column(String(64), default="")
    spent_amount: Mapped[int | None] = minor_units()
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_sha256: Mapped[str] = mapped_column(String(64), default="")
    requirement: Mapped[Requirement] = relationship(back_populates="report")
    sheet: Mapped[AnswerSheet] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    comments: Mapped[list["ReportComment"]] = relationship(
        back_populates="report", order_by="ReportComment.id"
    )

    __table_args__ = (CheckConstraint("spent_amount >= 0", name="spent"), *whole_units("spent_amount"))


class ReportComment(Base):
    """What the program office wrote when it returned a report, shown at the question it belongs to."""

    __tablename__ = "report_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    question_key: Mapped[str] = mapped_column(String(90), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    report: Mapped[Report] = relationship(back_populates="comments")
    person: Mapped[Person] = relationship()
