"""Frozen content hangs on the same record of the tests' own as files do."""

from tests.integration.files.conftest import owned

__all__ = ["owned"]
