"""Imports, their rows, and what stands on what an import made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.database import Base, db, fetch_page
from grantapp.files.queries import names_of_files
from grantapp.partnerships import policy
from grantapp.partnerships.models import ImportRow, ImportRun, Organization, Partnership
from grantapp.partnerships.queries.partnerships import with_members
from grantapp.places.queries import claims_of

LOOKED_BACK = 50
PORTION = 500
ORGANIZATION_TABLES = ("organization", "organization_identifier", "address", "membership")


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


def newest_columns(header: Sequence[str]) -> Mapping[str, str] | None:
    """Return what somebody said last that the columns of a file with the same headers mean, or None."""
    statement = select(ImportRun.header, ImportRun.columns).where(ImportRun.columns.is_not(None))
    for known, columns in db.session.execute(statement.order_by(ImportRun.id.desc()).limit(LOOKED_BACK)):
        if columns and set(known) == set(header):
            return dict(columns)
    return None


def sample_rows(run_id: int, number: int = 3) -> Sequence[ImportRow]:
    """Return the first rows of an import."""
    statement = select(ImportRow).where(ImportRow.run_id == run_id).order_by(ImportRow.line)
    return db.session.scalars(statement.limit(number)).all()


def portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in portions that fit into one statement."""
    for start in range(0, len(ids), PORTION):
        yield ids[start : start + PORTION]


def find_by_keys(keys: Sequence[str], *, lock: bool = False) -> dict[str, Partnership]:
    """Return the partnerships of keys with their members."""
    found: dict[str, Partnership] = {}
    for start in range(0, len(keys), PORTION):
        statement = with_members(
            select(Partnership).where(Partnership.key.in_(keys[start : start + PORTION]))
        ).order_by(Partnership.id)
        if lock:
            statement = statement.with_for_update(of=Partnership).execution_options(populate_existing=True)
        found |= {partnership.key: partnership for partnership in db.session.scalars(statement)}
    return found


def find_organizations(ids: Sequence[int]) -> list[Organization]:
    """Return the organizations of ids that there are."""
    found: list[Organization] = []
    for some in portions(ids):
        found += db.session.scalars(select(Organization).where(Organization.id.in_(some)))
    return found


@dataclass(frozen=True)
class Use:
    """A row that stands on a record; `name` where it is no record of its own (a source, a file)."""

    table: str
    id: int
    name: str = ""


def used_by_others(model: type[Base], ids: Sequence[int], *but: str) -> dict[int, list[Use]]:
    """Return what stands on records of a model, by foreign key, as a source's claim or as a file.

    Tables in `but` are left out; one statement for each column that can name such a record.
    """
    uses: dict[int, list[Use]] = {}
    for some in portions(ids):
        for column in _columns_naming(model.__table__, but):
            own = column.table.c.get("id", column)
            for identity, row in db.session.execute(select(column, own).where(column.in_(some))):
                uses.setdefault(identity, []).append(Use(column.table.name, row))
        if kind := getattr(model, "__subject__", ""):
            for identity, name in _names_on(kind, some):
                uses.setdefault(identity, []).append(Use("", 0, name))
    return uses


def _columns_naming(target: Any, but: Sequence[str]) -> list[Any]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
    return [key.parent for table in tables for key in table.foreign_keys if key.column.table is target]


def columns_of_later_features() -> list[Any]:
    """Return the columns by which records of later features name an organization."""
    return _columns_naming(Organization.__table__, ORGANIZATION_TABLES)


def _names_on(kind: str, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    yield from ((claim.subject_id, claim.source) for claim in claims_of(kind, ids))
    yield from names_of_files(kind, ids)
