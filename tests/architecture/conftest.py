"""The whole product, bound to an empty database of its own."""

import pytest

from grantapp import create_app


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """Return the application with every feature registered; its database file is empty, without tables."""
    database = tmp_path_factory.mktemp("house") / "house.db"
    return create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"})
