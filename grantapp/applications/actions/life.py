"""From the start to the decision: each verb is one arrow of workflow.APPLICATION and what belongs to it."""

from collections.abc import Mapping

from grantapp.applications import documents, emails, policy, queries, rules
from grantapp.applications.models import Application, ApplicationSide, Side
from grantapp.applications.workflow import APPLICATION
from grantapp.calls.rules import may_lead
from grantapp.core.dates import local_day
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.words import N_, Bilingual
from grantapp.database import db
from grantapp.documents.actions import take_snapshot
from grantapp.documents.canonical import sha256_of
from grantapp.files.actions import Upload, attach
from grantapp.jobs.actions import enqueue
from grantapp.partnerships.actions import ensure_organization, record_activity
from grantapp.partnerships.models import ActivityKind, Organization, Partnership
from grantapp.partnerships.queries import get_organization, get_partnership
from grantapp.questionnaires.actions import open_sheet
from grantapp.unit_of_work import Actor, action

NOT_OPEN = N_("This call is not open. The list of calls shows which are.")
NOT_A_MEMBER = N_("Your city is not a member of this partnership. Choose one of its own partnerships.")
OTHER_SIDE_LEADS = N_(
    "In this call the city of the other country leads. Ask your partner city to start the application; it invites you."
)
APPLIED = Bilingual("Applied together to: {title}", "共同で申請しました：{title}")


@action
def start_application(
    actor: Actor, call_id: int, partnership_id: int, lead_organization_id: int
) -> Application:
    """Begin a draft for a pair: the actor's city leads, the office of the other city is the partner."""
    call, organization = queries.get_call(call_id), get_organization(lead_organization_id)
    if not policy.START.allows(actor, organization):
        raise NotPermitted(policy.START.name)
    if not call.is_open(actor.at):
        raise NotAllowedNow(NOT_OPEN, code="call.closed")
    if not may_lead(call, organization.place.country):
        raise Invalid([Problem("organization_id", "other_side_leads", OTHER_SIDE_LEADS)])
    partnership = get_partnership(partnership_id)
    partner = _partner_of(partnership, organization)
    application = Application(
        call=call,
        partnership=partnership,
        sheet=open_sheet(actor, call.questionnaire_version_id),
        created_at=actor.at,
        created_by=actor.person_id,
        budget_lines=[],
        endorsements=[],
        recusals=[],
        readers=[],
        sides=[
            ApplicationSide(side=Side.LEAD, organization=organization),
            ApplicationSide(side=Side.PARTNER, organization=partner, invited_at=actor.at),
        ],
    )
    db.session.add(application)
    db.session.flush()
    APPLICATION.begin(application, actor)
    emails.partner_invited(actor, application)
    return application


def _partner_of(partnership: Partnership, organization: Organization) -> Organization:
    own = next((member for member in partnership.members if member.place_id == organization.place_id), None)
    if own is None:
        raise Invalid([Problem("partnership_id", "not_a_member", NOT_A_MEMBER)])
    other = next(member for member in partnership.members if member.side != own.side)
    return ensure_organization(Actor.system("applications"), other.place_id)


@action
def submit_application(actor: Actor, application_id: int) -> Application:
    """Send a finished application to the funder; both cities get a number, a frozen copy and a receipt.

    Who sends it once more, in another window or with a second press, gets what was received the first time.
    """
    call = queries.get_call_of(application_id, lock=True)
    application = queries.get_application(application_id, lock=True)
    if application.submitted_at is not None and policy.SUBMIT.allows(actor, application):
        return application
    content = documents.content_of(application, queries.files_of(application))
    application.content_sha256 = sha256_of(content)
    application.number = application.number or rules.number_of(call.series, call.next_number)
    facts = {"number": application.number, "sha256": application.content_sha256}
    happened = APPLICATION.fire("submit", application, actor, facts=facts)
    call.next_number += 1
    people = documents.people_annex(application, actor)
    application.snapshot = take_snapshot(actor, "application", application, content, people)
    enqueue(
        actor,
        "applications.make_pdf",
        {"application_id": application.id},
        f"applications.make_pdf:{application.id}",
    )
    _write_into_history(actor, application)
    emails.application_received(application, happened)
    return application


def _write_into_history(actor: Actor, application: Application) -> None:
    title = application.call.title
    record_activity(
        actor, application.partnership_id, ActivityKind.APPLICATION, subject=application, is_public=False,
        on=local_day(actor.at, application.call.zone),
        summary=Bilingual(APPLIED.en.format(title=title.en), APPLIED.ja.format(title=title.ja)),
    )  # fmt: skip


@action
def withdraw_application(actor: Actor, application_id: int, reason: str) -> Application:
    """Take an application back before the decision; both cities read the reason."""
    application = queries.get_application(application_id, lock=True)
    happened = APPLICATION.fire("withdraw", application, actor, reason=reason)
    emails.application_withdrawn(application, happened)
    return application


@action
def begin_review(actor: Actor, application_id: int) -> Application:
    """Open the review of a received application; one that is under review already stays so."""
    application = queries.get_application(application_id, lock=True)
    if application.status != "under_review":
        APPLICATION.fire("begin_review", application, actor)
    return application


@action
def exclude_application(actor: Actor, application_id: int, reason: str) -> Application:
    """Find that an application does not meet the criteria; both cities read the reason."""
    application = queries.get_application(application_id, lock=True)
    happened = APPLICATION.fire("exclude", application, actor, reason=reason)
    emails.application_excluded(application, happened)
    return application


@action
def mark_awarded(actor: Actor, application_id: int) -> Application:
    """Note that the application was selected (called where the decision is released)."""
    return _decide(actor, application_id, "award")


@action
def mark_declined(actor: Actor, application_id: int) -> Application:
    """Note that the application was not selected (called where the decision is released)."""
    return _decide(actor, application_id, "decline")


@action
def mark_waitlisted(actor: Actor, application_id: int) -> Application:
    """Note that the application waits for money that others leave (called where decisions are released)."""
    return _decide(actor, application_id, "waitlist")


def _decide(actor: Actor, application_id: int, transition: str) -> Application:
    application = queries.get_application(application_id, lock=True)
    APPLICATION.fire(transition, application, actor)
    return application


@action
def attach_pdfs(actor: Actor, application_id: int, prints: Mapping[str, Upload]) -> Application:
    """Attach the printed copies by their purpose; the first is the one that the application shows first."""
    application = queries.get_application(application_id, lock=True)
    if not policy.KEEP_COPIES.allows(actor, application):
        raise NotPermitted(policy.KEEP_COPIES.name)
    if application.pdf_id is None:
        copies = [
            attach(actor, upload, subject=application, purpose=purpose) for purpose, upload in prints.items()
        ]
        application.pdf = copies[0]
    return application


@action
def remind_of_closing(actor: Actor, days: int) -> int:
    """Remind the cities of every draft whose call closes within so many days; return how many there are."""
    drafts = [
        one
        for one in queries.list_open_drafts(actor, actor.at)
        if (one.call.closes_at - actor.at).days < days
    ]
    for application in drafts:
        emails.submit_reminder(actor, application, days, len(rules.gaps_of(application)))
    return len(drafts)
