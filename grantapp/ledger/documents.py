"""What is sealed of an entry, and the check of the whole ledger against its seals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grantapp.audit.chain import seal
from grantapp.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from grantapp.ledger.rules import FLOORS


@dataclass(frozen=True)
class Fault:
    """One row that does not hold, and why (a code)."""

    row: str
    reason: str


def digest_of(entry: LedgerEntry, movement: LedgerTransaction, previous: str) -> str:
    """Return the keyed digest over an entry, its movement and the entry before it."""
    numbers = (entry.account_id, entry.seq, entry.before, entry.amount, entry.after, entry.floor, movement.id)
    facts = (
        movement.kind,
        movement.subject_kind,
        movement.subject_id,
        movement.recorded_by,
        movement.at.isoformat(),
    )
    return seal("ledger", previous, *map(str, numbers), *map(str, facts))


def check_account(account: LedgerAccount) -> Iterator[Fault]:
    """Yield each fault in an account's entries: arithmetic, sequence, floor and seal."""
    before, digest = 0, ""
    for number, entry in enumerate(account.entries, start=1):
        row = f"account {account.id} entry {entry.seq}"
        if (entry.seq, entry.before) != (number, before) or entry.after != entry.before + entry.amount:
            yield Fault(row, "does not follow")
        if (
            entry.after < account.floor
            or entry.floor != account.floor
            or account.floor != FLOORS[account.kind]
        ):
            yield Fault(row, "floor")
        if entry.digest != digest_of(entry, entry.transaction, digest):
            yield Fault(row, "altered")
        before, digest = entry.after, entry.digest


def check_transactions(movements: Iterable[LedgerTransaction]) -> Iterator[Fault]:
    """Yield each movement that is empty or does not sum to zero in each currency."""
    for movement in movements:
        sums: dict[str, int] = {}
        for entry in movement.entries:
            sums[entry.account.currency] = sums.get(entry.account.currency, 0) + entry.amount
        if not sums or any(sums.values()):
            yield Fault(f"transaction {movement.id}", "unbalanced")


def check_recorded(
    movements: Iterable[LedgerTransaction], recorded: dict[int, list[list[object]]]
) -> Iterator[Fault]:
    """Yield each movement that the audit chain tells otherwise, or that one of the two lacks."""
    seen = set()
    for movement in movements:
        seen.add(movement.id)
        entries = [[entry.account_id, entry.seq, str(entry.after)] for entry in movement.entries]
        if sorted(map(str, recorded.get(movement.id, []))) != sorted(map(str, entries)):
            yield Fault(f"transaction {movement.id}", "audit differs")
    for missing in sorted(set(recorded) - seen):
        yield Fault(f"transaction {missing}", "missing")
