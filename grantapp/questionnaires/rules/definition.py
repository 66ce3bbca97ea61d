"""What the data of a form must be before it may be published."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grantapp.core.eras import read_partial_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.questionnaires.models import AnsweredBy, QuestionType, SectionKind
from grantapp.questionnaires.rules.conditions import OPERATIONS, operations_named, questions_named

EMPTY_FORM = N_("The form has no section.")
TWICE = N_("The key %(key)s stands twice. Each section, and each question of a section, needs its own.")
NO_KEY = N_("%(key)s is no key: use small letters, digits and underscores.")
ONE_LANGUAGE = N_("%(key)s is written in one language only. Write it in English and in Japanese.")
UNKNOWN_TYPE = N_("%(key)s has an unknown type or an unknown side.")
NO_CHOICES = N_("%(key)s needs at least two choices with different codes, each in both languages.")
NO_LIMIT = N_("%(key)s has a setting that is no positive whole number.")
NO_DATE = N_("%(key)s has a setting that is no date.")
LOST_CONDITION = N_("The condition of %(key)s asks a question or an operation that the form does not have.")
WHOLE_SETTINGS = ("words", "characters", "longest", "at_least", "at_most", "rows")

Found = Iterator[tuple[str, str]]


def problems_of_definition(sections: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Return what stands against publishing a form: keys, languages, types, settings, conditions."""
    if not sections:
        return [Problem("sections", "empty_form", EMPTY_FORM)]
    found = [*_doubles(str(one.get("key")) for one in sections)]
    earlier: set[str] = set()
    for section in sections:
        found.extend(_section(section, earlier))
    return [Problem("sections", "definition", message, {"key": key}) for message, key in found]


def _section(section: Mapping[str, Any], earlier: set[str]) -> Found:
    key, questions = str(section.get("key")), section.get("questions", [])
    yield from _key(key)
    if section.get("kind", "questions") not in set(SectionKind):
        yield UNKNOWN_TYPE, key
    yield from _both(section.get("title"), key)
    yield from _doubles(str(one.get("key")) for one in questions)
    for question in questions:
        name = f"{key}.{question.get('key')}"
        yield from _question(question, name)
        if not set(questions_named(question.get("condition"))) <= earlier | _own(questions, question):
            yield LOST_CONDITION, name
        if not set(operations_named(question.get("condition"))) <= set(OPERATIONS):
            yield LOST_CONDITION, name
    earlier.update(f"{key}.{one.get('key')}" for one in questions)


def _own(questions: Sequence[Mapping[str, Any]], question: Mapping[str, Any]) -> set[str]:
    return {str(one.get("key")) for one in questions if one is not question}


def _question(question: Mapping[str, Any], name: str) -> Found:
    yield from _key(str(question.get("key")))
    yield from _both(question.get("label"), name)
    if question.get("hint"):
        yield from _both(question["hint"], name)
    kind = question.get("type")
    if kind not in set(QuestionType) or question.get("answered_by", "shared") not in set(AnsweredBy):
        yield UNKNOWN_TYPE, name
    yield from _settings(question.get("settings") or {}, kind, name)


def _settings(settings: Mapping[str, Any], kind: object, name: str) -> Found:
    if kind in (QuestionType.CHOICE, QuestionType.CHOICES) and not _good_choices(settings.get("choices", [])):
        yield NO_CHOICES, name
    if any(
        type(settings[word]) is not int or settings[word] < 1 for word in WHOLE_SETTINGS if word in settings
    ):
        yield NO_LIMIT, name
    if any(
        read_partial_date(str(settings[word])) is None for word in ("earliest", "latest") if word in settings
    ):
        yield NO_DATE, name


def _good_choices(choices: Sequence[Mapping[str, str]]) -> bool:
    codes = {choice.get("code") for choice in choices}
    return (
        len(choices) >= 2
        and len(codes) == len(choices)
        and all(one.get("en") and one.get("ja") for one in choices)
    )


def _key(key: str) -> Found:
    if not key.replace("_", "").isalnum() or not key.isascii() or key != key.lower() or len(key) > 40:
        yield NO_KEY, key


def _both(text: Any, name: str) -> Found:
    if not isinstance(text, Mapping) or not text.get("en") or not text.get("ja"):
        yield ONE_LANGUAGE, name


def _doubles(keys: Iterator[str]) -> Found:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield TWICE, key
        seen.add(key)
