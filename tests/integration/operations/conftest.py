"""Another house to move into: an application of its own on an empty database of its own."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest

from grantapp import create_app
from grantapp.database import Base, db
from tests.conftest import SETTINGS


@pytest.fixture
def new_house(tmp_path):
    """Return a maker of applications on empty databases: SQLite, or PostgreSQL where one runs."""
    made, names = [], []

    def make(engine="sqlite", **settings):
        folder = tmp_path / f"house{len(made)}"
        folder.mkdir()
        url = f"sqlite:///{folder / 'moved.db'}" if engine == "sqlite" else postgres(len(made))
        house = create_app(
            SETTINGS | {
                "SQLALCHEMY_DATABASE_URI": url, "FILES_URL": (folder / "files").as_uri(),
                "HUEY_PATH": str(folder / "huey.db"), "MAIL_FOLDER": str(folder / "mail"),
            } | settings
        )  # fmt: skip
        with house.app_context():
            Base.metadata.create_all(db.engine)
        made.append(house)
        return house

    def postgres(number):
        name = f"moved_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{number}"
        names.append(name)
        run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        return urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{name}").geturl()

    def run(*statements):
        with psycopg.connect(os.environ["TEST_POSTGRES_URL"], autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    yield make
    for house in made:
        with house.app_context():
            db.engine.dispose()
    run(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names)) if names else None
