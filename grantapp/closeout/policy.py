"""Who may see and who may make the close of an award."""

from grantapp.accounts.policy import OFFICERS
from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.closeout.models import Closeout
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_


def _views(actor: Actor, closeout: Closeout) -> bool:
    return awards.VIEW.allows(actor, closeout.award)


def _closes(actor: Actor, award: Award) -> bool:
    return awards.VIEW.allows(actor, award) and actor.holds(OFFICERS, awards.scope_of(award))


VIEW = permission("closeout:view", N_("See how an award was closed"), _views)
CLOSE = permission("closeout:close", N_("Close an award"), _closes)
