"""A role is asked for by one person and granted by another: staff by two of the office, cities by their own."""

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.roles import grant_role, invite_person
from grantapp.accounts.models import Person, Role, RoleRequest
from grantapp.accounts.policy import TWO_PEOPLE
from grantapp.accounts.rules import people as rules
from grantapp.accounts.rules import requests as request_rules
from grantapp.accounts.workflow import ROLE_REQUEST
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.unit_of_work import Actor, action

HELD_ALREADY = N_("This person holds the role already.")
ASKED_ALREADY = N_("This role has been asked for already and waits for an answer.")


@action
def propose_role(actor: Actor, person_id: int, role: Role, scope_id: int, reason: str) -> RoleRequest:
    """Propose a staff role for somebody; a second person confirms it before it holds."""
    person = queries.get_person(person_id, lock=True)
    if person is None or not policy.PROPOSE.allows(actor, person):
        raise NotPermitted(policy.PROPOSE.name)
    _check_proposal(role, scope_id, reason)
    request = _ask(actor, person, role, scope_id, reason)
    emails.role_proposed(actor, request)
    return request


@action
def propose_invitation(
    actor: Actor, email: str, role: Role, scope_id: int, *, name: str, language: str, reason: str
) -> RoleRequest:
    """Propose a staff role for an address: its link goes out when a second person has confirmed it."""
    if not policy.PROPOSE.allows(actor):
        raise NotPermitted(policy.PROPOSE.name)
    if problems := list(rules.invitation_problems(email, name, language)):
        raise Invalid(problems)
    known = queries.find_person_by_email(email)
    if known is not None:
        return propose_role(actor, known.id, role, scope_id, reason)
    _check_proposal(role, scope_id, reason)
    request = _write(actor, None, rules.normal_address(email), role, scope_id, reason)
    request.name, request.language = name.strip(), language
    emails.role_proposed(actor, request)
    return request


@action
def propose_representative(
    actor: Actor, email: str, scope_id: int, *, name: str, language: str, reason: str, errand: policy.Errand
) -> RoleRequest:
    """Propose who signs for a city into which the actor may invite; its representatives or the office confirm it.

    What is proposed already, or held, needs no second request. See `policy.Errand`.
    """
    if actor.on_behalf_of is not None or not errand.authority.allows(actor, errand.about):
        raise NotPermitted(errand.authority.name)
    role, address = Role.APPLICANT_SIGNATORY, rules.normal_address(email)
    if problems := [
        *rules.invitation_problems(email, name, language),
        *queries.place_problems(role, scope_id),
    ]:
        raise Invalid(problems)
    if (waiting := queries.find_open_request(address, role, scope_id)) is not None:
        return waiting
    known = queries.find_person_by_email(address)
    if known is not None:
        request = _ask(actor, known, role, scope_id, reason)
    else:
        request = _write(actor, None, address, role, scope_id, reason)
        request.name, request.language = name.strip(), language
    emails.join_asked(actor, request)
    return request


@action
def ask_to_join(actor: Actor, scope_id: int, role: Role, reason: str) -> RoleRequest:
    """Say that one works for a city: its representatives or the program office let one in."""
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.ASK_TO_JOIN.allows(actor):
        raise NotPermitted(policy.ASK_TO_JOIN.name)
    if problems := [*request_rules.join_problems(role, reason), *queries.place_problems(role, scope_id)]:
        raise Invalid(problems)
    request = _ask(actor, person, role, scope_id, reason)
    emails.join_asked(actor, request)
    return request


@action
def grant_request(actor: Actor, request_id: int) -> RoleRequest:
    """Grant what somebody else asked for: the account gets the role, an address without one gets its link."""
    request = queries.get_request(request_id, lock=True)
    if request.person_id is None and (known := queries.find_person_by_email(request.email)) is not None:
        request.person_id = known.id  # who came by another link meanwhile
    ROLE_REQUEST.fire("grant", request, actor)
    request.decided_by = actor.person_id
    if request.person_id is not None:
        grant_role(actor, request.person_id, request.role, request.scope_id, tell=True, basis=request)
    else:
        invite_person(
            actor, request.email, request.role, request.scope_id, name=request.name,
            language=request.language, basis=request,
        )  # fmt: skip
    emails.request_answered(actor, request)
    return request


@action
def refuse_request(actor: Actor, request_id: int, reason: str) -> RoleRequest:
    """Refuse what somebody asked for and say why."""
    request = queries.get_request(request_id, lock=True)
    ROLE_REQUEST.fire("refuse", request, actor, reason=reason)
    request.decided_by, request.answer = actor.person_id, reason.strip()
    emails.request_answered(actor, request)
    return request


@action
def withdraw_request(actor: Actor, request_id: int) -> RoleRequest:
    """Take one's own request back."""
    request = queries.get_request(request_id, lock=True)
    ROLE_REQUEST.fire("withdraw", request, actor)
    request.decided_by = actor.person_id
    return request


def _check_proposal(role: Role, scope_id: int, reason: str) -> None:
    if role not in TWO_PEOPLE:
        raise Invalid([Problem("role", "role_needs_no_second", request_rules.STAFF_ROLE)])
    if problems := [*request_rules.reason_problems(reason), *queries.place_problems(role, scope_id)]:
        raise Invalid(problems)


def _ask(actor: Actor, person: Person, role: Role, scope_id: int, reason: str) -> RoleRequest:
    if queries.find_grant(person.id, role, scope_id) is not None:
        raise Invalid([Problem("role", "role_held", HELD_ALREADY)])
    return _write(actor, person, person.email, role, scope_id, reason)


def _write(
    actor: Actor, person: Person | None, email: str, role: Role, scope_id: int, reason: str
) -> RoleRequest:
    if queries.find_open_request(email, role, scope_id) is not None:
        raise NotAllowedNow(ASKED_ALREADY, code="role_request.asked")
    request = RoleRequest(
        person=person, email=email, role=role, scope_id=scope_id, reason=reason.strip(),
        asked_by=actor.person_id, asked_at=actor.at,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    facts = {"role": role.value, "scope_id": scope_id, "own": request.is_own}
    ROLE_REQUEST.begin(request, actor, facts)
    return request
