"""The form of a section, made from its questions: fields `q-<id>`, each with its `version-<id>`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from grantapp.core.eras import read_partial_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.questionnaires.models import Answer, AnsweredBy, AnswerSheet, Question, QuestionType, Section
from grantapp.questionnaires.rules import (
    FIELD_PREFIX,
    Change,
    answers_of,
    field_name,
    is_blank,
    problems_of_answer,
    questions_for,
    read_number,
)
from grantapp.web.fields import BaseForm, LongTextField, TextField, VersionField
from grantapp.web.formats import language, listed, number, partial_date, say, text

VERSION_PREFIX = "version-"
FILE_PREFIX = "file-"
REMOVE_FILE = "remove-file"
NAMED = N_("%(question)s: %(sentence)s")


class ChoicesField(SelectMultipleField):
    """Several answers of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


@dataclass(frozen=True)
class Entry:
    """A question on the form: its field (None for files), the version shown, what is wrong in the draft."""

    question: Question
    side: str
    field: Field | None
    version: Field
    answer: Answer | None
    warnings: Sequence[Problem]

    @property
    def language(self) -> str:
        """The language that the answer is written in, else that of the page."""
        return (self.answer.language if self.answer else "") or language()

    @property
    def counter(self) -> dict[str, Any] | None:
        """The limit that counts in that language: words in English, characters in Japanese."""
        settings = self.question.settings or {}
        if self.language == "ja" and settings.get("characters"):
            return {"language": "ja", "limit": settings["characters"]}
        if settings.get("words"):
            return {"language": "en", "limit": settings["words"]}
        longest = settings.get("longest") or settings.get("characters")
        return {"language": "ja", "limit": longest} if longest else None

    @property
    def owner(self) -> AnsweredBy:
        """Whose question it is."""
        return self.question.answered_by


class SectionForm(BaseForm):
    """One section for one side; `entries` are the questions in order, `changes()` what was typed."""

    entries: Sequence[Entry] = ()

    def changes(self) -> dict[int, Change]:
        """Return what was sent, by question id; files are kept by the page that takes them."""
        return {
            entry.question.id: Change(entry.field.data, entry.version.data)
            for entry in self.entries
            if entry.field is not None and (entry.field.name in request.form or _may_be_absent(entry))
        }

    def uploads(self) -> list[tuple[Entry, FileStorage]]:
        """Return the files that were sent, each with its question."""
        sent = [(entry, request.files.getlist(f"{FILE_PREFIX}{entry.question.id}")) for entry in self.entries]
        return [(entry, one) for entry, files in sent for one in files if one.filename]


def _may_be_absent(entry: Entry) -> bool:
    kinds = (QuestionType.CHOICES, QuestionType.DECLARATION)  # browsers leave out what is not ticked
    return entry.question.type in kinds and entry.version.name in request.form


def section_form(section: Section, sheet: AnswerSheet, side: str) -> SectionForm:
    """Return the form of a section for a side ("lead", "partner"), filled with the answers that are there."""
    answers = answers_of(sheet)
    asked = [
        (question, kept, answers.get((question.id, kept))) for question, kept in questions_for(section, side)
    ]
    fields: dict[str, Any] = {}
    for question, _kept, answer in asked:
        if question.type != QuestionType.FILES:
            fields[field_name(question)] = _field(question, answer.value if answer else None)
        fields[f"{VERSION_PREFIX}{question.id}"] = VersionField(default=answer.version if answer else 0)
    form: SectionForm = type("SectionForm", (SectionForm,), fields)()
    form.entries = [_entry(form, question, kept, answer) for question, kept, answer in asked]
    return form


def _entry(form: SectionForm, question: Question, kept: str, answer: Answer | None) -> Entry:
    value = answer.value if answer else None
    field = form[field_name(question)] if question.type != QuestionType.FILES else None
    if field is not None and question.required:
        field.flags.required = True
    version = form[f"{VERSION_PREFIX}{question.id}"]
    return Entry(question, kept, field, version, answer, problems_of_answer(question, value, drafting=True))


def _field(question: Question, value: Any) -> Any:
    label, hint = text(question.label), text(question.hint)
    shown = {"label": label, "description": hint, "default": value}
    match question.type:
        case QuestionType.LONG_TEXT:
            return LongTextField(**shown)
        case QuestionType.CHOICE:
            return RadioField(**shown, choices=_choices(question), validate_choice=False)
        case QuestionType.CHOICES:
            return ChoicesField(**shown, choices=_choices(question), validate_choice=False)
        case QuestionType.DECLARATION:
            return BooleanField(**shown)
        case _:
            return TextField(**shown)


def _choices(question: Question) -> list[Any]:
    return [SelectChoice(code, words) for code, words in _words(question).items()]


def _words(question: Question) -> dict[str, str]:
    return {one["code"]: text(Bilingual(one["en"], one["ja"])) for one in question.settings["choices"]}


def named(problems: Sequence[Problem], href: str = "") -> list[Problem]:
    """Return problems whose sentence names its question, in the reader's language, for other pages."""
    found = []
    for problem in problems:
        sentence = say(problem.message, problem.parameters)
        question = problem.parameters.get("question")
        message = gettext(NAMED, question=text(question), sentence=sentence) if question else sentence
        address = f"{href}#{problem.field}" if href and problem.field.startswith(FIELD_PREFIX) else href
        found.append(Problem(problem.field, problem.code, message, {}, address))
    return found


def shown_values(values: Mapping[str, Any], form: SectionForm) -> list[tuple[Entry, str]]:
    """Return entries and texts of some fields, as the page of a clash shows them."""
    return [(entry, _as_text(entry.question, values[field_name(entry.question)])) for entry in form.entries
            if field_name(entry.question) in values]  # fmt: skip


def _as_text(question: Question, value: Any) -> str:
    if is_blank(value):
        return ""
    if question.type in (QuestionType.CHOICE, QuestionType.CHOICES):
        words = _words(question)
        codes: list[str] = value if isinstance(value, list) else [value]
        return listed(words.get(code, code) for code in codes)
    return str(value)


def date_words(value: str) -> str:
    """Return a kept date in the reader's language; what was not understood as it was typed."""
    found = read_partial_date(value)
    return partial_date(found) if found else value


def number_words(value: str) -> str:
    """Return a kept figure with its commas; what was not understood as it was typed."""
    found = read_number(value)
    return value if found is None else number(found)
