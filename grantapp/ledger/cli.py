"""`flask ledger verify`."""

import click
from flask.cli import AppGroup

from grantapp.audit.queries import facts_of_verb
from grantapp.ledger import documents, queries
from grantapp.ledger.actions import POSTED

group = AppGroup("ledger", help="The money.")


def faults() -> list[documents.Fault]:
    """Return every fault of the ledger: entries, balance, and agreement with the audit chain."""
    accounts, movements = queries.list_accounts(), queries.list_transactions()
    recorded = {facts["transaction"]: facts["entries"] for facts in facts_of_verb(POSTED)}
    found = [fault for account in accounts for fault in documents.check_account(account)]
    return [*found, *documents.check_transactions(movements), *documents.check_recorded(movements, recorded)]


@group.command("verify")
def verify() -> None:
    """Check every entry and movement; exit 1 and name each fault when one does not hold."""
    found = faults()
    for fault in found:
        click.echo(f"{fault.row}: {fault.reason}", err=True)
    if found:
        raise SystemExit(1)
    click.echo(f"ledger holds: {len(queries.list_transactions())} movements")
