"""Roles are offered by a link, taken up, given, and ended; nobody gives himself one."""

from dataclasses import replace
from typing import Any

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.links import LINK_SPENT, claim_link, make_link
from grantapp.accounts.actions.newcomers import SIGN_IN_FIRST, Newcomer, open_account
from grantapp.accounts.actions.offers import check_sender, pass_offers_on, take_back_offers
from grantapp.accounts.models import (
    PRODUCT_SCOPE_ID,
    AccessToken,
    Handover,
    Person,
    Role,
    RoleGrant,
    RoleRequest,
    Scope,
    ScopeKind,
    TokenPurpose,
)
from grantapp.accounts.rules import people as rules
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db, insert_once
from grantapp.unit_of_work import Actor, action, record

ROLE_ENDED = N_("This role has ended already.")
LAST_ADMINISTRATOR = N_(
    "This is the last system administrator. Give the role to somebody else before it ends here."
)
LAST_REPRESENTATIVE = N_(
    "This is the last authorized representative of the office. Hand the role over before it ends."
)
OWN_INVITATION = N_("Nobody takes up an invitation of his own.")
OTHER_ADDRESS = N_(
    "This invitation went to another address than that of your account. Sign out and open it again."
)
BY_ADMINISTRATORS = policy.Errand(policy.INVITE)


@action
def create_scope(actor: Actor, kind: ScopeKind) -> Scope:
    """Make a place where roles hold, for an organization or a program that the caller is making."""
    if not policy.CREATE_SCOPE.allows(actor):
        raise NotPermitted(policy.CREATE_SCOPE.name)
    _ensure_product()
    scope = Scope(kind=kind)
    db.session.add(scope)
    db.session.flush()
    return scope


@action
def grant_role(
    actor: Actor,
    person_id: int,
    role: Role,
    scope_id: int,
    *,
    tell: bool = False,
    basis: RoleRequest | Handover | None = None,
) -> RoleGrant:
    """Give a role to somebody else, with a letter when asked; what he holds already is returned as it is.

    Roles of staff are given by the product itself, or on the `basis` of a request that the actor has granted.
    """
    if not policy.GRANT.allows(actor, policy.WantedRole(role, scope_id, person_id, basis)):
        raise NotPermitted(policy.GRANT.name)
    _check_place(role, scope_id)
    held = queries.find_grant(person_id, role, scope_id)
    if held is not None:
        return held
    grant = _give(actor, person_id, role, scope_id, granted_by=actor.person_id)
    if tell:
        emails.role_granted(actor, grant)
    if role in policy.CITY and actor.is_signed_in and scope_id not in policy.led_scopes(actor):
        emails.office_joined(actor, grant)
    return grant


@action
def end_role(actor: Actor, grant_id: int, reason: str = "") -> RoleGrant:
    """End a role of somebody else, who gets a letter; the row stays as history."""
    grant = queries.get_grant(grant_id, lock=True)
    if grant is None or not policy.END.allows(actor, grant):
        raise NotPermitted(policy.END.name)
    if not grant.runs(max(actor.at, clock.now())):  # another may have ended it while we waited for the lock
        raise NotAllowedNow(ROLE_ENDED, code="role.end")
    _keep_one(actor, grant)
    grant.ended_at = actor.at
    facts = _facts(grant.role, grant.scope_id)
    record(Happened("role.ended", grant, actor, actor.at, reason=reason, facts=facts, also=(grant.person,)))
    take_back_offers(actor, grant)
    emails.role_ended(actor, grant, reason)
    return grant


def _keep_one(actor: Actor, grant: RoleGrant) -> None:
    """Refuse to leave the product without administrator; an office ends its last representative only by hand-over."""
    last_here = {
        Role.ADMINISTRATOR: LAST_ADMINISTRATOR,
        Role.APPLICANT_SIGNATORY: "" if policy.is_proposer(actor) else LAST_REPRESENTATIVE,
    }.get(grant.role, "")
    if last_here and queries.count_others_with_role(grant.person_id, grant.role, grant.scope_id) == 0:
        raise NotAllowedNow(last_here, code="role.last")


