"""The grounds of every attack, built once by each worker and put back for each test."""

import shutil
from pathlib import Path

import pytest

from grantapp.database import db
from tests import attacker

KEPT = "grounds"


@pytest.fixture(scope="session")
def _kept():
    return {}


@pytest.fixture
def grounds(app, sign_in, _database, _kept, tmp_path_factory):
    """Return the grounds as they were built."""
    files = Path(app.config["FILES_URL"].removeprefix("file://"))
    if not _kept:
        built = attacker.build_grounds(app, sign_in)
        _kept["folder"] = tmp_path_factory.mktemp(KEPT) / "files"
        shutil.copytree(files, _kept["folder"])
        db.session.remove()
        db.engine.dispose()
        _database.keep_template(KEPT)
        _kept["grounds"] = built
    shutil.rmtree(files, ignore_errors=True)
    shutil.copytree(_kept["folder"], files)
    db.session.remove()
    db.engine.dispose()
    _database.reset(KEPT)
    return _kept["grounds"].anew()  # with everybody signed in, so that nothing is written later


@pytest.fixture
def traps(grounds, _kept):
    """Return every form of every page of the grounds, collected once by each worker."""
    if "traps" not in _kept:
        _kept["traps"] = attacker.forms_of(grounds)
    return _kept["traps"]


@pytest.fixture(autouse=True)
def _once(engine_name):
    """Skip on the second engine at the small size: what is asked here does not depend on it."""
    if engine_name == "postgresql" and not attacker.FULL:
        pytest.skip("on PostgreSQL at full size only")
