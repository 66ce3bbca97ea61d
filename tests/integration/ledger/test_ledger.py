"""The ledger: balanced, chained, and defended by the database on both engines."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from grantapp.accounts.models import Person
from grantapp.core.errors import Invalid
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.ledger import cli, queries
from grantapp.ledger.actions import Leg, post
from grantapp.unit_of_work import writing
from tests.factories import people

SYSTEM = Actor.system("test")


@pytest.fixture
def fund(app: Flask) -> Person:
    """Return a subject whose fund holds 1000 (any record may own accounts)."""
    who = people.person()
    post(SYSTEM, "opened", who, "USD", [Leg("funder", who, -1000), Leg("fund_free", who, 1000)])
    return who


def balance(kind: str, who: Person) -> int:
    return queries.balance(kind, "person", who.id, "USD").amount


def test_post_when_balanced_then_both_accounts_move(fund: Person) -> None:
    post(SYSTEM, "commit", fund, "USD", [Leg("fund_free", fund, -400), Leg("award_payable", fund, 400)])
    assert (balance("fund_free", fund), balance("award_payable", fund)) == (600, 400)
    assert queries.balances("fund_free", "person", [fund.id]) == {fund.id: 600}
    assert cli.faults() == []


@pytest.mark.parametrize("amounts", [(-400, 300), (0, 0), (5,)])
def test_post_when_unbalanced_then_refused(fund: Person, amounts: tuple[int, ...]) -> None:
    legs = [
        Leg(kind, fund, amount) for kind, amount in zip(("fund_free", "award_payable"), amounts, strict=False)
    ]
    with pytest.raises(Invalid):
        post(SYSTEM, "commit", fund, "USD", legs)


def test_post_when_too_much_then_refused_and_nothing_left(fund: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        post(SYSTEM, "commit", fund, "USD", [Leg("fund_free", fund, -1001), Leg("award_payable", fund, 1001)])
    assert refusal.value.problems[0].code == "below_floor"
    assert balance("fund_free", fund) == 1000


OVERPAYMENT = (
    "INSERT INTO ledger_entry (account_id, seq, previous_seq, transaction_id, before, amount, after, floor, digest) "
    "SELECT id, 2, 1, 1, 1000, -1001, -1, 0, '' FROM ledger_account WHERE kind = 'fund_free'"
)
FORKED = OVERPAYMENT.replace("1000, -1001, -1", "900, -100, 800")
REWRITTEN = "UPDATE ledger_entry SET amount = 2000, after = 2000 WHERE before = 0 AND amount = 1000"


@pytest.mark.parametrize(
    "statement",
    [OVERPAYMENT, FORKED, REWRITTEN, "DELETE FROM ledger_entry", "DELETE FROM ledger_transaction",
     "UPDATE ledger_transaction SET kind = 'x'", "UPDATE ledger_account SET floor = -5000"],
)  # fmt: skip
def test_sql_when_it_breaks_the_ledger_then_the_database_refuses(fund: Person, statement: str) -> None:
    with pytest.raises(DBAPIError), writing():
        db.session.execute(text(statement))
    assert balance("fund_free", fund) == 1000


@pytest.mark.parametrize(
    "statement",
    [
        REWRITTEN,
        "UPDATE ledger_transaction SET subject_id = 99",
        "UPDATE ledger_entry SET digest = ''",
        "DELETE FROM ledger_entry WHERE amount > 0",
    ],
)
def test_verify_when_a_row_was_altered_behind_the_triggers_then_fault(
    fund: Person, statement: str, without_triggers: Callable[[], None]
) -> None:
    without_triggers()
    with writing():
        db.session.execute(text(statement))
    assert cli.faults()


@pytest.fixture
def without_triggers(engine_name: str) -> Callable[[], None]:
    """Return what an attacker with the database's own rights would do first."""

    def drop() -> None:
        with writing():
            for table in ("ledger_entry", "ledger_transaction"):
                for verb in ("update", "delete"):
                    on = f" ON {table}" if engine_name == "postgresql" else ""
                    db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))

    return drop
