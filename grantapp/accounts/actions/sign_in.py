"""Signing in and out, and new passwords; hashes come in ready made, for hashing is slow."""

from dataclasses import replace
from datetime import timedelta

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.links import LINK_SPENT, claim_link, make_link
from grantapp.accounts.actions.sessions import end_sessions_of
from grantapp.accounts.actions.tries import count_try, forget_tries
from grantapp.accounts.models import (
    AccessToken,
    Person,
    PersonSession,
    SessionEnd,
    TokenPurpose,
)
from grantapp.accounts.rules import throttle
from grantapp.accounts.rules.people import normal_address
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.jobs.actions import enqueue
from grantapp.unit_of_work import Actor, action, record

SIGN_IN, RESET = "sign_in", "reset"
SEND_RESET = "accounts.send_reset"


@action
def begin_sign_in(actor: Actor, email: str) -> timedelta:
    """Count a try before the password is looked at; return how long to wait when it comes too early."""
    return count_try(actor, throttle.key_of(SIGN_IN, normal_address(email)))


@action
def finish_sign_in(actor: Actor, person_id: int, password_hash: str = "") -> Person:
    """Note a right password: earlier tries are forgotten, and a newer hash replaces an outdated one."""
    person = queries.get_person(person_id, lock=True)
    if person is None or person.deactivated_at is not None:
        raise NotPermitted("account:sign_in")
    forget_tries(actor, *_keys_of(person.email))
    person.password_hash = password_hash or person.password_hash
    return person


@action
def change_password(actor: Actor, password_hash: str, *, session_id: int | None = None) -> Person:
    """Set one's own password; every other session ends."""
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.EDIT_PERSON.allows(actor, person):
        raise NotPermitted(policy.EDIT_PERSON.name)
    person.password_hash = password_hash
    others = () if session_id is None else (PersonSession.id != session_id,)
    end_sessions_of(actor, person, SessionEnd.PASSWORD, *others)
    record(Happened("person.password_changed", person, actor, actor.at))
    return person


@action
def ask_for_reset(actor: Actor, email: str) -> None:
    """Ask for a link to a new password: known and unknown addresses cost the same; a job looks who it is."""
    address = normal_address(email)
    if count_try(actor, throttle.key_of(RESET, address)):
        return
    token = make_link(actor, TokenPurpose.RESET, address)
    enqueue(actor, SEND_RESET, {"token_id": token.id}, f"{SEND_RESET}:{token.public_id}")


@action
def send_reset(actor: Actor, token_id: int) -> None:
    """Write the letter with the link, when the address has an account."""
    token = db.session.get(AccessToken, token_id)
    person = queries.find_person_by_email(token.email) if token else None
    if token is not None and person is not None and person.deactivated_at is None:
        emails.password_reset(actor, token, person)


@action
def reset_password(actor: Actor, raw: str, password_hash: str) -> Person:
    """Use a link up and set the new password; every session that runs ends, earlier tries are forgotten."""
    token = claim_link(actor, TokenPurpose.RESET, raw)
    known = queries.find_person_by_email(token.email)
    person = queries.get_person(known.id, lock=True) if known else None
    if person is None or person.deactivated_at is not None:
        raise NotAllowedNow(LINK_SPENT, code="link.claim")
    person.password_hash = password_hash
    forget_tries(actor, *_keys_of(person.email))
    myself = replace(actor, person_id=person.id, name=person.name)
    end_sessions_of(myself, person, SessionEnd.PASSWORD)
    record(Happened("person.password_reset", person, myself, actor.at))
    return person


def _keys_of(email: str) -> list[str]:
    return [throttle.key_of(purpose, email) for purpose in (SIGN_IN, RESET)]
