"""Who reads the whole log of facts."""

from typing import Any

from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_

READERS = ("auditor", "administrator")


def _reads(actor: Actor, _subject: Any = None) -> bool:
    return actor.everywhere(READERS)


READ = permission("audit:read", N_("Read the audit log"), _reads)


def _erases(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system


ERASE = permission("audit:erase", N_("Erase personal values of the audit log"), _erases)
