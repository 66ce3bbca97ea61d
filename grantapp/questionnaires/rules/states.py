"""How far a section is, for one side or for both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grantapp.core.errors import Problem
from grantapp.questionnaires.models import Answer, AnsweredBy, AnswerSheet, Question, Section
from grantapp.questionnaires.rules.answers import problems_of_answer
from grantapp.questionnaires.rules.conditions import applies
from grantapp.questionnaires.rules.reading import is_blank

BOTH = ("lead", "partner")
SHARED = ""


@dataclass(frozen=True)
class SectionState:
    """`code` is none, empty, half, done or late; required answers done of total; what is missing or wrong."""

    code: str
    done: int
    total: int
    missing: tuple[Problem, ...] = ()


def stored_side(question: Question, side: str) -> str | None:
    """Return the side under which a side's answer is kept; None when the question is not for that side."""
    if question.answered_by == AnsweredBy.SHARED:
        return SHARED
    if question.answered_by == AnsweredBy.EACH:
        return side
    return side if question.answered_by.value == side else None


def sides_of(question: Question) -> tuple[str, ...]:
    """Return every side under which a question is answered: one shared, one, or both."""
    if question.answered_by == AnsweredBy.SHARED:
        return (SHARED,)
    return BOTH if question.answered_by == AnsweredBy.EACH else (question.answered_by.value,)


def answers_of(sheet: AnswerSheet) -> dict[tuple[int, str], Answer]:
    """Return the answers of a sheet by question and side."""
    return {(answer.question_id, answer.side): answer for answer in sheet.answers}


def questions_for(section: Section, side: str | None) -> Iterator[tuple[Question, str]]:
    """Yield the questions of a section with the side their answers are kept under; None: every side."""
    for question in section.questions:
        if side is None:
            yield from ((question, kept) for kept in sides_of(question))
        elif (kept := stored_side(question, side)) is not None:
            yield question, kept


def values_for(section: Section, answers: Mapping[tuple[int, str], Answer], side: str) -> dict[str, Any]:
    """Return values by key ("key" in the section, "section.key" in the form) as conditions see them."""
    values: dict[str, Any] = {}
    for other in section.version.sections:
        for question in other.questions:
            kept = SHARED if question.answered_by == AnsweredBy.SHARED else side
            kept = kept if kept in sides_of(question) else sides_of(question)[0]
            found = answers.get((question.id, kept))
            value = found.value if found else None
            values[f"{other.key}.{question.key}"] = value
            if other is section:
                values[question.key] = value
    return values


def section_state(section: Section, sheet: AnswerSheet, side: str | None) -> SectionState:
    """Return how far a side ("lead", "partner", or None for both together) is with a section."""
    answers, missing = answers_of(sheet), list[Problem]()
    done = total = given = 0
    asked = list(questions_for(section, side))
    for question, kept in asked:
        answer = answers.get((question.id, kept))
        value = answer.value if answer else None
        given += not is_blank(value)
        if question.condition and not applies(question.condition, values_for(section, answers, kept)):
            continue
        problems = problems_of_answer(question, value, drafting=False)
        missing.extend(problems)
        total += question.required
        done += question.required and not problems
    return SectionState(_code(asked, given, missing), done, total, tuple(missing))


def _code(asked: list[Any], given: int, problems: list[Problem]) -> str:
    if not asked:
        return "none"
    if any(problem.code != "missing" for problem in problems):
        return "late"
    if not given:
        return "empty"
    return "half" if problems else "done"
