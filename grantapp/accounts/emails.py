"""Letters about accounts: invitations and links, roles that are asked for, given, handed over and ended."""

from typing import Any

from grantapp.accounts import queries
from grantapp.accounts.models import (
    PRODUCT_SCOPE_ID,
    AccessToken,
    DataCopy,
    DeletionRequest,
    Deputation,
    Handover,
    Person,
    RequestStatus,
    Role,
    RoleCheck,
    RoleGrant,
    RoleRequest,
)
from grantapp.accounts.policy import CITY, HAND_OVER, OFFICERS, PROPOSERS, SIGNATORIES, Errand
from grantapp.accounts.rules.deputations import OCCASION_WORDS
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.core.words import Bilingual
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient, TokenLink
from grantapp.unit_of_work import Actor
from grantapp.web.language import DEFAULT_ZONES


def invitation(actor: Actor, token: AccessToken, errand: Errand) -> None:
    """Invite an address into a role; the errand's own facts come last."""
    recipient = Recipient(
        token.email, token.name, token.language, DEFAULT_ZONES[token.language], token.person_id
    )
    facts = {
        "link": TokenLink("accounts.accept_invitation", token.purpose.value, token.public_id),
        "expires_at": token.expires_at,
        "role": ROLE_WORDS[token.role] if token.role else "",
        "place": _place(actor, token.scope_id),
        "inviter": actor.name if actor.is_signed_in else "",
        **errand.facts,
    }
    queue_letter(actor, errand.letter, recipient, facts, f"invitation:{token.public_id}", subject=token)


def password_reset(actor: Actor, token: AccessToken, person: Person) -> None:
    """Send a link to a new password."""
    facts = {
        "link": TokenLink("accounts.reset_password", token.purpose.value, token.public_id),
        "expires_at": token.expires_at,
    }
    queue_letter(
        actor, "password_reset", queries.recipient_of(person), facts, f"password_reset:{token.public_id}"
    )


def sign_up(actor: Actor, token: AccessToken) -> None:
    """Send a link to a new account to whoever asked for one."""
    recipient = Recipient(token.email, "", token.language, DEFAULT_ZONES[token.language])
    facts = {
        "link": TokenLink("accounts.sign_up", token.purpose.value, token.public_id),
        "expires_at": token.expires_at,
    }
    queue_letter(actor, "sign_up", recipient, facts, f"sign_up:{token.public_id}")


def account_exists(actor: Actor, token: AccessToken, person: Person) -> None:
    """Tell somebody for whose address an account was asked that there is one, or that it is closed."""
    facts = {
        "closed": person.deactivated_at is not None,
        "link": Link("accounts.sign_in"),
        "forgotten": Link("accounts.ask_for_reset"),
    }
    recipient = queries.recipient_of(person)
    queue_letter(actor, "account_exists", recipient, facts, f"account_exists:{token.public_id}")


def factor_changed(actor: Actor, person: Person, what: str) -> None:
    """Tell a person that the second step of his sign-in has changed: what is a code of `actions.factors`."""
    facts = {"what": what, "at": actor.at, "link": Link("accounts.security")}
    key = f"factor_changed:{person.id}:{what}:{actor.at.isoformat()}"
    queue_letter(actor, "factor_changed", queries.recipient_of(person), facts, key, subject=person)


def role_granted(actor: Actor, grant: RoleGrant) -> None:
    """Tell a person of a role that was given to him."""
    facts = {
        "role": ROLE_WORDS[grant.role],
        "place": _place(actor, grant.scope_id),
        "link": Link("accounts.profile"),
    }
    queue_letter(
        actor,
        "role_granted",
        queries.recipient_of(grant.person),
        facts,
        f"role_granted:{grant.id}",
        subject=grant,
    )


def office_joined(actor: Actor, grant: RoleGrant) -> None:
    """Tell the representatives of a city whom the program office, or a colleague who moves, has let in."""
    facts = _role_facts(actor, grant.role, grant.scope_id) | {
        "person": grant.person.name,
        "address": grant.person.email,
        "link": Link("accounts.office", {}),
    }
    for one in queries.list_recipients(SIGNATORIES, grant.scope_id):
        if one.person_id not in (grant.person_id, actor.person_id):
            key = f"office_joined:{grant.id}:{one.person_id}"
            queue_letter(actor, "office_joined", one, facts, key, subject=grant)


def role_ended(actor: Actor, grant: RoleGrant, reason: str) -> None:
    """Tell a person that a role of his has ended, and why."""
    facts = _role_facts(actor, grant.role, grant.scope_id) | {"reason": reason}
    recipient = queries.recipient_of(grant.person)
    queue_letter(actor, "role_ended", recipient, facts, f"role_ended:{grant.id}", subject=grant)


def invitation_withdrawn(actor: Actor, token: AccessToken, ended: RoleGrant) -> None:
    """Tell the side of an invitation, else the office, that it ended with its sender's role: somebody may send it anew."""
    if token.role is None or token.scope_id is None:
        return
    facts = _role_facts(actor, token.role, token.scope_id) | {
        "invited": token.name or token.email,
        "address": token.email,
        "sender": ended.person.name,
    }
    own = queries.list_recipients(SIGNATORIES, token.scope_id) if token.role in CITY else []
    side = [one for one in own if one.person_id != ended.person_id]
    office = queries.list_recipients(PROPOSERS, PRODUCT_SCOPE_ID)
    facts["link"] = Link("accounts.office" if side else "accounts.people", {})
    for one in side or office:
        key = f"invitation_withdrawn:{token.id}:{one.person_id}:{one.address}"
        queue_letter(actor, "invitation_withdrawn", one, facts, key, subject=token)


