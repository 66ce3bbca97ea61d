"""Background work of accounts: the letter with a link to a new password; sweeping up."""

from typing import Any

from grantapp.accounts import actions
from grantapp.core.policy import Actor
from grantapp.jobs.registry import job, periodic


@job("accounts.send_reset")
def send_reset(ids: dict[str, Any]) -> None:
    """Send the link to a new password, when the address has an account."""
    actions.send_reset(Actor.system("accounts.send_reset"), ids["token_id"])


@periodic("accounts.sweep", hours=24)
def sweep() -> None:
    """Delete links that nobody used and tries that are forgotten."""
    actions.sweep(Actor.system("accounts.sweep"))
