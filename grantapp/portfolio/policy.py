"""Who has a home page, and who reads the sums of a program."""

from typing import Any

from grantapp.accounts.models import Role
from grantapp.core.policy import Actor, permission, signed_in
from grantapp.core.words import N_


def _observes(actor: Actor, _subject: Any = None) -> bool:
    return actor.holds_anywhere((Role.FUNDER_OBSERVER,))


HOME = permission("home:view", N_("See the own home page"), signed_in)
TOTALS = permission("totals:view", N_("See the sums of a program"), _observes)
