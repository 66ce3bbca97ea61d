"""The ledger, to read: accounts with their balances, and one account's entries."""

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
    return render_template("ledger/accounts.html", rows=queries.list_account_summaries(), named=named)


@bp.get("/ledger/<int:account_id>")
@authorized(policy.VIEW, queries.get_account)
def account(account: LedgerAccount) -> str:
    """Show one account's entries, newest first."""
    entries = queries.list_entries(account.id)
    return render_template("ledger/account.html", account=account, entries=entries, named=named)


def named(account: LedgerAccount) -> str:
    """Return how people call the record whose money it is: the number of an award, the title of a grant."""
    kind = ports.subjects.get(account.subject_kind)
    record = kind.load(account.subject_id) if kind else None
    return kind.label(record, language()) if kind and record else str(account.subject_id)
