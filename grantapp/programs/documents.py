"""Presets of rule sets that come with the product, as plain data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def rule_set_presets() -> dict[str, dict[str, Any]]:
    """Return the presets by key: title in both languages, terms."""
    loaded: dict[str, dict[str, Any]] = json.loads((DATA / "rule_sets.json").read_text(encoding="utf-8"))
    return loaded