def role_proposed(actor: Actor, request: RoleRequest) -> None:
    """Ask everybody who may confirm a staff role, except who proposed it and whom it is for."""
    concerned = {request.asked_by, request.person_id}
    people = queries.list_recipients(PROPOSERS, PRODUCT_SCOPE_ID)
    _ask_to_decide(actor, "role_proposed", request, [one for one in people if one.person_id not in concerned])


def join_asked(actor: Actor, request: RoleRequest) -> None:
    """Tell the representatives of an office, else the program office, that somebody asks to be let in."""
    people = queries.list_recipients(SIGNATORIES, request.scope_id)
    office = queries.list_recipients(OFFICERS, PRODUCT_SCOPE_ID)
    decides = any(not one.is_office for one in people)
    _ask_to_decide(actor, "join_asked", request, people if decides else office)


def _ask_to_decide(actor: Actor, letter: str, request: RoleRequest, people: list[Recipient]) -> None:
    facts = _role_facts(actor, request.role, request.scope_id) | {
        "person": request.called,
        "address": request.email,
        "asker": request.asker.name if request.asker else "",
        "reason": request.reason,
        "own": request.is_own,
        "link": Link("accounts.role_request", {"request_id": request.id}),
    }
    for one in people:
        queue_letter(actor, letter, one, facts, f"{letter}:{request.id}:{one.person_id}", subject=request)


def request_answered(actor: Actor, request: RoleRequest) -> None:
    """Tell whoever asked for a role what the answer is; who got the role has a letter of his own."""
    granted = request.status == RequestStatus.GRANTED
    if request.asker is None or (granted and request.is_own):
        return
    facts = _role_facts(actor, request.role, request.scope_id) | {
        "person": request.called,
        "granted": granted,
        "own": request.is_own,
        "answer": request.answer,
        "link": Link("accounts.role_request", {"request_id": request.id}),
    }
    recipient = queries.recipient_of(request.asker)
    queue_letter(
        actor, "request_answered", recipient, facts, f"request_answered:{request.id}", subject=request
    )


def handover_invitation(actor: Actor, handover: Handover) -> None:
    """Invite a successor who has no account yet."""
    if handover.token is None:
        raise LookupError("this hand-over goes to an account")
    facts = {"predecessor": handover.grant.person.name, "on": handover.on}
    errand = Errand(HAND_OVER, handover.grant, "handover_invitation", facts)
    invitation(actor, handover.token, errand)


def role_handed_over(actor: Actor, handover: Handover, successor: RoleGrant) -> None:
    """Tell predecessor and successor that a role is taken up, and until when both hold it."""
    grant = handover.grant
    facts = _role_facts(actor, grant.role, grant.scope_id) | {
        "predecessor": grant.person.name,
        "successor": successor.person.name,
        "on": handover.on,
    }
    for letter, person in ("role_taken_over", successor.person), ("role_handed_over", grant.person):
        recipient = queries.recipient_of(person)
        queue_letter(actor, letter, recipient, facts, f"{letter}:{handover.id}", subject=grant)


def office_asked(actor: Actor, check: RoleCheck) -> None:
    """Ask the people of an office, once a year, whether they are still the right ones."""
    facts = {
        "place": _place(actor, check.scope_id),
        "year": check.year,
        "link": Link("accounts.office", {}),
    }
    for one in queries.list_recipients(CITY, check.scope_id):
        queue_letter(actor, "office_asked", one, facts, f"office_asked:{check.key}:{one.person_id}")


def acting_on_behalf(actor: Actor, deputation: Deputation) -> None:
    """Tell a city that the program office is about to act for it, and why."""
    facts = {
        "place": _place(actor, deputation.scope_id),
        "officer": actor.name,
        "occasion": OCCASION_WORDS[deputation.occasion],
        "reason": deputation.reason,
        "until_at": deputation.until_at,
        "link": Link("portfolio.home", {}),
    }
    for one in queries.list_recipients(CITY, deputation.scope_id):
        key = f"acting_on_behalf:{deputation.id}:{one.person_id}"
        queue_letter(actor, "acting_on_behalf", one, facts, key, subject=deputation)


def copy_ready(actor: Actor, copy: DataCopy, person: Person) -> None:
    """Tell a person that the copy of his data is ready, and until when."""
    facts = {"until_at": copy.until_at, "link": Link("accounts.own_data", {})}
    queue_letter(actor, "copy_ready", queries.recipient_of(person), facts, f"copy_ready:{copy.id}")


def deletion_asked(actor: Actor, request: DeletionRequest) -> None:
    """Tell the program office that somebody asks for the deletion of his data."""
    facts = {
        "person": request.person.name,
        "due_until": request.due_until,
        "link": Link("accounts.deletion_request", {"deletion_id": request.id}),
    }
    for one in queries.list_recipients(OFFICERS, PRODUCT_SCOPE_ID):
        key = f"deletion_asked:{request.id}:{one.person_id}"
        queue_letter(actor, "deletion_asked", one, facts, key, subject=request)


def deletion_refused(actor: Actor, request: DeletionRequest) -> None:
    """Tell a person why his data must be kept."""
    facts = {"answer": request.answer, "link": Link("accounts.own_data", {})}
    recipient = queries.recipient_of(request.person)
    queue_letter(
        actor, "deletion_refused", recipient, facts, f"deletion_refused:{request.id}", subject=request
    )


def _role_facts(actor: Actor, role: Role, scope_id: int) -> dict[str, Any]:
    return {"role": ROLE_WORDS[role], "place": _place(actor, scope_id)}


def _place(actor: Actor, scope_id: int | None) -> Bilingual:
    names = queries.scope_names(actor, [scope_id]) if scope_id else {}
    return names.get(scope_id or 0, Bilingual())
