"""The indicators that the product ships, and the line that a figure leaves in a partnership's history."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grantapp.core.words import Bilingual
from grantapp.outcomes.models import Method, OutcomeValue

DATA = Path(__file__).parent / "data" / "indicators.json"
METHODS = {
    Method.COUNTED: Bilingual("counted", "実数"),
    Method.ESTIMATED: Bilingual("estimated", "推計"),
    Method.SURVEYED: Bilingual("surveyed", "調査"),
}


def shipped_indicators() -> Sequence[Mapping[str, Any]]:
    """Return the indicators of the network's published sets, in their order."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
    return rows


def history_line(value: OutcomeValue) -> Bilingual:
    """Return what the partnership's history says of a figure, with its unit and how it was found."""
    indicator, method, figure = value.indicator, METHODS[value.method], f"{value.value:,f}"
    return Bilingual(
        f"{indicator.title.en} {value.year}: {figure} {indicator.unit.en} ({method.en})",
        f"{indicator.title.ja}（{value.year}年）：{figure}{indicator.unit.ja}（{method.ja}）",
    )
