"""Whether the product can serve people: the database at its newest migration, and what later features need."""

from collections.abc import Callable
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from grantapp.database import db
from grantapp.extensions import MIGRATIONS

needed: dict[str, Callable[[], bool]] = {}  # without these nobody can be served
watched: dict[str, Callable[[], bool]] = {}  # told, and counted when asked for


def readiness() -> dict[str, bool]:
    """Return each check and whether it holds."""
    return _database_state() | {name: holds() for name, holds in needed.items()}


def _database_state() -> dict[str, bool]:
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        return {"database": False, "migrations": False}
    return {"database": True, "migrations": set(current) == set(_newest())}


@cache
def _newest() -> tuple[str, ...]:
    """Return the newest migration that this process knows; it reads files, so once."""
    return tuple(ScriptDirectory(str(MIGRATIONS)).get_heads())


def watched_state() -> dict[str, bool]:
    """Return what later features let be watched (the worker); a web process serves people without it."""
    try:
        return {name: holds() for name, holds in watched.items()}
    except SQLAlchemyError:
        return dict.fromkeys(watched, False)
