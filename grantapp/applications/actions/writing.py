"""Both cities write one draft; whatever changes its content ends an endorsement that was given before."""

from collections.abc import Mapping
from typing import Any

from grantapp.applications import documents, emails, policy, queries, rules
from grantapp.applications.models import Application, ApplicationStatus, BudgetLine, Endorsement, Side
from grantapp.applications.rules import LineValues
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Permission
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.documents.actions import take_snapshot
from grantapp.documents.canonical import sha256_of
from grantapp.files.actions import Upload, attach, remove_file
from grantapp.questionnaires.actions import note_presence, save_answers
from grantapp.questionnaires.models import Section, SectionKind
from grantapp.questionnaires.rules import Change, answers_of, stored_side
from grantapp.unit_of_work import Actor, action, record

LINE_REMOVED = "application.line_removed"
SENT_ALREADY = N_(
    "The application was sent; neither city can change it any more. You can read it and its receipt."
)


def _draft(actor: Actor, application_id: int, permission: Permission) -> Application:
    """Return the locked draft, or refuse: who first, then when."""
    application = queries.get_application(application_id, lock=True)
    if not permission.allows(actor, application):
        raise NotPermitted(permission.name)
    if application.status != ApplicationStatus.DRAFT:
        raise NotAllowedNow(SENT_ALREADY, code="application.sent")
    return application


def _own_side(actor: Actor, application: Application) -> Side:
    side = policy.side_of(actor, application)
    if side is None:
        raise NotPermitted(policy.EDIT.name)
    return side


def _section(application: Application, key: str) -> Section:
    for section in application.sheet.version.sections:
        if section.key == key:
            return section
    raise NotPermitted(policy.EDIT.name)


@action
def save_section(
    actor: Actor, application_id: int, section_key: str, changes: Mapping[int, Change]
) -> Application:
    """Keep what one side typed in a section; `Changed` when somebody was faster."""
    application = _draft(actor, application_id, policy.EDIT)
    section = _section(application, section_key)
    if set(changes) - {question.id for question in section.questions}:
        raise NotPermitted(policy.EDIT.name)
    if save_answers(actor, application.sheet_id, _own_side(actor, application), changes):
        _content_changed(actor, application, section)
    return application


@action
def be_present(actor: Actor, application_id: int, section_key: str, *, here: bool) -> None:
    """Let the others see that somebody is at work in a section, or has left it."""
    application = queries.get_application(application_id)
    if not policy.EDIT.allows(actor, application):
        raise NotPermitted(policy.EDIT.name)
    section = _section(application, section_key)
    note_presence(actor, application.sheet_id, section.key, _own_side(actor, application), here=here)


@action
def attach_answer_file(
    actor: Actor, application_id: int, section_key: str, question_id: int, upload: Upload
) -> Application:
    """Attach a stored upload to a file question."""
    application = _draft(actor, application_id, policy.EDIT)
    side = _own_side(actor, application)
    stored = attach(actor, upload, subject=application, purpose="answer", side=side)
    kept, version = _files_at(application, question_id, side)
    return save_section(
        actor, application_id, section_key, {question_id: Change([*kept, stored.id], version)}
    )


@action
def remove_answer_file(
    actor: Actor, application_id: int, section_key: str, question_id: int, file_id: int
) -> Application:
    """Take a file away from a file question."""
    application = _draft(actor, application_id, policy.EDIT)
    kept, version = _files_at(application, question_id, _own_side(actor, application))
    if file_id not in kept:
        return application
    remove_file(actor, file_id)
    left = [one for one in kept if one != file_id]
    return save_section(actor, application_id, section_key, {question_id: Change(left, version)})


def _files_at(application: Application, question_id: int, side: Side) -> tuple[list[int], int]:
    questions = (one for section in application.sheet.version.sections for one in section.questions)
    question = next((one for one in questions if one.id == question_id), None)
    owner = stored_side(question, side) if question else None
    if owner is None:
        raise NotPermitted(policy.EDIT.name)
    answer = answers_of(application.sheet).get((question_id, owner))
    return (list(answer.value or []), answer.version) if answer else ([], 0)


