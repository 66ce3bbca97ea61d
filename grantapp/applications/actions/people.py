"""Who comes in: colleagues and the partner by invitation, readers and recused people by later stages."""

from datetime import datetime

from grantapp.accounts.actions import invite_person, propose_representative
from grantapp.accounts.models import AccessToken, Role
from grantapp.accounts.policy import Errand
from grantapp.applications import emails, policy, queries
from grantapp.applications.models import Application, ApplicationSide, Reader, Recusal, Side
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record

THEY_INVITE = N_(
    "The partner city has people of its own here already; they invite their colleagues themselves."
)
INVITATION_GONE = N_("This invitation was taken up or has ended. The list of people shows who is here.")


@action
def invite_partner(
    actor: Actor, application_id: int, email: str, name: str, language: str,
    role: Role = Role.APPLICANT_SIGNATORY,
) -> AccessToken:  # fmt: skip
    """Invite the first person of the partner city by a link; whoever is there invites its own.

    Who signs for the partner is only proposed: the link opens the draft, the office confirms the representative.
    """
    application = _open(actor, application_id)
    if policy.side_of(actor, application) != Side.PARTNER and _has_people(
        application, Side.PARTNER, actor.at
    ):
        raise NotAllowedNow(THEY_INVITE, code="application.partner_is_here")
    return _invite_or_propose(actor, application.partner, email, name, language, role)


@action
def invite_colleague(
    actor: Actor, application_id: int, email: str, name: str, language: str, role: Role
) -> AccessToken:
    """Invite somebody of one's own city by a link; an editor only proposes who signs."""
    application = _open(actor, application_id)
    side = policy.side_of(actor, application)
    if side is None:
        raise NotPermitted(policy.INVITE.name)
    return _invite_or_propose(actor, application.side(side), email, name, language, role)


@action
def resend_invitation(actor: Actor, application_id: int, token_id: int) -> AccessToken:
    """Send an open invitation of either side once more; the earlier link ends."""
    application = _open(actor, application_id)
    for side, people in queries.people_of(application, actor.at).items():
        if any(one.token_id == token_id for one in people):
            token = queries.get_invitation(token_id)
            role = token.role or Role.APPLICANT_EDITOR
            return _invite(actor, application.side(side), token.email, token.name, token.language, role)
    raise NotAllowedNow(INVITATION_GONE, code="application.invitation_gone")


def _open(actor: Actor, application_id: int) -> Application:
    application = queries.get_application(application_id, lock=True)
    if not policy.EDIT.allows(actor, application):
        raise NotPermitted(policy.EDIT.name)
    return application


def _has_people(application: Application, side: Side, at: datetime) -> bool:
    return any(one.person_id is not None for one in queries.people_of(application, at)[side])


def _invite_or_propose(
    actor: Actor, half: ApplicationSide, email: str, name: str, language: str, role: Role
) -> AccessToken:
    """Invite into a role; who may not name a representative invites an editor and proposes him for it."""
    if role != Role.APPLICANT_SIGNATORY or policy.INVITE_SIGNATORY.allows(actor, half):
        return _invite(actor, half, email, name, language, role)
    token = _invite(actor, half, email, name, language, Role.APPLICANT_EDITOR)
    propose_representative(
        actor, email, half.organization.scope_id, name=name, language=language, reason=half.application.title,
        errand=Errand(policy.INVITE, half),
    )  # fmt: skip
    return token


def _invite(
    actor: Actor, half: ApplicationSide, email: str, name: str, language: str, role: Role
) -> AccessToken:
    authority = policy.INVITE_SIGNATORY if role == Role.APPLICANT_SIGNATORY else policy.INVITE
    errand = Errand(authority, half, "application_invitation", emails.facts_of_invitation(actor, half))
    scope_id = half.organization.scope_id
    token = invite_person(actor, email, role, scope_id, name=name, language=language, errand=errand)
    half.invited_at = actor.at
    facts = {"side": half.side.value, "role": role.value}
    record(Happened("application.invited", half.application, actor, actor.at, facts=facts))
    return token


@action
def open_reading(actor: Actor, application_id: int, person_id: int, until: datetime | None = None) -> Reader:
    """Let one person read the application until an instant (reviews calls it after the conflict question)."""
    application = queries.get_application(application_id, lock=True)
    reader = Reader(application=application, person_id=person_id, from_at=actor.at, until_at=until)
    db.session.add(reader)
    if not policy.OPEN_READING.allows(actor, reader):
        raise NotPermitted(policy.OPEN_READING.name)
    db.session.flush()
    record(
        Happened("application.reading_opened", application, actor, actor.at, facts={"person_id": person_id})
    )
    return reader


@action
def close_reading(actor: Actor, application_id: int, person_id: int) -> None:
    """End every open door of one person to the application."""
    application = queries.get_application(application_id, lock=True)
    for reader in application.readers:
        if reader.person_id == person_id and (reader.until_at is None or reader.until_at > actor.at):
            if not policy.OPEN_READING.allows(actor, reader):
                raise NotPermitted(policy.OPEN_READING.name)
            reader.until_at = actor.at
            facts = {"person_id": person_id}
            record(Happened("application.reading_closed", application, actor, actor.at, facts=facts))


@action
def recuse(actor: Actor, application_id: int, person_id: int) -> Recusal:
    """Close the application, and all that hangs on it, to a person with a conflict of interest."""
    application = queries.get_application(application_id, lock=True)
    recusal = Recusal(person_id=person_id, from_at=actor.at)
    application.recusals.append(recusal)
    if not policy.RECUSE.allows(actor, recusal):
        raise NotPermitted(policy.RECUSE.name)
    db.session.flush()
    record(Happened("application.recused", application, actor, actor.at, facts={"person_id": person_id}))
    return recusal
