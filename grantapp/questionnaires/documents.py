"""Forms and sheets as plain data: for snapshots, PDFs, and reading back on a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grantapp.core.words import Bilingual
from grantapp.questionnaires.models import Answer, AnswerSheet, Question, Section
from grantapp.questionnaires.rules import answers_of, applies, is_blank, sides_of
from grantapp.questionnaires.rules.states import values_for


@dataclass(frozen=True)
class Written:
    """Who gave an answer last, and when."""

    name: str
    at: datetime
    side: str


def form_content(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Return the questions of a form as plain data: the blank form, and to compare two forms."""
    return [
        {**_section_head(section), "questions": [_asked(one) for one in section.questions]}
        for section in sections
    ]


def sheet_content(sheet: AnswerSheet) -> dict[str, Any]:
    """Return a sheet as plain data, without floats and people: form, version, questions and answers."""
    version, answers = sheet.version, answers_of(sheet)
    return {
        "form": version.questionnaire.key, "version": version.number,
        "sections": [section_content(section, answers) for section in version.sections],
    }  # fmt: skip


def section_content(section: Section, answers: Mapping[tuple[int, str], Answer]) -> dict[str, Any]:
    """Return one section with its questions and the answers given, each with its side and language."""
    questions = [{**_asked(one), "answers": _given(section, one, answers)} for one in section.questions]
    return {**_section_head(section), "questions": questions}


def who_answered(sheet: AnswerSheet) -> dict[str, Written]:
    """Return by "section.question.side" who gave each answer and when; not part of what is frozen."""
    keys = {
        one.id: f"{section.key}.{one.key}" for section in sheet.version.sections for one in section.questions
    }
    return {
        f"{keys[answer.question_id]}.{answer.side}": Written(
            answer.author.name if answer.author else "", answer.updated_at, answer.updated_side
        )
        for answer in sheet.answers
    }


def value_of(sheet: AnswerSheet, key: str, side: str = "") -> Any:
    """Return the value kept for a question ("section.question"), None when there is none."""
    section_key, _dot, question_key = key.partition(".")
    for answer in sheet.answers:
        question = answer.question
        if answer.side == side and question.key == question_key and question.section.key == section_key:
            return answer.value
    return None


def _section_head(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "kind": str(section.kind or "questions"),
        "title": _both(section.title),
        "summary": _both(section.summary),
    }


def _asked(question: Question) -> dict[str, Any]:
    settings = question.settings or {}
    return {
        "key": question.key, "type": str(question.type), "answered_by": str(question.answered_by or "shared"),
        "required": bool(question.required), "label": _both(question.label), "hint": _both(question.hint),
        "settings": dict(settings), "condition": question.condition,
    }  # fmt: skip


def _given(
    section: Section, question: Question, answers: Mapping[tuple[int, str], Answer]
) -> list[dict[str, Any]]:
    found = []
    for side in sides_of(question):
        answer = answers.get((question.id, side))
        blank = answer is None or is_blank(answer.value)
        if (
            blank
            and question.condition
            and not applies(question.condition, values_for(section, answers, side))
        ):
            continue
        found.append(
            {"side": side, "value": None, "language": ""} if answer is None or blank
            else {"side": side, "value": answer.value, "language": answer.language}
        )  # fmt: skip
    return found


def _both(text: Bilingual | None) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja} if text else {"en": "", "ja": ""}
