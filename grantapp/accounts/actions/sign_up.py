"""Somebody of a city makes an account of his own: the address proves itself by a link, roles come later by others."""

from dataclasses import replace

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.links import end_link, make_link
from grantapp.accounts.actions.newcomers import Newcomer, open_account
from grantapp.accounts.actions.tries import count_try
from grantapp.accounts.models import AccessToken, Person, TokenPurpose
from grantapp.accounts.rules import people as rules
from grantapp.accounts.rules import throttle
from grantapp.accounts.rules.privacy import PRIVACY_VERSION, is_read
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.jobs.actions import enqueue
from grantapp.unit_of_work import Actor, action, record

SIGN_UP = "sign_up"
SEND_SIGN_UP = "accounts.send_sign_up"


@action
def ask_for_account(actor: Actor, email: str) -> None:
    """Ask for an account: known and unknown addresses cost the same; a job looks whether there is one already."""
    problems = list(rules.address_problems(email))
    if problems:
        raise Invalid(problems)
    address = rules.normal_address(email)
    if count_try(actor, throttle.key_of(SIGN_UP, address)):
        return
    token = make_link(actor, TokenPurpose.SIGN_UP, address, language=actor.language)
    enqueue(actor, SEND_SIGN_UP, {"token_id": token.id}, f"{SEND_SIGN_UP}:{token.public_id}")


@action
def send_sign_up(actor: Actor, token_id: int) -> None:
    """Write the letter with the link; who has an account already is told so instead, and the link ends."""
    token = db.session.get(AccessToken, token_id)
    if token is None:
        return
    person = queries.find_person_by_email(token.email)
    if person is None:
        emails.sign_up(actor, token)
    else:
        end_link(actor, token.id)
        emails.account_exists(actor, token, person)


@action
def sign_up(actor: Actor, raw: str, newcomer: Newcomer, password_hash: str) -> Person:
    """Use the link up: a new account without any role, whose address is proved."""
    _token, person = open_account(actor, TokenPurpose.SIGN_UP, raw, newcomer, password_hash)
    myself = replace(actor, person_id=person.id, name=person.name)
    record(Happened("person.signed_up", person, myself, actor.at))
    return person


@action
def read_notice(actor: Actor, version: str) -> Person:
    """Note that a person has read the present notice about personal data."""
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.EDIT_PERSON.allows(actor, person):
        raise NotPermitted(policy.EDIT_PERSON.name)
    if is_read(version) and not is_read(person.privacy_version):
        person.privacy_version, person.privacy_read_at = PRIVACY_VERSION, actor.at
        facts = {"version": PRIVACY_VERSION}
        record(Happened("person.notice_read", person, actor, actor.at, facts=facts))
    return person
