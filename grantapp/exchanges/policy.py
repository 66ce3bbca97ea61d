"""Who may see and who may record the journey of an award."""

from grantapp.accounts.policy import OFFICERS
from grantapp.awards import policy as awards
from grantapp.awards.models import Award, AwardStatus
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.exchanges.models import Exchange

RECORDABLE = (AwardStatus.ACTIVE, AwardStatus.SUSPENDED, AwardStatus.COMPLETED)


def _views(actor: Actor, exchange: Exchange) -> bool:
    return awards.VIEW.allows(actor, exchange.award)


def _records(actor: Actor, award: Award) -> bool:
    office = actor.is_system or actor.holds(OFFICERS, awards.scope_of(award))
    return (office or awards.side_of(actor, award) is not None) and awards.VIEW.allows(actor, award)


def _edits(actor: Actor, exchange: Exchange) -> bool:
    return _records(actor, exchange.award)


VIEW = permission("exchange:view", N_("See the journey of an award"), _views)
RECORD = permission("award:record_exchange", N_("Record a journey of an award"), _records)
EDIT = permission("exchange:edit", N_("Change a journey and its delegates"), _edits)
