"""Imports, their rows, and what stands on what an import made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import joinedload

from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.database import Base, db, fetch_page
from grantapp.partnerships import policy
from grantapp.partnerships.models import ImportRow, ImportRun


def load_run(run_id: int) -> ImportRun | None:
    """Return an import with who started it, or None."""
    statement = select(ImportRun).where(ImportRun.id == run_id)
    return db.session.scalar(
        statement.options(joinedload(ImportRun.started_by), joinedload(ImportRun.undone_by))
    )


def get_run(run_id: int) -> ImportRun:
    """Return an import for writing; NotPermitted when there is none."""
    statement = select(ImportRun).where(ImportRun.id == run_id).with_for_update(of=ImportRun)
    run = db.session.scalar(statement.execution_options(populate_existing=True))
    if run is None:
        raise NotPermitted(policy.IMPORT.name)
    return run


def list_runs(*, cursor: str = "", size: int = 25) -> Page[ImportRun]:
    """Return one page of the imports, the newest first."""
    statement = select(ImportRun).options(joinedload(ImportRun.started_by))
    return fetch_page(statement, [ImportRun.id], cursor=cursor, size=size, descending=True)


def count_outcomes(run_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how many rows of imports came to which outcome ("" means not done), with one statement."""
    statement = (
        select(ImportRow.run_id, ImportRow.outcome, func.count(ImportRow.id))
        .where(ImportRow.run_id.in_(run_ids))
        .group_by(ImportRow.run_id, ImportRow.outcome)
    )
    counts: dict[int, dict[str, int]] = {}
    for run_id, outcome, count in db.session.execute(statement):
        counts.setdefault(run_id, {})[outcome] = count
    return counts


def list_rows(run_id: int, outcome: str = "", *, cursor: str = "", size: int = 25) -> Page[ImportRow]:
    """Return one page of the rows of an import, of one outcome when named, in the order of the file."""
    statement = select(ImportRow).where(ImportRow.run_id == run_id)
    if outcome:
        statement = statement.where(ImportRow.outcome == outcome)
    return fetch_page(statement, [ImportRow.line, ImportRow.id], cursor=cursor, size=size)


def rows_of(run_id: int, *outcomes: str) -> Sequence[ImportRow]:
    """Return all rows of an import, of some outcomes when named, in the order of the file."""
    statement = select(ImportRow).where(ImportRow.run_id == run_id).order_by(ImportRow.line)
    if outcomes:
        statement = statement.where(ImportRow.outcome.in_(outcomes))
    return db.session.scalars(statement).all()


def get_row(row_id: int) -> ImportRow:
    """Return a row of an import for writing."""
    statement = select(ImportRow).where(ImportRow.id == row_id).with_for_update(of=ImportRow)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def earlier_line(row: ImportRow, key: str) -> int | None:
    """Return the line of the same import that named a partnership before this row, or None."""
    statement = select(func.min(ImportRow.line)).where(
        ImportRow.run_id == row.run_id, ImportRow.key == key, ImportRow.line < row.line
    )
    return db.session.scalar(statement)


def references_to(record: Base, *but: str) -> Iterator[tuple[str, int]]:
    """Yield table and id of every row whose foreign key names a record, tables in `but` left out."""
    target = record.__table__
    identity: Any = getattr(record, "id")  # noqa: B009 - Base itself has no id
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys if table.name not in but else ():
            if key.column.table is target:
                yield from ((table.name, found) for found in _naming(table, key.parent.name, identity))


def _naming(table: Table, column: str, identity: int) -> Sequence[int]:
    own = table.c.get("id", table.c[column])
    return db.session.scalars(select(own).where(table.c[column] == identity).limit(5)).all()
