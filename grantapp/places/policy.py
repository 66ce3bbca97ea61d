"""Who may see places and who may change the gazetteer."""

from typing import Any

from grantapp.accounts.policy import ADMINISTRATORS, OFFICERS
from grantapp.core.policy import Actor, anyone, permission
from grantapp.core.words import N_


def _keeps_the_gazetteer(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.everywhere(ADMINISTRATORS)


def _corrects_the_gazetteer(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.holds_anywhere(OFFICERS)


VIEW = permission("place:view", N_("See a place"), anyone)
LOAD = permission("place:load", N_("Load the gazetteer"), _keeps_the_gazetteer)
EDIT = permission("place:edit", N_("Correct a place"), _corrects_the_gazetteer)
STATE_CLAIM = permission(
    "claim:state", N_("Write down what a source says, and which source holds"), _corrects_the_gazetteer
)
