"""Roles belong to the side: handed to a successor on a day, asked about once a year."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.links import end_link, make_link
from grantapp.accounts.actions.offers import pass_offers_on, take_back, take_back_offers
from grantapp.accounts.actions.roles import grant_role, invite_person, settle_handover
from grantapp.accounts.models import (
    AccessToken,
    Handover,
    Person,
    Role,
    RoleCheck,
    RoleGrant,
    TokenPurpose,
)
from grantapp.accounts.rules import handovers as rules
from grantapp.accounts.rules import people as people_rules
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db, insert_once
from grantapp.unit_of_work import Actor, action, record

ENDED = N_("This role has ended already.")
RUNS_ALREADY = N_("This role is handed over already. Take that back first.")
INVITATION_GONE = N_("This invitation was taken up or has ended. The list of people shows who is here.")
OVER = N_("This hand-over is done; it cannot be taken back.")


@dataclass(frozen=True)
class Successor:
    """Who takes a role over: a colleague with an account, or one who gets a link."""

    email: str
    name: str
    language: str


@action
def hand_over(actor: Actor, grant_id: int, successor: Successor, on: date | None) -> Handover:
    """Hand a role to a successor on a day; until then, and until it is taken up, both may act."""
    grant = queries.get_grant(grant_id, lock=True)
    if grant is None or not policy.HAND_OVER.allows(actor, grant):
        raise NotPermitted(policy.HAND_OVER.name)
    if not grant.runs(actor.at):
        raise NotAllowedNow(ENDED, code="role.end")
    if queries.find_running_handover(grant.id) is not None:
        raise NotAllowedNow(RUNS_ALREADY, code="handover.runs")
    zone = ZoneInfo(grant.person.zone)
    _check(successor, grant, on, actor.at.astimezone(zone).date())
    handover = Handover(
        grant=grant, on=on, ends_at=rules.begin_of(on or actor.at.date(), grant.person.zone),
        asked_by=actor.person_id, asked_at=actor.at,
    )  # fmt: skip
    known = queries.find_person_by_email(successor.email)
    if known is None:
        _invite(actor, handover, successor)
    else:
        _give_at_once(actor, handover, known)
    for check in queries.lock_open_checks(grant.scope_id):
        _answer(actor, check)
    return handover


def _check(successor: Successor, grant: RoleGrant, on: date | None, today: date) -> None:
    problems = list(people_rules.invitation_problems(successor.email, successor.name, successor.language))
    if people_rules.normal_address(successor.email) == grant.person.email:
        problems.append(Problem("email", "successor_is_holder", rules.TO_ONESELF))
    problems += rules.day_problems(on, today)
    if problems:
        raise Invalid(problems)


def _invite(actor: Actor, handover: Handover, successor: Successor) -> None:
    grant = handover.grant
    handover.token = make_link(
        actor, TokenPurpose.INVITATION, people_rules.normal_address(successor.email),
        name=successor.name.strip(), language=successor.language, role=grant.role, scope_id=grant.scope_id,
        grant=_role_of_asker(actor, grant),
    )  # fmt: skip
    _keep(actor, handover)
    emails.handover_invitation(actor, handover)


def _role_of_asker(actor: Actor, grant: RoleGrant) -> RoleGrant | None:
    own = grant.person_id == actor.person_id
    return grant if own else queries.find_grant_behind(actor, policy.HAND_OVER, grant)


def _give_at_once(actor: Actor, handover: Handover, person: Person) -> None:
    grant = handover.grant
    if person.deactivated_at is not None:
        raise Invalid([Problem("email", "person_deactivated", people_rules.ACCOUNT_CLOSED)])
    held = queries.find_grant(person.id, grant.role, grant.scope_id)
    successor = held or grant_role(actor, person.id, grant.role, grant.scope_id, basis=handover)
    handover.successor_grant = successor
    _keep(actor, handover)
    settle_handover(actor, handover, successor)


def _keep(actor: Actor, handover: Handover) -> None:
    db.session.add(handover)
    db.session.flush()
    facts = {"on": handover.on.isoformat(), "role": handover.grant.role.value}
    also = (handover.grant, handover.grant.person)
    record(Happened("handover.begun", handover, actor, actor.at, facts=facts, also=also))


def _undo(actor: Actor, taken: RoleGrant) -> None:
    """End a role that was taken over, the invitations sent by it, and the role to which it was handed on."""
    further = queries.find_running_handover(taken.id)
    take_back_offers(actor, taken)
    taken.ended_at = actor.at
    if further is None:
        return
    further.cancelled_at = actor.at
    handed = further.successor_grant
    if handed is not None and handed.granted_at >= further.asked_at and handed.runs(actor.at):
        _undo(actor, handed)


@action
def cancel_handover(actor: Actor, handover_id: int) -> Handover:
    """Take a hand-over back before its day: the link ends, the successor's new role and what rests on it too."""
    handover = queries.get_handover(handover_id, lock=True)
    if handover is None or not policy.CANCEL_HANDOVER.allows(actor, handover):
        raise NotPermitted(policy.CANCEL_HANDOVER.name)
    grant = queries.get_grant(handover.grant_id, lock=True)
    if handover.cancelled_at is not None or grant is None or not grant.runs(actor.at):
        raise NotAllowedNow(OVER, code="handover.over")
    handover.cancelled_at = actor.at
    if queries.find_grant(grant.person_id, grant.role, grant.scope_id) is None:
        grant.ended_at = None  # else he got the role anew meanwhile
    if handover.token_id is not None:
        end_link(actor, handover.token_id)
    successor = handover.successor_grant
    if successor is not None and successor.granted_at >= handover.asked_at and successor.runs(actor.at):
        pass_offers_on(actor, successor, grant, before=handover.asked_at)
        _undo(actor, successor)
    also = (grant, grant.person)
    record(Happened("handover.cancelled", handover, actor, actor.at, also=also))
    return handover


