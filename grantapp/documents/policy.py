"""Who may see a snapshot: whoever may see what it freezes."""

from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.documents.rules import PlacedSnapshot

NEVER_PERSONAL = ("funder_observer", "reviewer")  # totals for the one, the project for the other; no person


def _view(actor: Actor, placed: PlacedSnapshot) -> bool:
    return placed.view.allows(actor, placed.subject)


def _annex(actor: Actor, placed: PlacedSnapshot) -> bool:
    return _view(actor, placed) and not actor.holds_anywhere(NEVER_PERSONAL)


def _erase(actor: Actor, _snapshot: object) -> bool:
    return actor.is_system


VIEW = permission("snapshot:view", N_("download the frozen content"), _view)
ANNEX = permission("snapshot:annex", N_("download the personal values of frozen content"), _annex)
ERASE = permission("snapshot:erase", N_("erase the personal values of frozen content"), _erase)
