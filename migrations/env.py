"""How Alembic meets the database: in one transaction, with the foreign keys of SQLite at rest."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum

from grantapp.database import Base, PartialDateText, UtcDateTime, db

# Tables that a search index of SQLite keeps for itself.
SHADOWS = ("_fts", "_fts_config", "_fts_content", "_fts_data", "_fts_docsize", "_fts_idx")


def include_object(_thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Leave alone what the models do not describe."""
    return not (kind == "table" and (name or "").endswith(SHADOWS))


def render_item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as plain ones: a migration must not change when the code does."""
    if kind != "type":
        return False
    if isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, PartialDateText):
        return "sa.String(length=10)"
    return f"sa.String(length={thing.length})" if isinstance(thing, Enum) else False


def run(connection: Connection) -> None:
    """Run the migrations; on SQLite without foreign keys, or a table made anew would lose its children."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        pragma(connection, "foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        include_object=include_object,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and (faults := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"rows without their parents: {faults[:10]}")
    if on_sqlite:
        pragma(connection, "foreign_keys=ON")


def pragma(connection: Connection, setting: str) -> None:
    """Set a pragma outside every transaction, where alone it is heard."""
    driver = connection.connection.dbapi_connection
    if driver is not None:
        driver.execute(f"PRAGMA {setting}")


with db.engine.connect() as opened:
    run(opened)
