"""Who may see a file: whoever may see what it hangs on."""

from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.files.rules import PlacedFile


def _view(actor: Actor, placed: PlacedFile) -> bool:
    return placed.view.allows(actor, placed.subject)


VIEW = permission("file:view", N_("download the file"), _view)
