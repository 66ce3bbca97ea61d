"""Every movement of money: balanced, chained, refused by rule first and by the database in any case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grantapp.core.errors import Invalid
from grantapp.core.ports import sentence, subject_of
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.ledger import documents, queries, rules
from grantapp.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from grantapp.programs.models import FunderGrant
from grantapp.unit_of_work import Actor, action, record

POSTED = sentence("ledger.post", N_("%(who)s posted a movement of money"))


@dataclass(frozen=True)
class Leg:
    """One side of a movement: account kind, whose account, and the signed amount in minor units."""

    kind: str
    subject: Any
    amount: int


@action
def post(actor: Actor, kind: str, subject: Any, currency: str, legs: Sequence[Leg]) -> LedgerTransaction:
    """Move money between accounts; Invalid when it does not balance or an account holds too little."""
    problems = list(rules.unbalanced([leg.amount for leg in legs]))
    if problems:
        raise Invalid(problems)
    subject_kind, subject_id = subject_of(subject)
    movement = LedgerTransaction(
        kind=kind, subject_kind=subject_kind, subject_id=subject_id, at=actor.at, recorded_by=actor.person_id
    )
    db.session.add(movement)
    db.session.flush()
    for leg in sorted(legs, key=lambda one: one.amount):  # what gives is locked and refused first
        _add_entry(movement, leg, currency)
    db.session.flush()
    facts = {"transaction": movement.id, "kind": kind, "currency": currency}
    entries = [[entry.account_id, entry.seq, str(entry.after)] for entry in movement.entries]
    record(Happened(POSTED, movement, actor, actor.at, facts=facts | {"entries": entries}, also=(subject,)))
    return movement


@action
def open_fund(actor: Actor, grant: FunderGrant) -> None:
    """Enter a funder's grant as money free for awards; a second call changes nothing."""
    if queries.find_account("fund_free", *subject_of(grant), grant.currency) is None:
        legs = [Leg("funder", grant, -grant.amount), Leg("fund_free", grant, grant.amount)]
        post(actor, "fund_opened", grant, grant.currency, legs)


def _add_entry(movement: LedgerTransaction, leg: Leg, currency: str) -> None:
    account = _account(leg.kind, leg.subject, currency)
    last = queries.last_entry(account.id)
    before, seq = (last.after, last.seq) if last else (0, 0)
    problems = list(rules.below_floor(before, leg.amount, account.floor))
    if problems:
        raise Invalid(problems)
    entry = LedgerEntry(
        account_id=account.id, seq=seq + 1, previous_seq=seq or None, transaction_id=movement.id,
        before=before, amount=leg.amount, after=before + leg.amount, floor=account.floor, digest="",
    )  # fmt: skip
    entry.digest = documents.digest_of(entry, movement, last.digest if last else "")
    movement.entries.append(entry)
    db.session.flush()


def _account(kind: str, subject: Any, currency: str) -> LedgerAccount:
    subject_kind, subject_id = subject_of(subject)
    found = queries.find_account(kind, subject_kind, subject_id, currency, lock=True)
    if found is None:
        found = LedgerAccount(
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            currency=currency,
            floor=rules.FLOORS[kind],
        )
        db.session.add(found)
        db.session.flush()
    return found
