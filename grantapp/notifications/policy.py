"""Who sees to the letters that could not be delivered."""

from typing import Any

from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_

OFFICE = ("program_officer", "administrator")


def _tends(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.everywhere(OFFICE)


TEND = permission("letter:tend", N_("See to letters that could not be delivered"), _tends)