@action
def invite_person(
    actor: Actor,
    email: str,
    role: Role,
    scope_id: int,
    *,
    name: str = "",
    language: str = "en",
    errand: policy.Errand = BY_ADMINISTRATORS,
    basis: RoleRequest | None = None,
) -> AccessToken:
    """Send a link that gives a role once; an earlier link for the same role ends. See `policy.Errand`."""
    ours = errand.authority is policy.INVITE
    subject = policy.WantedRole(role, scope_id, basis=basis) if ours else errand.about
    if not errand.authority.allows(actor, subject) or not (ours or role in policy.CITY):
        raise NotPermitted(errand.authority.name)
    if (
        actor.on_behalf_of is not None
    ):  # people of a city come in by its own people or by the office as itself
        raise NotPermitted(policy.INVITE.name)
    problems = list(rules.invitation_problems(email, name, language))
    if problems:
        raise Invalid(problems)
    _check_place(role, scope_id)
    behind = (policy.DECIDE_REQUEST, basis) if basis is not None else (errand.authority, subject)
    token = make_link(
        actor, TokenPurpose.INVITATION, rules.normal_address(email), name=name.strip(), language=language,
        role=role, scope_id=scope_id, grant=queries.find_grant_behind(actor, *behind),
    )  # fmt: skip
    emails.invitation(actor, token, errand)
    personal = {"email": token.email, "name": token.name}
    record(Happened("role.offered", token, actor, actor.at, facts=_facts(role, scope_id), personal=personal))
    return token


@action
def accept_invitation(actor: Actor, raw: str, newcomer: Newcomer, password_hash: str) -> Person:
    """Use an invitation up: a new account with the role that was offered."""
    token, person = open_account(actor, TokenPurpose.INVITATION, raw, newcomer, password_hash)
    _take_up(replace(actor, person_id=person.id, name=person.name), token, person)
    return person


@action
def join_by_invitation(actor: Actor, raw: str) -> Person:
    """Use an invitation up for the account that the person has already."""
    token = claim_link(actor, TokenPurpose.INVITATION, raw)
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None:
        raise NotAllowedNow(SIGN_IN_FIRST, code="link.sign_in")
    if person.email != token.email:
        raise NotAllowedNow(OTHER_ADDRESS, code="link.other_address")
    _take_up(actor, token, person)
    return person


@action
def settle_handover(actor: Actor, handover: Handover, successor: RoleGrant) -> None:
    """Note that a successor has the role: the predecessor keeps it until the day of the hand-over."""
    grant = queries.get_grant(handover.grant_id, lock=True)
    if grant is None or (grant.role, grant.scope_id) != (successor.role, successor.scope_id):
        raise NotPermitted(policy.HAND_OVER.name)
    handover.successor_grant = successor
    until = max(handover.ends_at, actor.at)
    if grant.ended_at is None or grant.ended_at > until:
        grant.ended_at = until
    pass_offers_on(actor, grant, successor)
    also = (grant, grant.person, successor.person)
    facts = {"on": handover.on.isoformat(), "role": grant.role.value}
    record(Happened("handover.settled", handover, actor, actor.at, facts=facts, also=also))
    emails.role_handed_over(actor, handover, successor)


def _take_up(actor: Actor, token: AccessToken, person: Person) -> None:
    token.person_id = person.id
    if token.role is None or token.scope_id is None:
        raise NotAllowedNow(LINK_SPENT, code="link.claim")
    if person.id == token.created_by:
        raise NotAllowedNow(OWN_INVITATION, code="link.own")
    check_sender(actor, token)
    held = queries.find_grant(person.id, token.role, token.scope_id)
    grant = held or _give(actor, person.id, token.role, token.scope_id, granted_by=token.created_by)
    record(Happened("role.taken_up", token, actor, actor.at, also=(person,)))
    handover = queries.find_handover_of(token.id)
    if handover is not None:
        settle_handover(actor, handover, grant)


def _check_place(role: Role, scope_id: int) -> None:
    """Refuse a role that does not belong there; whoever offers or gives roles there waits for the others."""
    if scope_id == PRODUCT_SCOPE_ID:
        _ensure_product()
    queries.lock_scope(scope_id)
    if problems := queries.place_problems(role, scope_id):
        raise Invalid(problems)


def _ensure_product() -> None:
    insert_once(Scope, "id", id=PRODUCT_SCOPE_ID, kind=ScopeKind.PRODUCT)


def _give(actor: Actor, person_id: int, role: Role, scope_id: int, granted_by: int | None) -> RoleGrant:
    grant = RoleGrant(
        person_id=person_id, role=role, scope_id=scope_id, granted_at=actor.at, granted_by=granted_by
    )
    db.session.add(grant)
    db.session.flush()
    record(
        Happened("role.granted", grant, actor, actor.at, facts=_facts(role, scope_id), also=(grant.person,))
    )
    return grant


def _facts(role: Role, scope_id: int) -> dict[str, Any]:
    return {"role": role.value, "scope_id": scope_id}
