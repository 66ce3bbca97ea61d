"""Bytes that were stored for an action that was refused afterwards are swept away."""

import logging
from datetime import timedelta

from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.files import queries, storage
from grantapp.jobs.registry import periodic

log = logging.getLogger(__name__)
AGE = timedelta(days=1)


@periodic("files.sweep", hours=24)
def sweep() -> None:
    """Delete what the store has held for a day and no row knows."""
    orphans = set(storage.keys_before(clock.wall() - AGE)) - queries.all_keys(Actor.system("files.sweep"))
    for key in orphans:
        storage.delete(key)
    if orphans:
        log.info("%s stored files belonged to nothing and were deleted", len(orphans))
