"""Both cities write one report; whatever changes its content ends a confirmation that was given before."""

from collections.abc import Mapping

from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.ports import sentence
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.files.actions import Upload, attach, remove_file
from grantapp.questionnaires.actions import note_presence, open_sheet, publish_version, save_answers
from grantapp.questionnaires.models import Section
from grantapp.questionnaires.rules import Change, answers_of, stored_side
from grantapp.reports import documents, policy, queries, rules
from grantapp.reports.models import Report, Requirement, RequirementStatus
from grantapp.reports.workflow import REQUIREMENT
from grantapp.unit_of_work import Actor, action, record

ANSWERED = sentence("requirement.answered", N_("%(who)s wrote in the report"))
SPENT = sentence("requirement.spending_entered", N_("%(who)s entered what was spent"))
VOID = sentence(
    "requirement.confirmation_ended",
    N_("%(who)s changed the report; the partner's confirmation ended with it"),
)
NOT_WRITABLE = N_("The report cannot be changed now. It is with the program office, or it is settled.")
WRITABLE = (RequirementStatus.IN_PROGRESS, RequirementStatus.CHANGES_REQUESTED)


@action
def start_report(actor: Actor, requirement_id: int) -> Requirement:
    """Open the report for both cities; a report that is open already stays so."""
    requirement = queries.get_requirement(requirement_id, lock=True)
    if requirement is None or not policy.WRITE.allows(actor, requirement):
        raise NotPermitted(policy.WRITE.name)
    if requirement.report is not None:
        return requirement
    requirement.report = Report(sheet_id=_sheet_of(actor, requirement), comments=[])
    REQUIREMENT.fire("start", requirement, actor)
    db.session.flush()
    requirement.report.content_sha256 = _hash_of(requirement, requirement.report)
    return requirement


def _sheet_of(actor: Actor, requirement: Requirement) -> int:
    if rules.asks_for_money(requirement):
        return open_sheet(actor, requirement.award.application.call.report_version_id).id
    system, form = Actor.system("reports").moved_to(actor.at), documents.FOLLOW_UP
    version = publish_version(system, documents.FOLLOW_UP_KEY, Bilingual(**form["title"]), form["sections"])
    return open_sheet(system.moved_to(version.published_at or actor.at), version.id).id


@action
def save_section(
    actor: Actor, requirement_id: int, section_key: str, changes: Mapping[int, Change]
) -> Requirement:
    """Keep what one side typed in a section; `Changed` when somebody was faster, nothing is overwritten."""
    requirement, report = _writable(actor, requirement_id)
    section = _section(report, section_key)
    if set(changes) - {question.id for question in section.questions}:
        raise NotPermitted(policy.WRITE.name)
    if save_answers(actor, report.sheet_id, _side(actor, requirement), changes):
        _changed(actor, requirement, report, ANSWERED, {"section": section.key})
    return requirement


@action
def be_present(actor: Actor, requirement_id: int, section_key: str, *, here: bool) -> None:
    """Let the others see that somebody is at work in a section, or has left it."""
    requirement = queries.get_requirement(requirement_id)
    if requirement is None or requirement.report is None or not policy.WRITE.allows(actor, requirement):
        raise NotPermitted(policy.WRITE.name)
    section = _section(requirement.report, section_key)
    note_presence(actor, requirement.report.sheet_id, section.key, _side(actor, requirement), here=here)


@action
def save_spending(
    actor: Actor, requirement_id: int, spent: Money | None, shown: int | None = None
) -> Requirement:
    """Keep what was spent of the grant; `shown` is the amount (minor units) that the form showed."""
    requirement, report = _writable(actor, requirement_id)
    if not rules.asks_for_money(requirement):
        raise NotPermitted(policy.WRITE.name)
    problems = list(rules.spent_problems(requirement, spent.amount if spent is not None else None))
    if spent is None or problems:
        raise Invalid(problems)
    if report.spent_amount == spent.amount:
        return requirement
    if report.spent_amount != shown:
        kept = Money(report.spent_amount or 0, requirement.award.currency)
        raise Changed({"spent": str(spent.major)}, {"spent": str(kept.major)})
    report.spent_amount = spent.amount
    _changed(actor, requirement, report, SPENT, {"amount": spent.amount, "currency": spent.currency})
    return requirement


@action
def attach_answer_file(
    actor: Actor, requirement_id: int, section_key: str, question_id: int, upload: Upload
) -> Requirement:
    """Attach a stored upload to a file question."""
    requirement, report = _writable(actor, requirement_id)
    side = _side(actor, requirement)
    stored = attach(actor, upload, subject=requirement, purpose="answer", side=side, field=f"q-{question_id}")
    kept, version = _files_at(report, question_id, side)
    return save_section(
        actor, requirement_id, section_key, {question_id: Change([*kept, stored.id], version)}
    )


@action
def remove_answer_file(
    actor: Actor, requirement_id: int, section_key: str, question_id: int, file_id: int
) -> Requirement:
    """Take a file away from a file question."""
    requirement, report = _writable(actor, requirement_id)
    kept, version = _files_at(report, question_id, _side(actor, requirement))
    if file_id not in kept:
        return requirement
    remove_file(actor, file_id)
    left = [one for one in kept if one != file_id]
    return save_section(actor, requirement_id, section_key, {question_id: Change(left, version)})


def _writable(actor: Actor, requirement_id: int) -> tuple[Requirement, Report]:
    """Return the locked report, or refuse: who first, then when."""
    requirement = queries.get_requirement(requirement_id, lock=True)
    if requirement is None or not policy.WRITE.allows(actor, requirement):
        raise NotPermitted(policy.WRITE.name)
    if requirement.report is None or requirement.status not in WRITABLE:
        raise NotAllowedNow(NOT_WRITABLE, code="report.not_writable")
    return requirement, requirement.report


def _side(actor: Actor, requirement: Requirement) -> str:
    side = policy.side_of(actor, requirement)
    if side is None:
        raise NotPermitted(policy.WRITE.name)
    return side.value


def _section(report: Report, key: str) -> Section:
    for section in report.sheet.version.sections:
        if section.key == key:
            return section
    raise NotPermitted(policy.WRITE.name)


def _files_at(report: Report, question_id: int, side: str) -> tuple[list[int], int]:
    questions = (one for section in report.sheet.version.sections for one in section.questions)
    question = next((one for one in questions if one.id == question_id), None)
    owner = stored_side(question, side) if question else None
    if owner is None:
        raise NotPermitted(policy.WRITE.name)
    answer = answers_of(report.sheet).get((question_id, owner))
    return (list(answer.value or []), answer.version) if answer else ([], 0)


def _hash_of(requirement: Requirement, report: Report) -> str:
    return documents.sha256_of_report(requirement, report, queries.files_of(requirement))


def _changed(
    actor: Actor, requirement: Requirement, report: Report, verb: str, facts: Mapping[str, str | int]
) -> None:
    report.content_version += 1
    report.content_sha256 = _hash_of(requirement, report)
    record(Happened(verb, requirement, actor, actor.at, facts=dict(facts)))
    if report.confirmed_at is not None:
        voided = {"sha256": report.confirmed_sha256}
        report.confirmed_at, report.confirmed_by, report.confirmed_sha256 = None, None, ""
        record(Happened(VOID, requirement, actor, actor.at, facts=voided, also=(requirement.award,)))
