"""Every write of letters: queued with the fact they tell of, claimed, marked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from grantapp.core import clock
from grantapp.core.errors import Invalid, NotPermitted, Problem
from grantapp.core.ports import sentence, subject_of
from grantapp.core.words import N_
from grantapp.core.workflow import REASON_MISSING, Happened
from grantapp.database import db, insert_once
from grantapp.jobs.actions import WAKE
from grantapp.notifications import policy, queries, rules
from grantapp.notifications.models import DeadAddress, Letter, LetterAttempt, LetterState
from grantapp.notifications.rules import Recipient
from grantapp.unit_of_work import Actor, action, record

SENDING, SENT, FAILED, REFUSED, INTERRUPTED = "sending", "sent", "failed", "refused", "interrupted"
FORGET = "letter:forget"
_QUIET = {"synchronize_session": False}
RETRIED = sentence("letter.retried", N_("%(who)s let a letter be sent again"))
MARKED = sentence("letter.address_marked", N_("%(who)s marked an address as dead"))
CLEARED = sentence("letter.address_cleared", N_("%(who)s cleared an address"))


@dataclass(frozen=True)
class Claim:
    """A letter that is ours to send until the lease ends; `attempt_id` guards against a late former owner."""

    letter_id: int
    attempt_id: int
    attempt: int


@action
def queue_letter(
    actor: Actor,
    name: str,
    recipient: Recipient,
    facts: Mapping[str, Any],
    dedupe_key: str,
    *,
    subject: Any = None,
    send_at: datetime | None = None,
) -> bool:
    """Write a letter in the same transaction as the fact it tells; False when the key was used before."""
    kind, identity = subject_of(subject) if subject is not None else ("", None)
    db.session.info[WAKE] = True
    return insert_once(
        Letter, "dedupe_key", name=name, facts=rules.pack(facts), address=recipient.address,
        recipient_name=recipient.name, language=recipient.language, zone=recipient.zone,
        person_id=recipient.person_id, is_office=recipient.is_office,
        subject_kind=kind, subject_id=identity, dedupe_key=dedupe_key, message_id=secrets.token_hex(16),
        state=LetterState.QUEUED, send_at=send_at or min(actor.at, clock.wall()), created_at=actor.at,
    )  # fmt: skip


@action
def claim_letter(actor: Actor) -> Claim | None:
    """Take the oldest due letter by one atomic UPDATE, past rows that others lock; None when none is due."""
    letter_id = db.session.scalar(
        update(Letter)
        .where(Letter.id == _due(actor.at).scalar_subquery())
        .values(state=LetterState.SENDING, lease_until=actor.at + rules.LEASE)
        .returning(Letter.id),
        execution_options=_QUIET,
    )
    if letter_id is None:
        return None
    stale = and_(LetterAttempt.letter_id == letter_id, LetterAttempt.outcome == SENDING)
    db.session.execute(
        update(LetterAttempt).where(stale).values(outcome=INTERRUPTED), execution_options=_QUIET
    )
    attempt = LetterAttempt(letter_id=letter_id, at=actor.at, outcome=SENDING)
    db.session.add(attempt)
    db.session.flush()
    count = select(func.count()).where(LetterAttempt.letter_id == letter_id)
    return Claim(letter_id, attempt.id, db.session.scalar(count) or 0)


@action
def mark_sent(actor: Actor, claim: Claim, detail: str = "") -> None:
    """Note that the mail server took the letter."""
    _close(claim, SENT, detail, state=LetterState.SENT, sent_at=actor.at, lease_until=None)


@action
def mark_failed(actor: Actor, claim: Claim, detail: str, *, for_good: bool = False) -> None:
    """Note that an attempt failed; try again after a pause, or give up for good."""
    outcome = REFUSED if for_good else FAILED
    if for_good or claim.attempt >= rules.MOST_ATTEMPTS:
        _close(claim, outcome, detail, state=LetterState.FAILED, lease_until=None)
    else:
        again = actor.at + rules.pause_after(claim.attempt)
        _close(claim, outcome, detail, state=LetterState.QUEUED, send_at=again, lease_until=None)


@action
def retry_letter(actor: Actor, letter_id: int) -> bool:
    """Put a letter that was given up back into the outbox; False when it was not given up."""
    if not policy.TEND.allows(actor):
        raise NotPermitted(policy.TEND.name)
    db.session.info[WAKE] = True
    revived = db.session.scalar(
        update(Letter)
        .where(Letter.id == letter_id, Letter.state == LetterState.FAILED)
        .values(state=LetterState.QUEUED, send_at=min(actor.at, clock.wall()))
        .returning(Letter.id),
        execution_options=_QUIET,
    )
    if revived is not None:
        record(Happened(RETRIED, queries.get_letter(letter_id), actor, actor.at))
    return revived is not None


@action
def mark_address(actor: Actor, letter_id: int, reason: str) -> DeadAddress:
    """Mark the address of a letter: nothing more is sent to it until the office clears it again."""
    letter = _tended(actor, letter_id)
    if not reason.strip():
        raise Invalid([Problem("reason", "reason_missing", REASON_MISSING)])
    found = queries.find_dead_address(letter.address)
    if found is None:
        found = DeadAddress(
            address=letter.address.lower(), letter=letter, reason=reason.strip(), marked_at=actor.at,
            marked_by=actor.person_id,
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
        record(Happened(MARKED, letter, actor, actor.at, reason=reason.strip()))
    return found


@action
def clear_address(actor: Actor, letter_id: int) -> None:
    """Let letters go to the address of a letter again; those that waited are sent by `retry_letter`."""
    letter = _tended(actor, letter_id)
    found = queries.find_dead_address(letter.address)
    if found is not None:
        db.session.delete(found)
        record(Happened(CLEARED, letter, actor, actor.at))


@action
def forget_letters(actor: Actor, person_id: int, address: str) -> None:
    """Take name, address and content out of the letters to one person; what waits is not sent any more."""
    if not actor.is_system:
        raise NotPermitted(FORGET)
    theirs = or_(Letter.person_id == person_id, Letter.address == address)
    waiting = and_(theirs, Letter.state.in_((LetterState.QUEUED, LetterState.SENDING)))
    given_up = update(Letter).where(waiting).values(state=LetterState.FAILED, lease_until=None)
    db.session.execute(given_up, execution_options=_QUIET)
    blank = {"address": rules.FORGOTTEN, "recipient_name": "", "facts": {}}
    db.session.execute(update(Letter).where(theirs).values(**blank), execution_options=_QUIET)


@action
def forget_letters_about(actor: Actor, kind: str, subject_id: int) -> None:
    """Take the content out of the letters that were written to others about a record."""
    if not actor.is_system:
        raise NotPermitted(FORGET)
    about = and_(Letter.subject_kind == kind, Letter.subject_id == subject_id)
    waiting = and_(about, Letter.state.in_((LetterState.QUEUED, LetterState.SENDING)))
    given_up = update(Letter).where(waiting).values(state=LetterState.FAILED, lease_until=None)
    db.session.execute(given_up, execution_options=_QUIET)
    db.session.execute(update(Letter).where(about).values(facts={}), execution_options=_QUIET)


def _tended(actor: Actor, letter_id: int) -> Letter:
    letter = queries.find_letter_by_id(letter_id)
    if letter is None or not policy.TEND.allows(actor, letter):
        raise NotPermitted(policy.TEND.name)
    return letter


def _due(at: datetime) -> Select[int]:
    waiting = and_(Letter.state == LetterState.QUEUED, Letter.send_at <= at)
    abandoned = and_(Letter.state == LetterState.SENDING, Letter.lease_until < at)
    statement = select(Letter.id).where(or_(waiting, abandoned)).order_by(Letter.send_at, Letter.id).limit(1)
    return statement.with_for_update(skip_locked=True)


def _close(claim: Claim, outcome: str, detail: str, **values: Any) -> None:
    ours = and_(LetterAttempt.id == claim.attempt_id, LetterAttempt.outcome == SENDING)
    kept = {"outcome": outcome, "detail": detail[: rules.LONGEST_DETAIL]}
    closed = db.session.scalar(
        update(LetterAttempt).where(ours).values(**kept).returning(LetterAttempt.id), execution_options=_QUIET
    )
    if closed is not None:
        still = and_(Letter.id == claim.letter_id, Letter.state == LetterState.SENDING)
        db.session.execute(update(Letter).where(still).values(**values), execution_options=_QUIET)
