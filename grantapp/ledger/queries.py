"""Accounts, balances and entries."""

from collections.abc import Iterable

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from grantapp.programs.models import FunderGrant
from grantapp.programs.queries import FUND_OPEN


def get_account(account_id: int) -> LedgerAccount | None:
    """Return an account."""
    return db.session.get(LedgerAccount, account_id)


def find_account(
    kind: str, subject_kind: str, subject_id: int, currency: str, *, lock: bool = False
) -> LedgerAccount | None:
    """Return the account of a subject in a currency, locked for a posting when asked."""
    statement = select(LedgerAccount).where(
        LedgerAccount.kind == kind, LedgerAccount.subject_kind == subject_kind,
        LedgerAccount.subject_id == subject_id, LedgerAccount.currency == currency,
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=LedgerAccount).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


@FUND_OPEN.answer
def is_fund_open(_actor: Actor, grant: FunderGrant) -> bool:
    """Whether the money of a funder's grant was entered, which a published call does."""
    return find_account("fund_free", "funder_grant", grant.id, grant.currency) is not None


def last_entry(account_id: int) -> LedgerEntry | None:
    """Return the newest entry of an account."""
    statement = (
        select(LedgerEntry)
        .where(LedgerEntry.account_id == account_id)
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def balance(kind: str, subject_kind: str, subject_id: int, currency: str) -> Money:
    """Return what an account holds; zero when nothing was ever posted."""
    account = find_account(kind, subject_kind, subject_id, currency)
    entry = last_entry(account.id) if account else None
    return Money(entry.after if entry else 0, currency)


def _newest() -> Subquery:
    """Return the number of the newest entry of each account."""
    numbers = select(LedgerEntry.account_id, func.max(LedgerEntry.seq).label("seq"))
    return numbers.group_by(LedgerEntry.account_id).subquery()


def balances(kind: str, subject_kind: str, subject_ids: Iterable[int]) -> dict[int, int]:
    """Return what the accounts of many subjects hold, in minor units, in one SELECT."""
    newest = _newest()
    statement = (
        select(LedgerAccount.subject_id, LedgerEntry.after)
        .join(newest, newest.c.account_id == LedgerAccount.id)
        .join(LedgerEntry, (LedgerEntry.account_id == newest.c.account_id) & (LedgerEntry.seq == newest.c.seq))
        .where(
            LedgerAccount.kind == kind, LedgerAccount.subject_kind == subject_kind,
            LedgerAccount.subject_id.in_(list(subject_ids)),
        )
    )  # fmt: skip
    return {row.subject_id: row.after for row in db.session.execute(statement)}


def list_accounts() -> list[LedgerAccount]:
    """Return every account with its entries, for the ledger page and for verification."""
    statement = (
        select(LedgerAccount)
        .options(selectinload(LedgerAccount.entries).joinedload(LedgerEntry.transaction))
        .order_by(LedgerAccount.kind, LedgerAccount.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def list_transactions() -> list[LedgerTransaction]:
    """Return every movement with its entries."""
    statement = (
        select(LedgerTransaction)
        .options(selectinload(LedgerTransaction.entries).joinedload(LedgerEntry.account))
        .order_by(LedgerTransaction.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def list_account_summaries() -> list[tuple[LedgerAccount, int, int]]:
    """Return each account with its balance and its number of entries, in one SELECT."""
    newest = _newest()
    statement = (
        select(LedgerAccount, LedgerEntry.after, LedgerEntry.seq)
        .join(newest, newest.c.account_id == LedgerAccount.id)
        .join(
            LedgerEntry, (LedgerEntry.account_id == newest.c.account_id) & (LedgerEntry.seq == newest.c.seq)
        )
        .order_by(LedgerAccount.kind, LedgerAccount.subject_id)
    )
    return [(account, after, seq) for account, after, seq in db.session.execute(statement)]


def list_entries(account_id: int) -> list[LedgerEntry]:
    """Return the entries of an account with their movements, newest first."""
    statement = (
        select(LedgerEntry)
        .where(LedgerEntry.account_id == account_id)
        .options(joinedload(LedgerEntry.transaction))
        .order_by(LedgerEntry.seq.desc())
    )
    return list(db.session.scalars(statement))
