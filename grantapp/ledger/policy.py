"""Who may see the ledger; it is written by the actions of awards and payments only."""

from grantapp.accounts.models import Role
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.ledger.models import LedgerAccount

READERS = (Role.FINANCE_OFFICER, Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR)


def _reads(actor: Actor, _account: LedgerAccount | None) -> bool:
    return actor.everywhere(READERS)


VIEW = permission("ledger:view", N_("see the ledger"), _reads)
