"""Who may publish a form; who may answer one is decided by whatever owns the sheet."""

from typing import Any

from grantapp.accounts.policy import OFFICERS
from grantapp.core.policy import Actor, anyone, permission
from grantapp.core.words import N_


def _publishes(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.holds_anywhere(OFFICERS)


VIEW = permission("questionnaire_version:view", N_("See the questions of a form"), anyone)
PUBLISH = permission("questionnaire_version:publish", N_("Publish a form"), _publishes)
