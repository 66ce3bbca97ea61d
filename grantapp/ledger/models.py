"""Money moves only here: append-only entries whose arithmetic the database itself holds."""

from datetime import datetime

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.database import Base, UtcDateTime, minor_units, whole_units


class LedgerAccount(Base):
    """One pot of money in one currency; `floor` is the least it may hold (a very low number: none)."""

    __tablename__ = "ledger_account"
    __subject__ = "ledger_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    floor: Mapped[int] = minor_units(default=0)
    entries: Mapped[list["LedgerEntry"]] = relationship(back_populates="account", order_by="LedgerEntry.seq")

    __table_args__ = (
        UniqueConstraint("kind", "subject_kind", "subject_id", "currency"),
        UniqueConstraint("id", "floor"),
        *whole_units("floor"),
    )


class LedgerTransaction(Base):
    """A balanced movement: its entries sum to zero per currency."""

    __tablename__ = "ledger_transaction"
    __subject__ = "ledger_transaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entries: Mapped[list["LedgerEntry"]] = relationship(back_populates="transaction")

    __table_args__ = (Index(None, "subject_kind", "subject_id"),)


class LedgerEntry(Base):
    """Entry `seq` of an account: `before + amount = after >= floor`, and `before` is the last `after`."""

    __tablename__ = "ledger_entry"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    previous_seq: Mapped[int | None]
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    before: Mapped[int] = minor_units()
    amount: Mapped[int] = minor_units()
    after: Mapped[int] = minor_units()
    floor: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    account: Mapped[LedgerAccount] = relationship(back_populates="entries", foreign_keys=[account_id])
    transaction: Mapped[LedgerTransaction] = relationship(back_populates="entries")

    __table_args__ = (
        UniqueConstraint("account_id", "seq", "after"),
        ForeignKeyConstraint(["account_id", "floor"], ["ledger_account.id", "ledger_account.floor"]),
        ForeignKeyConstraint(
            ["account_id", "previous_seq", "before"],
            ["ledger_entry.account_id", "ledger_entry.seq", "ledger_entry.after"],
            name="fk_ledger_entry_previous",
        ),
        CheckConstraint("after = before + amount", name="sum"),
        CheckConstraint("after >= floor", name="floor"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint(
            "(seq = 1 AND previous_seq IS NULL AND before = 0) OR (seq > 1 AND previous_seq = seq - 1)",
            name="sequence",
        ),
        *whole_units("before", "amount", "after", "floor"),
    )


REFUSALS = {
    (table, verb): {
        "sqlite": [
            (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
        ],
        "postgresql": [
            (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
            )
        ],
    }
    for table in ("ledger_transaction", "ledger_entry")
    for verb in ("UPDATE", "DELETE")
}
REFUSAL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '23001'; END $$"
)

event.listen(
    LedgerTransaction.__table__, "before_create", DDL(REFUSAL_FUNCTION).execute_if(dialect="postgresql")
)
for (_table, _verb), _dialects in REFUSALS.items():
    for _dialect, _statements in _dialects.items():
        for _statement in _statements:
            event.listen(
                Base.metadata.tables[_table], "after_create", DDL(_statement).execute_if(dialect=_dialect)
            )
