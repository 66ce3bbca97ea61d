"""Publishing forms and keeping answers; each answer has a version, so that nobody overwrites anybody."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db, insert_once
from grantapp.questionnaires import documents, policy, queries, rules
from grantapp.questionnaires.models import (
    Answer,
    AnswerSheet,
    Presence,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Section,
)
from grantapp.questionnaires.rules import Change
from grantapp.unit_of_work import Actor, action, record

__all__ = ["Change", "note_presence", "open_sheet", "publish_version", "save_answers"]


@action
def publish_version(
    actor: Actor, key: str, title: Bilingual, sections: Sequence[Mapping[str, Any]]
) -> QuestionnaireVersion:
    """Publish a form from data as its next version, for good; equal data gives the version that is there."""
    if not policy.PUBLISH.allows(actor):
        raise NotPermitted(policy.PUBLISH.name)
    if problems := rules.problems_of_definition(sections):
        raise Invalid(problems)
    form = queries.find_questionnaire(key, lock=True)
    if form is None:
        form = Questionnaire(key=key, title=title)
        db.session.add(form)
        db.session.flush()
    newest = queries.find_newest_version(key)
    built = [_section(position, data) for position, data in enumerate(sections, start=1)]
    if newest is not None and documents.form_content(newest.sections) == documents.form_content(built):
        return newest
    version = QuestionnaireVersion(
        questionnaire=form, number=newest.number + 1 if newest else 1, published_at=actor.at, sections=built
    )
    db.session.add(version)
    db.session.flush()
    facts = {"number": version.number}
    record(Happened("questionnaire_version.published", version, actor, actor.at, facts=facts))
    return version


def _section(position: int, data: Mapping[str, Any]) -> Section:
    return Section(
        position=position, key=data["key"], kind=data.get("kind", "questions"), title=_both(data["title"]),
        summary=_both(data.get("summary")),
        questions=[_question(place, one) for place, one in enumerate(data.get("questions", ()), start=1)],
    )  # fmt: skip


def _question(position: int, data: Mapping[str, Any]) -> Question:
    return Question(
        position=position, key=data["key"], type=data["type"], answered_by=data.get("answered_by", "shared"),
        label=_both(data["label"]), hint=_both(data.get("hint")), required=data.get("required", True),
        settings=dict(data.get("settings") or {}), condition=data.get("condition"),
    )  # fmt: skip


def _both(text: Mapping[str, str] | None) -> Bilingual:
    return Bilingual(text["en"], text["ja"]) if text else Bilingual()


@action
def open_sheet(actor: Actor, version_id: int) -> AnswerSheet:
    """Open an empty sheet for a form; the owner of the sheet has asked who may, and records it."""
    version = queries.get_version(version_id)
    if version is None or version.published_at is None or version.published_at > actor.at:
        raise NotPermitted(policy.VIEW.name)
    sheet = AnswerSheet(version=version, answers=[])
    db.session.add(sheet)
    db.session.flush()
    return sheet


@action
def note_presence(actor: Actor, sheet_id: int, section_key: str, side: str, *, here: bool) -> None:
    """Note that somebody is at work in a section, or has left it; the owner of the sheet has asked who may."""
    key = f"{sheet_id}:{section_key}:{actor.person_id}"
    if not here:
        db.session.execute(delete(Presence).where(Presence.key == key))
        return
    values = {"seen_at": actor.at, "side": side}
    if not insert_once(
        Presence,
        "key",
        key=key,
        sheet_id=sheet_id,
        section_key=section_key,
        person_id=actor.person_id,
        **values,
    ):
        db.session.execute(update(Presence).where(Presence.key == key).values(values))
    gone = actor.at - timedelta(days=1)
    db.session.execute(delete(Presence).where(Presence.sheet_id == sheet_id, Presence.seen_at < gone))


@action
def save_answers(actor: Actor, sheet_id: int, side: str, changes: Mapping[int, Change]) -> list[Answer]:
    """Keep what one side typed and return the answers that changed; `Changed` when somebody was faster.

    The owner of the sheet has asked who may. Keys are question ids; a question of the other side is refused.
    """
    sheet = queries.get_sheet(sheet_id, lock=True)
    if sheet is None:
        raise NotPermitted(policy.VIEW.name)
    wanted = [(*_asked(sheet, side, question_id), change) for question_id, change in changes.items()]
    values = [rules.read_answer(question.type, change.value) for question, _kept, change in wanted]
    refusals = [
        problem for (question, *_), value in zip(wanted, values, strict=True)
        for problem in rules.refusals_of_answer(question, value)
    ]  # fmt: skip
    if refusals:
        raise Invalid(refusals)
    present = rules.answers_of(sheet)
    fresh = [
        (question, kept, change, value)
        for (question, kept, change), value in zip(wanted, values, strict=True)
        if value != _value(present.get((question.id, kept)))
    ]
    _refuse_clashes(present, fresh)
    saved = [_keep(actor, sheet, side, present, *one) for one in fresh]
    db.session.flush()
    return saved


def _asked(sheet: AnswerSheet, side: str, question_id: int) -> tuple[Question, str]:
    for section in sheet.version.sections:
        for question in section.questions:
            if question.id == question_id and (kept := rules.stored_side(question, side)) is not None:
                return question, kept
    raise NotPermitted(policy.VIEW.name)


def _value(answer: Answer | None) -> Any:
    return answer.value if answer else None


def _refuse_clashes(
    present: Mapping[tuple[int, str], Answer], fresh: Sequence[tuple[Question, str, Change, Any]]
) -> None:
    yours, theirs, newest = {}, {}, list[Answer]()
    for question, kept, change, value in fresh:
        answer = present.get((question.id, kept))
        if answer is not None and answer.version != change.shown_version:
            yours[rules.field_name(question)], theirs[rules.field_name(question)] = value, answer.value
            newest.append(answer)
    if newest:
        last = max(newest, key=lambda answer: answer.updated_at)
        name = last.author.name if last.author else ""
        raise Changed(yours, theirs, name, last.updated_at, last.updated_by)


def _keep(
    actor: Actor, sheet: AnswerSheet, side: str, present: Mapping[tuple[int, str], Answer],
    question: Question, kept: str, change: Change, value: Any,
) -> Answer:  # fmt: skip
    answer = present.get((question.id, kept))
    if answer is None:
        answer = Answer(question=question, side=kept, version=0)
        sheet.answers.append(answer)
    answer.value, answer.version = value, answer.version + 1
    answer.language = change.language or (rules.language_of_text(value) if isinstance(value, str) else "")
    answer.updated_at, answer.updated_by, answer.updated_side = actor.at, actor.person_id, side
    return answer