@action
def save_budget_line(
    actor: Actor, application_id: int, line_id: int | None, values: LineValues, shown_version: int = 0
) -> BudgetLine:
    """Add a budget line, or change the one shown in a version; `Changed` when somebody was faster."""
    application = _draft(actor, application_id, policy.EDIT)
    if problems := rules.problems_of_line(values, application.call.costs):
        raise Invalid(problems)
    line = _line(application, line_id)
    before = rules.values_of(line) if line_id is not None else None
    if before == values:
        return line
    if before is not None and line.version != shown_version:
        name = line.author.name if line.author else ""
        raise Changed(values.as_columns(), before.as_columns(), name, line.updated_at)
    for name, value in values.as_columns().items():
        setattr(line, name, value)
    line.category = next(one for one in application.call.costs if one.id == values.category_id)
    line.version = (line.version or 0) + 1
    line.updated_at, line.updated_by = actor.at, actor.person_id
    line.updated_side = _own_side(actor, application)
    _budget_changed(actor, application)
    return line


@action
def remove_budget_line(actor: Actor, application_id: int, line_id: int) -> Application:
    """Take a line out of the budget; one that is gone already stays so."""
    application = _draft(actor, application_id, policy.EDIT)
    line = next((one for one in application.budget_lines if one.id == line_id), None)
    if line is not None:
        application.budget_lines.remove(line)
        db.session.delete(line)
        _budget_changed(actor, application)
    return application


def _line(application: Application, line_id: int | None) -> BudgetLine:
    if line_id is None:
        line = BudgetLine(version=0)
        application.budget_lines.append(line)
        return line
    for line in application.budget_lines:
        if line.id == line_id:
            return line
    raise NotAllowedNow(
        N_("This line was removed in between. What you typed is not lost: add it as a new line."),
        code=LINE_REMOVED,
    )


def _budget_changed(actor: Actor, application: Application) -> None:
    application.requested_amount = sum(line.grant_amount for line in application.budget_lines)
    sections = application.sheet.version.sections
    _content_changed(actor, application, next(one for one in sections if one.kind == SectionKind.BUDGET))


def _content_changed(actor: Actor, application: Application, section: Section) -> None:
    """Count the change, take the new hash, and end an endorsement that no longer fits."""
    db.session.flush()
    application.content_version += 1
    application.title = str(documents.answer_by_key(application, documents.TITLE_KEY) or "")
    theme = documents.answer_by_key(application, documents.THEME_KEY)
    application.theme = next((one for one in application.call.program.themes if one.code == theme), None)
    application.content_sha256 = documents.sha256_of_content(application, queries.files_of(application))
    _record(actor, application, "answered", {"section": section.key})
    endorsement = application.endorsement
    if endorsement is not None and endorsement.content_sha256 != application.content_sha256:
        endorsement.voided_at = actor.at
        _record(actor, application, "endorsement_ended", {"section": section.key})
        emails.endorsement_void(actor, application, endorsement, section)


def _record(actor: Actor, application: Application, verb: str, facts: Mapping[str, Any]) -> None:
    record(Happened(f"application.{verb}", application, actor, actor.at, facts=facts))


@action
def ask_endorsement(actor: Actor, application_id: int) -> Application:
    """Ask the partner's signatories to agree to the present version, once every section is done."""
    application = _draft(actor, application_id, policy.ASK)
    if problems := rules.problems_before_endorsement(application, actor.at):
        raise Invalid(problems)
    if application.asked_version != application.content_version:
        application.asked_version = application.content_version
        _record(actor, application, "endorsement_asked", {"version": application.content_version})
        emails.endorsement_asked(actor, application)
    return application


@action
def endorse(actor: Actor, application_id: int, shown_sha256: str) -> Endorsement:
    """Agree for the partner city to exactly the content that was shown; a later change ends the agreement."""
    application = _draft(actor, application_id, policy.ENDORSE)
    content = documents.content_of(application, queries.files_of(application))
    application.content_sha256 = sha256_of(content)
    if shown_sha256 != application.content_sha256:
        raise Changed({"content": shown_sha256}, {"content": application.content_sha256})
    if problems := rules.problems_before_endorsement(application, actor.at):
        raise Invalid(problems)
    if rules.endorsement_holds(application) and application.endorsement is not None:
        return application.endorsement
    endorsement = Endorsement(
        person_id=actor.person_id,
        content_version=application.content_version,
        content_sha256=shown_sha256,
        at=actor.at,
    )
    application.endorsements.append(endorsement)
    db.session.flush()
    take_snapshot(actor, "endorsement", endorsement, content, None)
    facts = {"version": application.content_version, "sha256": shown_sha256}
    _record(actor, application, "endorsed", facts)
    emails.endorsement_given(actor, application, endorsement)
    return endorsement
