"""What stands against an answer, by the type of its question; in a draft these are warnings."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.eras import parse_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_, unstorable
from grantapp.questionnaires.models import Question, QuestionType
from grantapp.questionnaires.rules.reading import (
    count_characters,
    count_words,
    is_blank,
    language_of_text,
    read_number,
)

FIELD_PREFIX = "q-"
LONGEST_ANSWER = 100_000
HARD = frozenset({"unstorable", "too_much", "wrong_kind"})
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;.]+(?:\.[^\s@<>\"',;.]+)+")

MISSING = N_("Answer this question before you submit.")
FILE_MISSING = N_("Attach a file before you submit.")
NOT_DECLARED = N_("Tick this declaration before you submit.")
UNSTORABLE = N_("This answer holds a character that cannot be stored. Remove it and save again.")
TOO_MUCH = N_("This answer is longer than any answer may be. Shorten it and save again.")
WRONG_KIND = N_("This answer has another shape than the question. Choose or write it again.")
TOO_MANY_WORDS = N_("The answer is %(count)s words. The limit is %(limit)s: remove %(over)s to submit.")
TOO_MANY_CHARACTERS = N_(
    "The answer is %(count)s characters. The limit is %(limit)s: remove %(over)s to submit."
)
UNKNOWN_CHOICE = N_("Choose one of the answers in the list.")
TOO_FEW_CHOICES = N_("Choose at least %(limit)s.")
TOO_MANY_CHOICES = N_("Choose at most %(limit)s.")
TOO_MANY_FILES = N_("Keep at most %(limit)s files here.")
NO_NUMBER = N_("Enter a number in figures, for example 12.")
NOT_WHOLE = N_("Enter a whole number, for example 12.")
TOO_FINE = N_("Enter at most %(limit)s decimals.")
TOO_SMALL = N_("Enter %(limit)s or more.")
TOO_LARGE = N_("Enter %(limit)s or less.")
NO_DATE = N_("Enter the whole date, for example 2026-03-14, 14 Mar 2026 or 令和8年3月14日.")
NO_PARTIAL_DATE = N_("Enter the date as far as it is known, for example 1959, 1959-06 or 昭和34年6月.")
TOO_EARLY = N_("Enter a date that is not before %(limit)s.")
TOO_LATE = N_("Enter a date that is not after %(limit)s.")
NO_EMAIL = N_("Enter an email address, for example name@city.example.")


@dataclass(frozen=True)
class Change:
    """What one person wants to save: the value as typed, the version shown, the language (else found)."""

    value: Any
    shown_version: int = 0
    language: str = ""


Check = Callable[[Question, Any], Iterator[tuple[str, str, Mapping[str, Any]]]]


def field_name(question: Question) -> str:
    """Return the name of a question's field on a form."""
    return f"{FIELD_PREFIX}{question.id}"


def problems_of_answer(question: Question, value: Any, drafting: bool) -> list[Problem]:
    """Return what stands against a kept value; while drafting a missing answer is none."""
    if is_blank(value):
        wanted = question.required and not drafting
        return [_problem(question, "missing", _missing(question.type))] if wanted else []
    hard = refusals_of_answer(question, value)
    if hard:
        return hard
    check = CHECKS[question.type]
    return [
        _problem(question, code, message, parameters) for code, message, parameters in check(question, value)
    ]


def refusals_of_answer(question: Question, value: Any) -> list[Problem]:
    """Return what forbids even keeping a value in a draft: wrong shape, unstorable, far too long."""
    if is_blank(value):
        return []
    if not _has_shape(question.type, value):
        return [_problem(question, "wrong_kind", WRONG_KIND)]
    texts = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    if any(unstorable(text) for text in texts):
        return [_problem(question, "unstorable", UNSTORABLE)]
    if any(len(text) > LONGEST_ANSWER for text in texts):
        return [_problem(question, "too_much", TOO_MUCH)]
    return []


def _problem(
    question: Question, code: str, message: str, parameters: Mapping[str, Any] | None = None
) -> Problem:
    return Problem(field_name(question), code, message, {"question": question.label, **(parameters or {})})


