"""Ledger: accounts and entries; the database itself refuses overpayment, edit and deletion."""

from flask import Flask

from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.ledger import cli, policy, queries, views
from grantapp.web.components import NavigationItem, add_navigation

ports.subject(
    ports.Subject(
        "ledger_account", N_("ledger account"), queries.get_account, lambda account, _language: str(account.id),
        "ledger.account", lambda account: {"account_id": account.id}, policy.VIEW,
    )
)  # fmt: skip
add_navigation(NavigationItem("staff", 72, N_("Ledger"), "ledger.accounts", policy.VIEW.allows, 2))


def register(app: Flask) -> None:
    """Bind pages and command."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
