"""Forms as data: a published version never changes; every answer has a row and a version of its own."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.core.words import Bilingual
from grantapp.database import Base, UtcDateTime, bilingual, enum_column


class QuestionType(enum.StrEnum):
    """How a question is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    EMAIL = "email"
    DECLARATION = "declaration"
    FILES = "files"


class SectionKind(enum.StrEnum):
    """What a section holds: questions, or the budget table of the feature that owns the sheet."""

    QUESTIONS = "questions"
    BUDGET = "budget"


class AnsweredBy(enum.StrEnum):
    """Whose question it is."""

    LEAD = "lead"
    PARTNER = "partner"
    SHARED = "shared"
    EACH = "each"


class Questionnaire(Base):
    """A form through its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Bilingual] = bilingual("title")
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number"
    )


class QuestionnaireVersion(Base):
    """One version; with `published_at` it is frozen."""

    __tablename__ = "questionnaire_version"
    __subject__ = "questionnaire_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")
    sections: Mapped[list["Section"]] = relationship(back_populates="version", order_by="Section.position")

    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)


class Section(Base):
    """One topic of a form."""

    __tablename__ = "section"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[SectionKind] = enum_column(SectionKind, default=SectionKind.QUESTIONS)
    title: Mapped[Bilingual] = bilingual("title")
    summary: Mapped[Bilingual] = bilingual("summary")
    version: Mapped[QuestionnaireVersion] = relationship(back_populates="sections")
    questions: Mapped[list["Question"]] = relationship(back_populates="section", order_by="Question.position")

    __table_args__ = (UniqueConstraint("version_id", "key"),)


class Question(Base):
    """One question; `settings` holds limits and choices (rules.definition), `condition` when it applies."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    type: Mapped[QuestionType] = enum_column(QuestionType)
    answered_by: Mapped[AnsweredBy] = enum_column(AnsweredBy, default=AnsweredBy.SHARED)
    label: Mapped[Bilingual] = bilingual("label")
    hint: Mapped[Bilingual] = bilingual("hint")
    required: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    section: Mapped[Section] = relationship(back_populates="questions")

    __table_args__ = (UniqueConstraint("section_id", "key"),)


class AnswerSheet(Base):
    """The answers to one version of a form; whatever owns it points here."""

    __tablename__ = "answer_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    version: Mapped[QuestionnaireVersion] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="sheet")


class Answer(Base):
    """One answer: `side` is "lead", "partner" or "" for a shared one; `value` is text, true, list or null."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    side: Mapped[str] = mapped_column(String(20), default="")
    value: Mapped[Any] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(2), default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_side: Mapped[str] = mapped_column(String(20), default="")
    sheet: Mapped[AnswerSheet] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    author: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("sheet_id", "question_id", "side"),)


class Presence(Base):
    """Who was at work in a section of a sheet, and when last; it says nothing after two minutes."""

    __tablename__ = "presence"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id"), index=True)
    section_key: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    side: Mapped[str] = mapped_column(String(20), default="")
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship()


class PublishedFormTouched(RuntimeError):
    """Something tried to change a form after its publication; a mistake of the program."""


def _refuse_change(_mapper: Any, _connection: Any, target: Any) -> None:
    raise PublishedFormTouched(f"{type(target).__name__} {target.id} belongs to a published form")


for _frozen in (QuestionnaireVersion, Section, Question):
    for _moment in ("before_update", "before_delete"):
        event.listen(_frozen, _moment, _refuse_change)