def _missing(kind: QuestionType) -> str:
    return {QuestionType.FILES: FILE_MISSING, QuestionType.DECLARATION: NOT_DECLARED}.get(kind, MISSING)


def _has_shape(kind: QuestionType, value: Any) -> bool:
    if kind == QuestionType.DECLARATION:
        return value is True
    if kind == QuestionType.FILES:
        return isinstance(value, list) and all(type(one) is int for one in value)
    if kind == QuestionType.CHOICES:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _text(question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    settings, japanese = question.settings or {}, language_of_text(value) == "ja"
    words, characters = settings.get("words"), settings.get("characters")
    if words and not (japanese and characters) and (count := count_words(value)) > words:
        yield "too_many_words", TOO_MANY_WORDS, {"count": count, "limit": words, "over": count - words}
    limit = settings.get("longest") or (characters if japanese or not words else None)
    if limit and (count := count_characters(value)) > limit:
        yield (
            "too_many_characters",
            TOO_MANY_CHARACTERS,
            {"count": count, "limit": limit, "over": count - limit},
        )


def _codes(question: Question) -> set[str]:
    return {choice["code"] for choice in question.settings.get("choices", ())}


def _choice(question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    if value not in _codes(question):
        yield "unknown_choice", UNKNOWN_CHOICE, {}


def _choices(question: Question, value: list[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    least, most = question.settings.get("at_least"), question.settings.get("at_most")
    if set(value) - _codes(question):
        yield "unknown_choice", UNKNOWN_CHOICE, {}
    if least and len(value) < least:
        yield "too_few_choices", TOO_FEW_CHOICES, {"limit": least}
    if most and len(value) > most:
        yield "too_many_choices", TOO_MANY_CHOICES, {"limit": most}


def _number(question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    figure, settings = read_number(value), question.settings or {}
    if figure is None:
        yield "no_number", NO_NUMBER, {}
        return
    decimals = int(settings.get("decimals", 0))
    if figure != round(figure, decimals):
        yield ("too_fine", TOO_FINE, {"limit": decimals}) if decimals else ("not_whole", NOT_WHOLE, {})
    if "minimum" in settings and figure < Decimal(str(settings["minimum"])):
        yield "too_small", TOO_SMALL, {"limit": settings["minimum"]}
    if "maximum" in settings and figure > Decimal(str(settings["maximum"])):
        yield "too_large", TOO_LARGE, {"limit": settings["maximum"]}


def _date(question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    found = parse_date(value, unreadable=NO_DATE)
    if isinstance(found, Problem):
        yield "no_date", found.message, found.parameters
    elif not found.day:
        yield "no_date", NO_DATE, {}
    else:
        yield from _between(question, found)


def _partial_date(question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    found = parse_date(value, unreadable=NO_PARTIAL_DATE)
    if isinstance(found, Problem):
        yield "no_partial_date", found.message, found.parameters
    else:
        yield from _between(question, found)


def _between(question: Question, found: PartialDate) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    earliest, latest = (question.settings or {}).get("earliest"), (question.settings or {}).get("latest")
    if earliest and str(found) < earliest[: len(str(found))]:
        yield "too_early", TOO_EARLY, {"limit": earliest}
    if latest and str(found) > latest:
        yield "too_late", TOO_LATE, {"limit": latest}


def _email(_question: Question, value: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        yield "no_email", NO_EMAIL, {}


def _files(question: Question, value: list[int]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    most = (question.settings or {}).get("at_most")
    if most and len(value) > most:
        yield "too_many_files", TOO_MANY_FILES, {"limit": most}


def _declaration(_question: Question, _value: bool) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    yield from ()


CHECKS: dict[QuestionType, Check] = {
    QuestionType.SHORT_TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.PARTIAL_DATE: _partial_date,
    QuestionType.EMAIL: _email,
    QuestionType.DECLARATION: _declaration,
    QuestionType.FILES: _files,
}
