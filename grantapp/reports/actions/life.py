"""From an award's start to the accepted report: each verb is one arrow of REQUIREMENT and what follows."""

from collections.abc import Mapping
from datetime import date

from grantapp.awards.models import Award
from grantapp.awards.workflow import AWARD
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Permission
from grantapp.core.ports import sentence, sequel
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.documents.actions import take_snapshot
from grantapp.reports import documents, emails, policy, queries, rules
from grantapp.reports.models import Report, ReportComment, Requirement, RequirementStatus
from grantapp.reports.workflow import REQUIREMENT, WAITING
from grantapp.unit_of_work import Actor, action, record

CONFIRMED = sentence("requirement.confirmed", N_("%(who)s confirmed the report for the partner city"))
EXTENDED = sentence("requirement.extended", N_("%(who)s gave more time for the report"))
NOTHING_TO_CONFIRM = N_("There is nothing to confirm now. The report is not written yet, or it is settled.")
CONFIRMED_ALREADY = N_("The partner city has confirmed this content already.")
NO_MORE_TIME_NEEDED = N_("The report was sent already, or it is settled. Its date cannot be moved.")


@sequel(AWARD, "activate")
def on_award_activated(award: Award, happened: Happened) -> None:
    """Say what is due after an award that has started: the final report, and the follow-up a year later."""
    zone = award.application.lead.organization.place.zone
    days = rules.due_dates(award.period_ends_on, award.application.call.report_days)
    for kind, on in days.items():
        requirement = Requirement(
            award=award, kind=kind, due_until=rules.end_of_day(on, zone), zone=zone, report=None
        )
        db.session.add(requirement)
        db.session.flush()
        REQUIREMENT.begin(requirement, happened.actor, {"kind": kind.value, "due_on": on.isoformat()})


@action
def ask_confirmation(actor: Actor, requirement_id: int) -> Requirement:
    """Ask the partner city to confirm the finished report, before it is sent or after."""
    requirement, report = _with_report(actor, requirement_id, policy.SEND)
    if report.confirmed_at is not None:
        raise NotAllowedNow(CONFIRMED_ALREADY, code="report.confirmed")
    problems = list(rules.ready_to_send(requirement, actor))
    if problems:
        raise Invalid(problems)
    emails.report_confirmation_asked(actor, requirement, _hash_of(requirement, report))
    return requirement


@action
def confirm_report(actor: Actor, requirement_id: int, shown_sha256: str) -> Requirement:
    """Confirm, for the partner city, exactly the content that was shown."""
    requirement, report = _with_report(actor, requirement_id, policy.CONFIRM)
    present = _hash_of(requirement, report)
    if rules.is_confirmed(report, present):
        raise NotAllowedNow(CONFIRMED_ALREADY, code="report.confirmed")
    if present != shown_sha256:
        raise Changed({"content": shown_sha256}, {"content": present})
    problems = list(rules.ready_to_send(requirement, actor))
    if problems:
        raise Invalid(problems)
    report.confirmed_at, report.confirmed_by, report.confirmed_sha256 = actor.at, actor.person_id, present
    record(
        Happened(
            CONFIRMED, requirement, actor, actor.at, facts={"sha256": present}, also=(requirement.award,)
        )
    )
    emails.report_confirmed(actor, requirement, present)
    return requirement


@action
def send_report(actor: Actor, requirement_id: int, shown_sha256: str) -> Requirement:
    """Send the report as it was shown; its content is frozen, the partner is asked to confirm it."""
    requirement = _locked(actor, requirement_id, policy.SEND)
    report = requirement.report
    present = _hash_of(requirement, report) if report else ""
    if report and requirement.status in WAITING and present != shown_sha256:
        raise Changed({"content": shown_sha256}, {"content": present})
    REQUIREMENT.fire("send", requirement, actor, facts={"sha256": present})
    if report is not None:
        content = documents.report_content(requirement, report, queries.files_of(requirement))
        people = documents.people_annex(report, actor.person_id, actor.name)
        report.snapshot = take_snapshot(actor, "report", requirement, content, people)
        report.sent_by = actor.person_id
        emails.report_sent(actor, requirement)
        if report.confirmed_at is None:
            emails.report_confirmation_asked(actor, requirement, present)
    return requirement


