"""Who may see a snapshot: whoever may see what it freezes."""

from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.documents.rules import PlacedSnapshot


def _view(actor: Actor, placed: PlacedSnapshot) -> bool:
    return placed.view.allows(actor, placed.subject)


VIEW = permission("snapshot:view", N_("download the frozen content"), _view)
