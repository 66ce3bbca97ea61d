"""One's own data: a copy of it, and the request that it be deleted."""

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.accounts import close_account
from grantapp.accounts.actions.factors import drop_factors
from grantapp.accounts.models import (
    AccessToken,
    DataCopy,
    DeletionRequest,
    Person,
    RoleRequest,
)
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import own_data as rules
from grantapp.accounts.rules.requests import LONGEST_REASON, REASON_LONG
from grantapp.accounts.workflow import DELETION_REQUEST
from grantapp.audit.actions import erase_personal
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.files.actions import Upload
from grantapp.jobs.actions import enqueue
from grantapp.notifications.actions import forget_letters, forget_letters_about
from grantapp.unit_of_work import Actor, action, record

MAKE_COPY = "accounts.make_copy"
BEING_MADE = N_("A copy is being made already. It appears here in a few minutes.")
ASKED_ALREADY = N_("You have asked already; the office answers within 30 days.")


@action
def ask_for_copy(actor: Actor) -> DataCopy:
    """Ask for a copy of one's own data; a job makes it and a letter says when it is ready."""
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.OWN_DATA.allows(actor):
        raise NotPermitted(policy.OWN_DATA.name)
    if queries.find_unfinished_copy(person.id, actor.at) is not None:
        raise NotAllowedNow(BEING_MADE, code="data_copy.asked")
    copy = DataCopy(person_id=person.id, asked_at=actor.at)
    db.session.add(copy)
    db.session.flush()
    record(Happened("data_copy.asked", copy, actor, actor.at, also=(person,)))
    enqueue(actor, MAKE_COPY, {"copy_id": copy.id}, f"{MAKE_COPY}:{copy.id}")
    return copy


@action
def keep_copy(actor: Actor, copy_id: int, upload: Upload) -> bool:
    """Put a copy ready for a week and tell the person; False when it is ready already."""
    copy = queries.get_copy(copy_id, lock=True)
    person = queries.get_person(copy.person_id) if copy else None
    if copy is None or person is None or not policy.KEEP_COPIES.allows(actor):
        raise NotPermitted(policy.KEEP_COPIES.name)
    if copy.ready_at is not None or person.anonymized_at is not None:
        return False
    copy.storage_key, copy.size = upload.storage_key, upload.size
    copy.ready_at, copy.until_at = actor.at, actor.at + rules.COPY_KEPT
    record(Happened("data_copy.ready", copy, actor, actor.at, facts={"size": upload.size}, also=(person,)))
    emails.copy_ready(actor, copy, person)
    return True


@action
def forget_copy(actor: Actor, copy_id: int) -> None:
    """Note that the bytes of a copy are deleted."""
    copy = queries.get_copy(copy_id, lock=True)
    if copy is None or not policy.KEEP_COPIES.allows(actor):
        raise NotPermitted(policy.KEEP_COPIES.name)
    copy.storage_key = ""


@action
def ask_deletion(actor: Actor, reason: str = "") -> DeletionRequest:
    """Ask that one's own data be deleted; the office answers within 30 days."""
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.ASK_DELETION.allows(actor):
        raise NotPermitted(policy.ASK_DELETION.name)
    if len(reason) > LONGEST_REASON:
        raise Invalid([Problem("reason", "reason_long", REASON_LONG, {"limit": LONGEST_REASON})])
    if queries.find_open_deletion(person.id) is not None:
        raise NotAllowedNow(ASKED_ALREADY, code="deletion_request.asked")
    request = DeletionRequest(
        person=person, reason=reason.strip(), asked_at=actor.at, due_until=actor.at + rules.ANSWERED_WITHIN
    )
    db.session.add(request)
    db.session.flush()
    DELETION_REQUEST.begin(request, actor)
    emails.deletion_asked(actor, request)
    return request


@action
def withdraw_deletion(actor: Actor, request_id: int) -> DeletionRequest:
    """Take one's own request for deletion back."""
    request = queries.get_deletion(request_id, lock=True)
    DELETION_REQUEST.fire("withdraw", request, actor)
    return request


@action
def refuse_deletion(actor: Actor, request_id: int, reason: str) -> DeletionRequest:
    """Say why somebody's data must be kept."""
    request = queries.get_deletion(request_id, lock=True)
    DELETION_REQUEST.fire("refuse", request, actor, reason=reason)
    request.decided_by, request.answer = actor.person_id, reason.strip()
    emails.deletion_refused(actor, request)
    return request


@action
def carry_out_deletion(actor: Actor, request_id: int) -> DeletionRequest:
    """Anonymize the person of a request: money, decisions and the chain of facts stay as they are."""
    request = queries.get_deletion(request_id, lock=True)
    DELETION_REQUEST.fire("carry_out", request, actor)
    request.decided_by = actor.person_id
    _anonymize(actor, request.person)
    system = Actor.system("anonymize")
    for one in queries.list_deletions_of(request.person_id):
        one.reason = ""
        forget_letters_about(system, DeletionRequest.__subject__, one.id)
    return request


def _anonymize(actor: Actor, person: Person) -> None:
    """Everything that says who it was goes; the row and its number stay, for money and facts point to it."""
    close_account(actor, person)
    drop_factors(actor, person)
    for session in sessions.list_sessions(person.id):
        session.device = ""
    address, number = person.email, person.id
    system = Actor.system("anonymize")
    forget_letters(system, number, address)
    erase_personal(system, "person", number)
    _forget_links(number, address)
    person.name, person.email = rules.name_afterwards(number), rules.address_afterwards(number)
    person.reading = person.title = person.password_hash = ""
    person.anonymized_at = actor.at
    for copy in queries.list_copies(number):
        copy.until_at = actor.at  # the sweep deletes the bytes
    record(Happened("person.anonymized", person, actor, actor.at))


def _forget_links(person_id: int, address: str) -> None:
    """Links and requests keep what was asked and decided, not for which address and why."""
    system, blank = Actor.system("anonymize"), {"email": rules.address_afterwards(person_id), "name": ""}
    for token in queries.list_links_to(address):
        erase_personal(system, AccessToken.__subject__, token.id)
        token.email, token.name = blank["email"], blank["name"]
    for request in queries.list_requests_about(person_id, address):
        forget_letters_about(system, RoleRequest.__subject__, request.id)
        request.email, request.name, request.reason = blank["email"], blank["name"], ""
