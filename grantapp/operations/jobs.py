"""What each host does by itself: load its spool of access lines; forget those whose time is over."""

from pathlib import Path

from flask import current_app

from grantapp.audit import actions, spool
from grantapp.core.policy import Actor
from grantapp.jobs.registry import each_minute, periodic


@each_minute
def load_access() -> None:
    """Load what this host's web processes noted since the last minute."""
    if path := current_app.config["ACCESS_LOG"]:
        spool.load(Path(path))


@periodic("operations.purge_access", hours=24)
def purge_access() -> None:
    """Forget access lines after the days that the setting gives them."""
    actions.purge_access(Actor.system("operations.purge_access"), current_app.config["ACCESS_DAYS"])
