"""Fixtures of every test: an application on a fresh database (SQLite, or PostgreSQL with --database)."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.globals import _cv_app
from flask.testing import FlaskClient

from grantapp import create_app
from grantapp.accounts.actions import begin_session
from grantapp.accounts.models import Factor, Person
from grantapp.accounts.views.session import USER_KEY
from grantapp.core.policy import Actor
from grantapp.database import Base, db
from grantapp.extensions import limiter
from tests.databases import Database, PostgresDatabase, SqliteDatabase, start_postgres
from tests.kept import keeper
from tests.visitor import REDIRECTS, check_page

SETTINGS = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "INLINE_JOBS": False,
    "SECRET_KEY": "test-secret",
    "AUDIT_KEY": "test-audit-key",
    "PUBLIC_URL": "http://localhost",
    "MAIL_SERVER": "",
}


class Browser(FlaskClient):
    """A browser that checks every page it gets; each request has a context and a database session of its own."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request, then let the test read what it has changed."""
        db.session.rollback()
        answer = copy_context().run(self._open_alone, *args, **kwargs)
        db.session.rollback()
        return answer

    def _open_alone(self, *args: Any, **kwargs: Any) -> Any:
        _cv_app.set(None)  # type: ignore[arg-type]
        kwargs["buffered"] = True  # a streamed file is read to its end in the request's own context
        answer = super().open(*args, **kwargs)
        is_page = answer.mimetype == "text/html" and answer.status_code not in REDIRECTS
        if is_page and answer.get_data():
            answer.page = check_page(answer, answer.request.path)
        return answer


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the database engine."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that no core waits at the end for a late one."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for the whole run, before workers are spawned."""
    if config.getoption("--database") == "postgresql" and "TEST_POSTGRES_URL" not in os.environ:
        config.stash[_SERVER] = start_postgres()
        os.environ["TEST_POSTGRES_URL"] = config.stash[_SERVER].url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.stop()


_SERVER: pytest.StashKey[Any] = pytest.StashKey()


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """Return the engine that this run uses."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def _database(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("database")
    kind = PostgresDatabase if engine_name == "postgresql" else SqliteDatabase
    database = kind(folder, worker_id)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _app(_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(
        SETTINGS | {
            "SQLALCHEMY_DATABASE_URI": _database.url,
            "SQLALCHEMY_ENGINE_OPTIONS": {},
            "FILES_URL": (folder / "files").as_uri(),
            "MAIL_FOLDER": str(folder / "mail"),
            "HUEY_PATH": str(folder / "huey.db"),
            "ACCESS_LOG": "",
            "PAGE_CACHE_SECONDS": 0,
        }
    )  # fmt: skip
    app.test_client_class = Browser
    limiter.enabled = False  # a test about limits turns it on
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.session.remove()
        db.engine.dispose()
    _database.keep_template()
    return app


@pytest.fixture
def app(_app: Flask, _database: Database) -> Iterator[Flask]:
    """Return the application on a fresh database, inside an application context."""
    with _app.app_context():
        db.engine.dispose()
        _database.reset()
        for key in ("FILES_URL", "MAIL_FOLDER"):
            shutil.rmtree(Path(str(_app.config[key]).removeprefix("file://")), ignore_errors=True)
        keeper.begin(_database, Path(str(_app.config["FILES_URL"]).removeprefix("file://")))
        yield _app
        keeper.forget()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without a person."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[FlaskClient, Person], FlaskClient]:
    """Return a way to give a browser the session of a person, as after the sign-in page."""

    def open_for(browser: FlaskClient, person: Person) -> FlaskClient:
        begun = begin_session(Actor.system("test"), person.id, Factor.TOTP, "")
        with browser.session_transaction() as session:
            session[USER_KEY] = begun.key
            session.permanent = True
        return browser

    return open_for
