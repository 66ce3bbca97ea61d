"""Whether the database answers and stands at the newest migration, and what else is watched."""

from collections.abc import Callable

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from grantapp.database import db
from grantapp.extensions import MIGRATIONS

watched: dict[str, Callable[[], bool]] = {}


def readiness() -> dict[str, bool]:
    """Return each check and whether it holds."""
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        return {"database": False, "migrations": False}
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return {"database": True, "migrations": set(current) == set(heads)}


def watched_state() -> dict[str, bool]:
    """Return what later features let be watched (the worker); a web process serves people without it."""
    try:
        return {name: holds() for name, holds in watched.items()}
    except SQLAlchemyError:
        return dict.fromkeys(watched, False)
