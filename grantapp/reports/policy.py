"""Who may see, write, send, confirm, read and settle what is due after an award."""

from grantapp.accounts.policy import CITY, OFFICERS, READERS
from grantapp.applications.models import Side
from grantapp.awards import policy as awards
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.reports.models import Requirement


def side_of(actor: Actor, requirement: Requirement) -> Side | None:
    """Return the side for which the actor writes, if any."""
    return awards.side_of(actor, requirement.award)


def _views(actor: Actor, requirement: Requirement) -> bool:
    return awards.VIEW.allows(actor, requirement.award)


def _writes(actor: Actor, requirement: Requirement) -> bool:
    return side_of(actor, requirement) is not None and _views(actor, requirement)


def _sends(actor: Actor, requirement: Requirement) -> bool:
    return actor.in_own_name and side_of(actor, requirement) == Side.LEAD and _views(actor, requirement)


def _confirms(actor: Actor, requirement: Requirement) -> bool:
    return actor.in_own_name and side_of(actor, requirement) == Side.PARTNER and _views(actor, requirement)


def _settles(actor: Actor, requirement: Requirement) -> bool:
    office = actor.is_system or actor.holds(OFFICERS, awards.scope_of(requirement.award))
    return office and _views(actor, requirement)


def _lists(actor: Actor, _requirement: Requirement | None = None) -> bool:
    return actor.holds_anywhere((*CITY, *READERS))


VIEW = permission("requirement:view", N_("See what is due after an award"), _views)
LIST = permission("requirement:list", N_("See the list of reports that are due"), _lists)
WRITE = permission("requirement:write", N_("Write in a report of one's own city"), _writes)
SEND = permission("requirement:send", N_("Send a report as the lead city"), _sends)
CONFIRM = permission("requirement:confirm", N_("Confirm a report as the partner city"), _confirms)
REVIEW = permission("requirement:review", N_("Accept a report or return it with comments"), _settles)
ADMINISTER = permission("requirement:administer", N_("Waive a report or give more time"), _settles)
