"""Tries are counted before anything is compared, by account and purpose, and forgotten after a right one."""

from datetime import timedelta

from sqlalchemy import delete

from grantapp.accounts import queries
from grantapp.accounts.models import SignInThrottle
from grantapp.accounts.rules import throttle
from grantapp.database import db, insert_once
from grantapp.unit_of_work import Actor, action

CODE, PROOF = "code", "proof"


@action
def count_try(actor: Actor, key: str) -> timedelta:
    """Count a try under a key; return how long to wait when it comes too early (it is not counted then)."""
    insert_once(SignInThrottle, "key", key=key, failures=0, not_before=actor.at)
    row = queries.get_tries(key)
    if row.not_before > actor.at:
        return row.not_before - actor.at
    row.failures = throttle.tries_after(row.failures, row.not_before, actor.at)
    row.not_before = actor.at + throttle.pause_after(row.failures)
    return timedelta()


@action
def forget_tries(actor: Actor, *keys: str) -> None:  # noqa: ARG001 - every verb takes its actor first
    """Forget the tries under keys after a right one."""
    db.session.execute(
        delete(SignInThrottle).where(SignInThrottle.key.in_(keys)),
        execution_options={"synchronize_session": False},
    )
