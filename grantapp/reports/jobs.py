"""Reminders of what is due, and of what is late."""

from datetime import timedelta

from grantapp.core import clock
from grantapp.jobs.registry import periodic
from grantapp.reports import actions, queries, rules
from grantapp.unit_of_work import Actor


@periodic("reports.reminders", hours=24)
def remind() -> None:
    """Write the reminders whose day has come; each goes out once."""
    horizon = clock.now() + timedelta(days=max(rules.REMINDERS) + 2)
    for requirement_id in queries.list_due_before(horizon):
        actions.remind_of_report(Actor.system("reports.reminders"), requirement_id)
