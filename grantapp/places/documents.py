"""The gazetteer that the product ships, as plain rows."""

import csv
from importlib.resources import files
from io import StringIO

Row = dict[str, str]


def shipped_gazetteer() -> list[Row]:
    """Return states and prefectures, then the places in them; all rows have the columns of places.csv."""
    places = {row["key"]: row for row in _rows("places.csv")}
    rows = [_region(row, places.pop(row["code"].lower(), {})) for row in _rows("regions.csv")]
    return rows + [row | {"region_key": row["region"].lower(), "code": ""} for row in places.values()]


def _region(row: Row, details: Row) -> Row:
    columns = ("latitude", "longitude", "population", "population_year", "source")
    extra = {column: details.get(column, "") for column in columns}
    own = {"key": row["code"].lower(), "region_key": "", "successor_key": "", "succeeded_on": ""}
    return row | extra | own


def _rows(name: str) -> list[Row]:
    text = (files("grantapp.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))
