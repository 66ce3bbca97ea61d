"""Who may close an award; both cities may see how the close-out stands."""

from grantapp.accounts.policy import OFFICERS
from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_


def _closes(actor: Actor, award: Award) -> bool:
    office = actor.is_system or actor.holds(OFFICERS, awards.scope_of(award))
    return office and awards.VIEW.allows(actor, award)


CLOSE = permission("award:close", N_("Close an award for good"), _closes)
