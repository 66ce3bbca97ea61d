"""Which letters organizations get, to whom, with which facts."""

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients
from grantapp.core.policy import Actor
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link
from grantapp.partnerships.models import Membership


def membership_ending(actor: Actor, membership: Membership) -> None:
    """Tell an organization's people and its mailbox that its membership in the network ends."""
    organization = membership.organization
    facts = {
        "organization": organization.name,
        "ends_on": membership.ends_on,
        "number": membership.number,
        "page": Link("partnerships.organization", {"organization_id": organization.id}),
    }
    for one in list_recipients(CITY, organization.scope_id):
        key = f"membership_ending-{membership.id}-{membership.ends_on}-{one.person_id or one.address}"
        queue_letter(actor, "membership_ending", one, facts, key, subject=organization)
