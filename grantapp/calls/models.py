"""A call: window, money, form version, rubric and the rules that are published with it."""

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.database import Base, UtcDateTime, bilingual, enum_column, minor_units, whole_units
from grantapp.programs.models import Program
from grantapp.questionnaires.models import QuestionnaireVersion


class CallStatus(enum.StrEnum):
    """Whether the public sees a call; upcoming, open and closed are derived from its dates."""

    DRAFT = "draft"
    PUBLISHED = "published"


class CostRule(enum.StrEnum):
    """Whether a kind of cost is paid."""

    ALLOWED = "allowed"
    APPROVAL = "approval"
    NEVER = "never"


class Call(Base):
    """One call; `opens_at` and `closes_at` are UTC, `closes_at` is the first instant that is too late.

    `lead_country` says in which country the lead city lies, nothing when either city may lead.
    """

    __tablename__ = "call"
    __subject__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    report_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    series: Mapped[str] = mapped_column(String(20), unique=True)
    next_number: Mapped[int] = mapped_column(default=1)
    status: Mapped[CallStatus] = enum_column(CallStatus, default=CallStatus.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    title: Mapped[Bilingual] = bilingual("title")
    summary: Mapped[Bilingual] = bilingual("summary")
    eligibility: Mapped[Bilingual] = bilingual("eligibility")
    eligibility_lead: Mapped[Bilingual] = bilingual("eligibility_lead")
    eligibility_partner: Mapped[Bilingual] = bilingual("eligibility_partner")
    invented: Mapped[Bilingual] = bilingual("invented")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64))
    reviews_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision_on: Mapped[date]
    exchange_from_on: Mapped[date]
    exchange_until_on: Mapped[date]
    lead_country: Mapped[str] = mapped_column(String(2), default="", server_default="")
    currency: Mapped[str] = mapped_column(String(3))
    ceiling_amount: Mapped[int] = minor_units()
    budget_amount: Mapped[int] = minor_units()
    match_percent: Mapped[int] = mapped_column(default=0)
    indirect_percent: Mapped[int] = mapped_column(default=0)
    rate_text: Mapped[str] = mapped_column(String(20), default="")
    rate_currency: Mapped[str] = mapped_column(String(3), default="")
    rate_on: Mapped[date | None]
    rate_source: Mapped[str] = mapped_column(Text, default="")
    accept_days: Mapped[int] = mapped_column(default=14)
    report_days: Mapped[int] = mapped_column(default=30)
    advance_percent: Mapped[int] = mapped_column(default=80)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    program: Mapped[Program] = relationship()
    questionnaire_version: Mapped[QuestionnaireVersion] = relationship(
        foreign_keys=[questionnaire_version_id]
    )
    report_version: Mapped[QuestionnaireVersion] = relationship(foreign_keys=[report_version_id])
    criteria: Mapped[list["Criterion"]] = relationship(back_populates="call", order_by="Criterion.position")
    costs: Mapped[list["CostCategory"]] = relationship(
        back_populates="call", order_by="CostCategory.position"
    )
    key_dates: Mapped[list["KeyDate"]] = relationship(back_populates="call", order_by="KeyDate.at")

    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published"),
        CheckConstraint("ceiling_amount > 0 AND budget_amount >= ceiling_amount", name="amounts"),
        CheckConstraint("match_percent BETWEEN 0 AND 100", name="match"),
        CheckConstraint("advance_percent BETWEEN 0 AND 100", name="advance"),
        *whole_units("ceiling_amount", "budget_amount"),
    )

    @property
    def ceiling(self) -> Money:
        """The most that one application may ask for."""
        return Money(self.ceiling_amount, self.currency)

    @property
    def budget(self) -> Money:
        """What the call has to give."""
        return Money(self.budget_amount, self.currency)

    @property
    def rate(self) -> Decimal | None:
        """The published rate: `rate_currency` per one unit of the call's currency."""
        return Decimal(self.rate_text) if self.rate_text else None

    def is_open(self, at: datetime) -> bool:
        """Whether an application may be sent at an instant."""
        return self.status == CallStatus.PUBLISHED and self.opens_at <= at < self.closes_at

    def is_upcoming(self, at: datetime) -> bool:
        """Whether the window is still to come."""
        return at < self.opens_at

    def is_closed(self, at: datetime) -> bool:
        """Whether the window is over."""
        return at >= self.closes_at


class Criterion(Base):
    """One line of the rubric: weight in percent, `anchors` {"1": {"en", "ja"} … "5": …}."""

    __tablename__ = "criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    position: Mapped[int]
    title: Mapped[Bilingual] = bilingual("title")
    description: Mapped[Bilingual] = bilingual("description")
    weight: Mapped[int]
    anchors: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    call: Mapped[Call] = relationship(back_populates="criteria")

    __table_args__ = (
        UniqueConstraint("call_id", "position"), CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    )  # fmt: skip


class CostCategory(Base):
    """A kind of cost with its rule; budget lines choose from those that are not `never`."""

    __tablename__ = "cost_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(10))
    title: Mapped[Bilingual] = bilingual("title")
    rule: Mapped[CostRule] = enum_column(CostRule)
    explanation: Mapped[Bilingual] = bilingual("explanation")
    is_indirect: Mapped[bool] = mapped_column(default=False)
    call: Mapped[Call] = relationship(back_populates="costs")

    __table_args__ = (UniqueConstraint("call_id", "code"),)


class KeyDate(Base):
    """A date that the call publishes beside its window (webinar, last day for questions, decision)."""

    __tablename__ = "key_date"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    title: Mapped[Bilingual] = bilingual("title")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    call: Mapped[Call] = relationship(back_populates="key_dates")


class QuestionStatus(enum.StrEnum):
    """Where a question about a call stands."""

    ASKED = "asked"
    ANSWERED = "answered"


class CallQuestion(Base):
    """A question that somebody asked about a call, as it was typed; and how the office put and answered it."""

    __tablename__ = "call_question"
    __subject__ = "call_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    status: Mapped[QuestionStatus] = enum_column(QuestionStatus, default=QuestionStatus.ASKED)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[Bilingual] = bilingual("question")
    answer: Mapped[Bilingual] = bilingual("answer")
    is_public: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    call: Mapped[Call] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])

    __table_args__ = (CheckConstraint("status <> 'answered' OR answered_at IS NOT NULL", name="answered"),)