@action
def request_changes(actor: Actor, requirement_id: int, comments: Mapping[str, str]) -> Requirement:
    """Return a report with comments by "section.question" ("" for the whole); there is time to mend it."""
    requirement = _locked(actor, requirement_id, policy.REVIEW)
    written = {key: text.strip() for key, text in comments.items() if text.strip()}
    problems = list(rules.comment_problems(written))
    if problems and requirement.status == RequirementStatus.SUBMITTED:
        raise Invalid(problems)
    REQUIREMENT.fire("request_changes", requirement, actor, facts={"comments": len(written)})
    requirement.due_until = rules.time_to_mend(requirement, actor.at)
    if requirement.report is not None:
        requirement.report.comments += [
            ReportComment(question_key=key, text=text, at=actor.at, person_id=actor.person_id)
            for key, text in written.items()
        ]
    emails.report_returned(actor, requirement, len(written))
    return requirement


@action
def accept_report(actor: Actor, requirement_id: int) -> Requirement:
    """Accept a report that the partner has confirmed as it was sent; the last payment follows."""
    requirement = _locked(actor, requirement_id, policy.REVIEW)
    REQUIREMENT.fire("accept", requirement, actor)
    emails.report_accepted(actor, requirement)
    return requirement


@action
def waive_requirement(actor: Actor, requirement_id: int, reason: str) -> Requirement:
    """Let both cities off a report; they read the reason."""
    requirement = _locked(actor, requirement_id, policy.ADMINISTER)
    REQUIREMENT.fire("waive", requirement, actor, reason=reason)
    emails.report_waived(actor, requirement, reason)
    return requirement


@action
def extend_requirement(actor: Actor, requirement_id: int, on: date | None, reason: str) -> Requirement:
    """Give both cities more time, until 23:59 of a day in the lead city's zone; they read the reason."""
    requirement = _locked(actor, requirement_id, policy.ADMINISTER)
    if requirement.status not in WAITING:
        raise NotAllowedNow(NO_MORE_TIME_NEEDED, code="report.not_waiting")
    problems = list(rules.extension_problems(requirement, on, reason, actor.at))
    if on is None or problems:
        raise Invalid(problems)
    facts = {"before": rules.due_on(requirement).isoformat(), "after": on.isoformat()}
    requirement.due_until = rules.end_of_day(on, requirement.zone)
    record(
        Happened(
            EXTENDED, requirement, actor, actor.at, reason=reason, facts=facts, also=(requirement.award,)
        )
    )
    emails.report_extended(actor, requirement, reason)
    return requirement


@action
def remind_of_report(actor: Actor, requirement_id: int) -> None:
    """Write the newest reminder whose day has come, once."""
    requirement = queries.get_requirement(requirement_id, lock=True)
    if requirement is None or requirement.status not in WAITING:
        return
    step = rules.reminder_for(requirement, actor.at)
    if step is not None:
        emails.report_due(actor, requirement, step)


def _locked(actor: Actor, requirement_id: int, permission: Permission) -> Requirement:
    requirement = queries.get_requirement(requirement_id, lock=True)
    if requirement is None or not permission.allows(actor, requirement):
        raise NotPermitted(permission.name)
    return requirement


def _with_report(actor: Actor, requirement_id: int, permission: Permission) -> tuple[Requirement, Report]:
    requirement = _locked(actor, requirement_id, permission)
    settled = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
    if requirement.report is None or requirement.status in settled:
        raise NotAllowedNow(NOTHING_TO_CONFIRM, code="report.nothing_to_confirm")
    return requirement, requirement.report


def _hash_of(requirement: Requirement, report: Report) -> str:
    return documents.sha256_of_report(requirement, report, queries.files_of(requirement))
