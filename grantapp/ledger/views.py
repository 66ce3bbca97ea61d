"""The ledger, to read: accounts with their balances, and one account's entries."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template

from grantapp.core import ports
from grantapp.ledger import policy, queries
from grantapp.ledger.models import LedgerAccount
from grantapp.web.access import authorized
from grantapp.web.formats import language

bp = Blueprint("ledger", __name__)


@bp.get("/ledger")
@authorized(policy.VIEW)
def accounts() -> str:
    """List the accounts."""
    rows = queries.list_account_summaries()
    return render_template("ledger/accounts.html", rows=rows, names=names_of([row[0] for row in rows]))


@bp.get("/ledger/<int:account_id>")
@authorized(policy.VIEW, queries.get_account)
def account(account: LedgerAccount) -> str:
    """Show one account's entries, newest first."""
    entries = queries.list_entries(account.id)
    return render_template("ledger/account.html", account=account, entries=entries, names=names_of([account]))


def names_of(accounts: Sequence[LedgerAccount]) -> dict[int, str]:
    """Return for each account how people call the record whose money it is: an award's number, a grant's title."""
    records = ports.load_all((one.subject_kind, one.subject_id) for one in accounts)
    return {one.id: _name(one, records.get((one.subject_kind, one.subject_id))) for one in accounts}


def _name(account: LedgerAccount, record: Any) -> str:
    kind = ports.subjects.get(account.subject_kind)
    return kind.label(record, language()) if kind and record else str(account.subject_id)
