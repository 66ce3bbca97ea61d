"""The migrations lead to exactly the tables that the models describe, and back."""

import os
import re
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import NullPool, inspect, text

from grantapp import create_app
from grantapp.database import db
from tests.architecture.house import ROOT

MIGRATIONS = ROOT / "migrations"


@pytest.fixture
def script():
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(settings)


@pytest.fixture
def fresh(tmp_path, engine_name):
    """Return a maker of applications, each on an empty database of its own."""
    made = []

    def make(name):
        settings = {"TESTING": True, "SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": NullPool}}
        if engine_name == "sqlite":
            return create_app(settings | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / name}.db"})
        made.append(f"{name}_{uuid4().hex}")
        on_server(f"CREATE DATABASE {made[-1]}")
        address = urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{made[-1]}").geturl()
        return create_app(settings | {"SQLALCHEMY_DATABASE_URI": address})

    yield make
    for name in made:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


def on_server(statement):
    with psycopg.connect(os.environ["TEST_POSTGRES_URL"], autocommit=True) as connection:
        connection.execute(statement)


def described(engine):
    """Return everything that the database knows about its tables, comparable."""
    look = inspect(engine)
    return {name: table(look, name) for name in look.get_table_names() if name != "alembic_version"}


def table(look, name):
    plain = re.compile(r"[\s\"()]+")
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(name)},
        "key": look.get_pk_constraint(name)["constrained_columns"],
        "foreign": sorted(
            (
                item["constrained_columns"],
                item["referred_table"],
                item["referred_columns"],
                item["options"].get("ondelete"),
            )
            for item in look.get_foreign_keys(name)
        ),
        "unique": sorted((str(u["name"]), u["column_names"]) for u in look.get_unique_constraints(name)),
        "indexes": sorted(
            (str(i["name"]), i["column_names"], bool(i["unique"])) for i in look.get_indexes(name)
        ),
        "checks": sorted(
            (str(c["name"]), plain.sub("", c["sqltext"])) for c in look.get_check_constraints(name)
        ),
    }


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


def triggers(engine):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(TRIGGERS[engine.dialect.name]))]


def test_migrations_when_listed_then_there_is_one_head(script):
    assert len(script.get_heads()) == 1


def test_migrations_when_listed_then_they_are_numbered_in_order(script):
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name[:4] for name in files] == revisions


@pytest.mark.long
def test_migrations_when_run_then_the_tables_equal_the_models(fresh):
    by_migrations, by_models = fresh("migrations"), fresh("models")
    with by_migrations.app_context():
        upgrade(directory=str(MIGRATIONS))
        made, made_triggers = described(db.engine), triggers(db.engine)
    with by_models.app_context():
        db.create_all()
        wanted, wanted_triggers = described(db.engine), triggers(db.engine)
    assert made.keys() == wanted.keys()
    assert {name: made[name] for name in made if made[name] != wanted[name]} == {
        name: wanted[name] for name in made if made[name] != wanted[name]
    }
    assert made_triggers == wanted_triggers


@pytest.mark.long
def test_migrations_when_taken_back_then_nothing_is_left_and_the_way_up_is_free(fresh):
    app = fresh("round")
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        first = described(db.engine)
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert described(db.engine) == {}
        assert triggers(db.engine) == []
        upgrade(directory=str(MIGRATIONS))
        assert described(db.engine) == first
