"""The ledger, to read: accounts with their balances, and one account's entries."""

from flask import Blueprint, render_template

from grantapp.ledger import policy, queries
from grantapp.ledger.models import LedgerAccount
from grantapp.web.access import authorized

bp = Blueprint("ledger", __name__)


@bp.get("/ledger")
@authorized(policy.VIEW)
def accounts() -> str:
    """List the accounts."""
    return render_template("ledger/accounts.html", rows=queries.list_account_summaries())


@bp.get("/ledger/<int:account_id>")
@authorized(policy.VIEW, queries.get_account)
def account(account: LedgerAccount) -> str:
    """Show one account's entries, newest first."""
    return render_template("ledger/account.html", account=account, entries=queries.list_entries(account.id))
