"""Writes all tables and files into a folder in one consistent view, and puts them back into an empty database."""

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select, update

from grantapp.accounts.models import DataCopy
from grantapp.audit import chain
from grantapp.audit.models import AuditHead
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.files import storage
from grantapp.files.models import StoredFile
from grantapp.ledger.cli import faults as ledger_faults
from grantapp.operations import tables
from grantapp.operations.rules import Damaged, Manifest, TableMark, read_lines, read_manifest, write_line
from grantapp.search.actions import rebuild
from grantapp.search.rules import sources
from grantapp.unit_of_work import writing

MANIFEST, TABLES, FILES, UNFINISHED = "manifest.json", "tables", "files", ".unfinished"
COMPRESSION = 6
ATTACHED: Any = StoredFile.__table__


def write_backup(folder: Path) -> Manifest:
    """Write everything into a folder that does not exist yet; it gets its name when it is whole."""
    if folder.exists():
        raise Damaged(f"{folder} exists already; name a new folder")
    unfinished = folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in (TABLES, FILES):
        (unfinished / name).mkdir(parents=True)
    manifest = _write_all(unfinished)
    (unfinished / MANIFEST).write_text(manifest.to_text(), encoding="utf-8")
    for place in [*unfinished.rglob("*"), unfinished]:
        _settle(place)
    unfinished.rename(folder)
    _settle(folder.parent)
    return manifest


def _settle(place: Path) -> None:
    """Let the disk itself hold a file or folder, so that what bears the name of a backup is whole after a power cut."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_backup(folder: Path) -> Manifest:
    """Compare every table and every file with what the manifest and the rows say; Damaged names what differs."""
    manifest = _manifest_of(folder)
    for name, mark in manifest.tables.items():
        if _mark_of(_lines_of(folder, name)) != mark:
            raise Damaged(f"table {name} is missing or altered")
    for row in _kept_files(folder, manifest):
        if _sha256_of(_place(folder, row["storage_key"])) != row["sha256"]:
            raise Damaged(f"file {row['id']} is missing or altered")
    return manifest


def read_backup(folder: Path) -> Manifest:
    """Put a whole backup into an empty database and the store: all or nothing, and only when it proves true."""
    manifest = check_backup(folder)
    with writing():
        connection = db.session.connection()
        _refuse(connection, manifest)
        for row in _kept_files(folder, manifest):
            with _place(folder, row["storage_key"]).open("rb") as content:
                storage.put_back(row["storage_key"], content)
        for table in tables.every_table():
            tables.fill(connection, table, _rows(folder, table))
        _prove(connection, manifest)
        db.session.execute(update(DataCopy).values(storage_key=""))  # made for a week, not worth keeping
        for kind in sources:
            rebuild(Actor.system("restore"), kind)
    return manifest


def _write_all(folder: Path) -> Manifest:
    with _one_view() as connection:
        marks = {
            table.name: _write_table(connection, table, folder) for table in tables.every_table()
        }  # fmt: skip
        head = connection.execute(select(AuditHead.event_id, AuditHead.hash)).one_or_none()
        keys = list(connection.scalars(select(StoredFile.storage_key).order_by(StoredFile.id)))
        revision, engine = tables.revision_of(connection), connection.dialect.name
    lost = tuple(key for key in keys if not _write_file(folder, key))
    made_at = clock.wall().isoformat(timespec="seconds")
    events, newest = (head.event_id, head.hash) if head else (0, "")
    return Manifest(revision, made_at, engine, events, newest, marks, len(keys), lost)


def _one_view() -> Connection:
    """Return a connection that sees one instant of the database until it is closed, while others write."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection  # the first SELECT of a transaction fixes the view of SQLite's write-ahead log


def _write_table(connection: Connection, table: Table, folder: Path) -> TableMark:
    rows, digest = -1, hashlib.sha256()  # the first line names the columns
    with gzip.open(_lines_of(folder, table.name), "wb", COMPRESSION) as file:
        for line in _lines(connection, table):
            digest.update(line)
            file.write(line)
            rows += 1
    return TableMark(rows, digest.hexdigest())


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    yield write_line(table.columns.keys())
    yield from map(write_line, tables.read_rows(connection, table))


def _write_file(folder: Path, key: str) -> bool:
    """Copy the bytes of a key; say whether the store still held them (a file may be removed meanwhile)."""
    try:
        chunks = storage.read_chunks(key)
    except storage.MissingBytes:
        return False
    place = _place(folder, key)
    place.parent.mkdir(exist_ok=True)
    with place.open("wb") as file:
        file.writelines(chunks)
    return True


def _manifest_of(folder: Path) -> Manifest:
    try:
        return read_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise Damaged(f"{folder} holds no {MANIFEST}: it is no whole backup") from error


def _lines_of(folder: Path, name: str) -> Path:
    return folder / TABLES / f"{name}.jsonl.gz"


def _place(folder: Path, key: str) -> Path:
    return folder / FILES / key[:2] / key


def _rows(folder: Path, table: Table) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(_lines_of(folder, table.name), "rb") as lines:
            yield from read_lines(iter(lines), tables.kinds_of(table))
    except (OSError, EOFError, ValueError) as error:
        raise Damaged(f"table {table.name} cannot be read") from error


def _kept_files(folder: Path, manifest: Manifest) -> Iterator[dict[str, Any]]:
    return (row for row in _rows(folder, ATTACHED) if row["storage_key"] not in manifest.lost_files)


def _mark_of(path: Path) -> TableMark | None:
    rows, digest = -1, hashlib.sha256()
    try:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                digest.update(line)
                rows += 1
    except (OSError, EOFError):
        return None
    return TableMark(rows, digest.hexdigest())


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _refuse(connection: Connection, manifest: Manifest) -> None:
    here = tables.revision_of(connection)
    if here != manifest.revision:
        raise Damaged(
            f"the backup was made at schema {manifest.revision or 'none'}, this database is at {here or 'none'}: "
            "restore with the product of that time, then upgrade"
        )
    if strange := {table.name for table in tables.every_table()} ^ set(manifest.tables):
        raise Damaged(f"the tables differ: {', '.join(sorted(strange))}")
    for table in tables.every_table():
        if tables.count_rows(connection, table):
            raise Damaged(f"the database is not empty: table {table.name} has rows")


def _prove(connection: Connection, manifest: Manifest) -> None:
    for table in tables.every_table():
        if tables.count_rows(connection, table) != manifest.tables[table.name].rows:
            raise Damaged(f"table {table.name} did not take every row")
    if fault := next(chain.verify(), None):
        raise Damaged(
            f"the audit chain does not hold at event {fault.event_id}: {fault.reason} (is AUDIT_KEY the same?)"
        )
    if money := ledger_faults():
        raise Damaged(f"the ledger does not hold at {money[0].row}: {money[0].reason}")
    if chain.head() != (manifest.audit_events, manifest.audit_head) and manifest.audit_events:
        raise Damaged("the audit chain ends elsewhere than in the backup")
