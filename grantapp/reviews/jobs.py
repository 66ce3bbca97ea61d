"""Reminders to reviewers before and after the day their reviews are due."""

from grantapp.jobs.registry import periodic
from grantapp.reviews import actions
from grantapp.unit_of_work import Actor


@periodic("reviews.reminders", hours=24)
def send_reminders() -> None:
    """Remind reviewers of what is open."""
    actions.send_reminders(Actor.system("reviews.reminders"))
