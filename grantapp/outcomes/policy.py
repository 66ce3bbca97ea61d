"""Who may see, record and correct outcomes, and load the indicators."""

from grantapp.accounts.policy import ADMINISTRATORS, OFFICERS
from grantapp.awards import policy as awards
from grantapp.awards.models import STARTED, Award
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.outcomes.models import OutcomeValue

# Outcomes come years later: a closed award still takes them.
RECORDABLE = STARTED


def _views(actor: Actor, value: OutcomeValue) -> bool:
    return awards.VIEW.allows(actor, value.award)


def _records(actor: Actor, award: Award) -> bool:
    office = actor.is_system or actor.holds(OFFICERS, awards.scope_of(award))
    return (office or awards.side_of(actor, award) is not None) and awards.VIEW.allows(actor, award)


def _corrects(actor: Actor, value: OutcomeValue) -> bool:
    return _records(actor, value.award)


def _loads(actor: Actor, _subject: object = None) -> bool:
    return actor.is_system or actor.everywhere(ADMINISTRATORS)


VIEW = permission("outcome_value:view", N_("See a figure of an award's outcomes"), _views)
RECORD = permission("award:record_outcome", N_("Record what came of an award"), _records)
CORRECT = permission("outcome_value:correct", N_("Correct a figure by a newer one"), _corrects)
LOAD = permission("indicator:load", N_("Load the indicators that the product ships"), _loads)
