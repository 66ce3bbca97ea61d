"""Tables as the engine keeps them, without the product's own types: read in one order, filled row by row."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Date,
    LargeBinary,
    Numeric,
    String,
    Table,
    TableClause,
    bindparam,
    collate,
    column,
    func,
    select,
    table,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from grantapp.database import Base, UtcDateTime, db
from grantapp.search.models import SearchEntry

BATCH = 500
VERSION = table("alembic_version", column("version_num", String()))


def every_table() -> list[Table]:
    """Return all tables, those that others point to first; the index of search is made anew from them."""
    return [table for table in Base.metadata.sorted_tables if table.name != SearchEntry.__tablename__]


def revision_of(connection: Connection) -> str:
    """Return the schema's revision, empty when the database was never migrated."""
    if not db.inspect(connection).has_table(VERSION.name):
        return ""
    return str(connection.scalar(select(VERSION.c.version_num)) or "")


def count_rows(connection: Connection, full: Table) -> int:
    """Return how many rows a table has."""
    return connection.scalar(select(func.count()).select_from(full)) or 0


def read_rows(connection: Connection, full: Table) -> Iterator[tuple[Any, ...]]:
    """Yield every row by primary key; texts in the order of their bytes, so that every engine reads the same."""
    plain = plain_table(full)
    statement = select(plain).order_by(*_order(connection, full, plain))
    with connection.execution_options(yield_per=BATCH).execute(statement) as found:
        for row in found:
            yield tuple(row)


def fill(connection: Connection, full: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows; references to rows of the same table follow when all are there; counting goes on after them."""
    plain, own = plain_table(full), _references_to_itself(full)
    (primary, *_more) = full.primary_key.columns
    later: dict[str, list[dict[str, Any]]] = {name: [] for name in own}
    remaining = iter(rows)
    while batch := [dict(row) for row in islice(remaining, BATCH)]:
        for row in batch:
            for name in own:
                if row[name] is not None:
                    later[name].append({"of": row[primary.name], "to": row[name]})
                row[name] = None
        connection.execute(plain.insert(), batch)
    for name, pairs in later.items():
        if pairs:
            point = plain.update().where(plain.c[primary.name] == bindparam("of"))
            connection.execute(point.values({name: bindparam("to")}), pairs)
    _count_on(connection, full)


def kinds_of(full: Table) -> dict[str, str]:
    """Return for each column how its JSON is read (`rules.READERS`), empty for what JSON holds itself."""
    return {one.name: _kind(one.type) for one in full.columns}


def plain_table(full: Table) -> TableClause:
    """Return the table with the types of the engine; only instants keep ours, which knows their zone."""
    return table(full.name, *(column(one.name, _plain(one.type)) for one in full.columns))


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, UtcDateTime):
        return kind
    if isinstance(kind, TypeDecorator):
        return _plain(kind.impl_instance)
    if isinstance(kind, JSON):
        return JSON(none_as_null=True)
    return String() if isinstance(kind, String) else kind


def _kind(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, UtcDateTime):
        return "at"
    if isinstance(kind, Date):
        return "on"
    if isinstance(kind, LargeBinary):
        return "bytes"
    return "decimal" if isinstance(kind, Numeric) and kind.asdecimal else ""


def _order(connection: Connection, full: Table, plain: TableClause) -> list[ColumnElement[Any]]:
    binary = "C" if connection.dialect.name == "postgresql" else "BINARY"
    columns = [plain.c[one.name] for one in full.primary_key]
    return [collate(one, binary) if isinstance(one.type, String) else one for one in columns]


def _references_to_itself(full: Table) -> list[str]:
    single = [key for key in full.foreign_key_constraints if len(key.columns) == 1]
    return [
        one.name
        for key in single
        for one in key.columns
        if key.referred_table is full and one.nullable
    ]  # fmt: skip


def _count_on(connection: Connection, full: Table) -> None:
    """Let the next row of a table get the next number (PostgreSQL counts apart from the rows)."""
    counted = full.autoincrement_column
    if counted is None or connection.dialect.name != "postgresql":
        return
    largest = connection.scalar(select(func.max(counted)))
    sequence = func.pg_get_serial_sequence(full.name, counted.name)
    if largest is not None and connection.scalar(select(sequence)):
        connection.execute(select(func.setval(sequence, largest)))
