"""What waits for an actor around people: requests to decide, the yearly question, requests to delete data."""

from grantapp.accounts import policy
from grantapp.accounts.models import DeletionStatus
from grantapp.accounts.policy import CITY, TWO_PEOPLE
from grantapp.accounts.queries.lists import count_without_factor
from grantapp.accounts.queries.offices import get_offices, list_open_checks
from grantapp.accounts.queries.own_data import list_deletions
from grantapp.accounts.queries.requests import list_waiting_for
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_

CONFIRM_ROLE = N_("Confirm or refuse the role that is proposed for %(person)s")
LET_IN = N_("Answer %(person)s, who asks to work for your city")
CHECK_OFFICE = N_("Confirm who works for your office, or hand a role over, before 1 April")
DELETE_DATA = N_("Answer the request of %(person)s to delete personal data")
NO_FACTOR = N_("Remind those of the program office who have no second step for signing in yet (%(count)s)")


def tasks_for(actor: Actor) -> list[Task]:
    """Return what an actor has to do about people."""
    if not actor.grants:
        return []
    return [*_requests(actor), *_checks(actor), *_deletions(actor), *_factors(actor)]


def _requests(actor: Actor) -> list[Task]:
    return [
        Task(
            CONFIRM_ROLE if one.role in TWO_PEOPLE else LET_IN,
            "accounts.role_request",
            {"request_id": one.id},
            {"person": one.called},
            zone=actor.zone,
        )
        for one in list_waiting_for(actor)
    ]


def _checks(actor: Actor) -> list[Task]:
    if actor.on_behalf_of is not None or not actor.holds_anywhere(CITY):
        return []
    checks = list_open_checks(actor.scopes_of(CITY))
    offices = get_offices(actor, [one.scope_id for one in checks])
    return [
        Task(CHECK_OFFICE, "accounts.office", {}, due_until=one.due_until, zone=offices[one.scope_id].zone)
        for one in checks
        if one.scope_id in offices
    ]


def _deletions(actor: Actor) -> list[Task]:
    if not policy.LIST_DELETIONS.allows(actor):
        return []
    return [
        Task(
            DELETE_DATA,
            "accounts.deletion_request",
            {"deletion_id": one.id},
            {"person": one.person.name},
            due_until=one.due_until,
            zone=actor.zone,
        )
        for one in list_deletions(actor)
        if one.status == DeletionStatus.ASKED and policy.DECIDE_DELETION.allows(actor, one)
    ]


def _factors(actor: Actor) -> list[Task]:
    missing = count_without_factor(actor) if policy.KEEP_ACCOUNT.allows(actor) else 0
    if not missing:
        return []
    return [Task(NO_FACTOR, "accounts.people", {"state": "no_factor"}, {"count": missing}, zone=actor.zone)]
