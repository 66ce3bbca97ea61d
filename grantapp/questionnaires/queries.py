"""Forms with their questions, and sheets with their answers."""

from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.questionnaires.models import (
    Answer,
    AnswerSheet,
    Presence,
    Questionnaire,
    QuestionnaireVersion,
    Section,
)

STILL_HERE = timedelta(minutes=2)


def _whole(statement: Select[QuestionnaireVersion]) -> Select[QuestionnaireVersion]:
    return statement.options(
        joinedload(QuestionnaireVersion.questionnaire),
        selectinload(QuestionnaireVersion.sections).selectinload(Section.questions),
    )


def get_version(version_id: int) -> QuestionnaireVersion | None:
    """Return a version with its sections and questions, or None."""
    return db.session.scalar(
        _whole(select(QuestionnaireVersion).where(QuestionnaireVersion.id == version_id))
    )


def find_newest_version(key: str) -> QuestionnaireVersion | None:
    """Return the newest version of a form by its key, or None."""
    statement = select(QuestionnaireVersion).join(Questionnaire).where(Questionnaire.key == key)
    return db.session.scalar(_whole(statement).order_by(QuestionnaireVersion.number.desc()).limit(1))


def find_questionnaire(key: str, *, lock: bool = False) -> Questionnaire | None:
    """Return a form by its key, or None."""
    statement = select(Questionnaire).where(Questionnaire.key == key)
    if lock:
        statement = statement.with_for_update(of=Questionnaire).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def get_sheet(sheet_id: int, *, lock: bool = False) -> AnswerSheet | None:
    """Return a sheet with its form and its answers with their authors, or None; `lock` reads them anew."""
    version = joinedload(AnswerSheet.version)
    statement = (
        select(AnswerSheet)
        .where(AnswerSheet.id == sheet_id)
        .options(
            version.joinedload(QuestionnaireVersion.questionnaire),
            version.selectinload(QuestionnaireVersion.sections).selectinload(Section.questions),
            selectinload(AnswerSheet.answers).joinedload(Answer.author),
        )
    )
    if lock:
        statement = statement.with_for_update(of=AnswerSheet).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def get_section(version_id: int, key: str) -> Section | None:
    """Return a section of a version by its key, or None."""
    version = get_version(version_id)
    return next((section for section in version.sections if section.key == key), None) if version else None


def list_present(actor: Actor, sheet_id: int, section_key: str) -> list[Presence]:
    """Return who else is at work in a section now."""
    statement = (
        select(Presence)
        .options(joinedload(Presence.person))
        .where(
            Presence.sheet_id == sheet_id,
            Presence.section_key == section_key,
            Presence.person_id != actor.person_id,
            Presence.seen_at > actor.at - STILL_HERE,
        )
        .order_by(Presence.person_id)
    )
    return list(db.session.scalars(statement))
