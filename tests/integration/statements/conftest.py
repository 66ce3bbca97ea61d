"""Statements are the same on both engines."""

import pytest

from tests import attacker


@pytest.fixture(autouse=True)
def _once(engine_name):
    """Skip on the second engine at the small size: what is asked here does not depend on it."""
    if engine_name == "postgresql" and not attacker.FULL:
        pytest.skip("on PostgreSQL at full size only")