@action
def invite_colleague(
    actor: Actor, scope_id: int, email: str, role: Role, *, name: str, language: str
) -> AccessToken:
    """Invite somebody into the actor's office, as its representative."""
    scope = queries.load_scope(scope_id)
    if scope is None or not policy.LEAD_OFFICE.allows(actor, scope):
        raise NotPermitted(policy.LEAD_OFFICE.name)
    errand = policy.Errand(policy.LEAD_OFFICE, scope)
    return invite_person(actor, email, role, scope_id, name=name, language=language, errand=errand)


@action
def resend_invitation(actor: Actor, token_id: int) -> AccessToken:
    """Send an open invitation once more by a new link; the earlier one ends, a hand-over goes along."""
    token = _open_invitation(actor, token_id)
    handover = queries.find_handover_of(token.id)
    again = make_link(
        actor, TokenPurpose.INVITATION, token.email, name=token.name, language=token.language,
        role=token.role, scope_id=token.scope_id,
        grant=queries.find_grant_behind(actor, policy.KEEP_INVITATION, token),
    )  # fmt: skip
    again.created_by = token.created_by
    if handover is not None:
        handover.token = again
        db.session.flush()
        emails.handover_invitation(actor, handover)
    else:
        emails.invitation(actor, again, policy.Errand(policy.KEEP_INVITATION))
    record(Happened("role.offered_again", again, actor, actor.at))
    return again


@action
def withdraw_invitation(actor: Actor, token_id: int) -> AccessToken:
    """Take an open invitation back: its link opens nothing any more, a hand-over by it is taken back."""
    token = _open_invitation(actor, token_id)
    take_back(actor, token)
    return token


def _open_invitation(actor: Actor, token_id: int) -> AccessToken:
    token = queries.get_link(token_id, lock=True)
    if token is None or not policy.KEEP_INVITATION.allows(actor, token):
        raise NotPermitted(policy.KEEP_INVITATION.name)
    if token.purpose != TokenPurpose.INVITATION or token.used_at is not None or token.expires_at <= actor.at:
        raise NotAllowedNow(INVITATION_GONE, code="link.gone")
    return token


@action
def ask_office(actor: Actor, scope_id: int, year: int, due_until: datetime) -> None:
    """Ask an office once a year whether its people are still right; nothing happens the second time."""
    if not policy.ASK_OFFICES.allows(actor):
        raise NotPermitted(policy.ASK_OFFICES.name)
    key = f"{scope_id}:{year}"
    values = {"scope_id": scope_id, "year": year, "due_until": due_until, "asked_at": actor.at}
    if insert_once(RoleCheck, "key", key=key, **values):
        emails.office_asked(actor, queries.get_check(key))


@action
def confirm_office(actor: Actor, scope_id: int) -> None:
    """Say that the people of one's office are still right."""
    scope = queries.load_scope(scope_id)
    if scope is None or not policy.CONFIRM_OFFICE.allows(actor, scope):
        raise NotPermitted(policy.CONFIRM_OFFICE.name)
    for check in queries.lock_open_checks(scope_id):
        _answer(actor, check)
        record(Happened("office.confirmed", check, actor, actor.at, facts={"year": check.year}))


def _answer(actor: Actor, check: RoleCheck) -> None:
    check.answered_at, check.answered_by = actor.at, actor.person_id
