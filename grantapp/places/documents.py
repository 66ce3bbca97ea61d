"""The gazetteer that the product ships, as plain rows."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from grantapp.core.errors import Invalid, Problem
from grantapp.core.words import N_, Bilingual
from grantapp.places.rules import EDITION, GEONAMES, Box, check_row

Row = dict[str, str]
PLACE_COLUMNS = (
    "key", "country", "region", "kind", "name_en", "name_ja", "suffix_ja", "reading", "local_code", "latitude",
    "longitude", "time_zone", "successor_key", "succeeded_on", "succession", "source",
)  # fmt: skip
SUFFIXES = "市町村区"
FIGURE_COLUMNS = ("key", "value", "year", "source")


def shipped_gazetteer() -> list[Row]:
    """Return states and prefectures, then the places in them; all rows have the columns of places.csv."""
    none = {"region_key": "", "successor_key": "", "succeeded_on": "", "succession": ""}
    regions = [
        row | none | {"key": row["code"].lower(), "region": row["code"]} for row in read_rows("regions.csv")
    ]
    places = [row | {"region_key": row["region"].lower(), "code": ""} for row in read_rows("places.csv")]
    return regions + places


def shipped_populations() -> list[Row]:
    """Return figures of population: key of the place, value, year and source."""
    return read_rows("populations.csv")


def shipped_claims() -> list[Row]:
    """Return what sources say differently about places, and which is preferred for what reason."""
    return read_rows("claims.csv")


@cache
def region_boxes() -> dict[str, Box]:
    """Return the box of each state and prefecture by its ISO 3166-2 code."""
    return {
        row["code"]: Box(*(float(row[side]) for side in ("south", "north", "west", "east")))
        for row in read_rows("regions.csv")
    }


@cache
def region_names() -> dict[str, Bilingual]:
    """Return the names of states and prefectures by their ISO 3166-2 code."""
    return {row["code"]: Bilingual(row["name_en"], row["name_ja"]) for row in read_rows("regions.csv")}


def read_rows(name: str) -> list[Row]:
    """Return the rows of a shipped file."""
    text = (files("grantapp.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


def wished_place(row: Row, known: Iterable[Mapping[str, Any]], taken: Collection[str]) -> tuple[Row, Row]:
    """Return a row of places.csv and one of populations.csv for a wished place; `Invalid` when it cannot be found.

    `row` has country, region, kind, name_en, name_ja, reading and local_code; `known` are entries of GeoNames.
    """
    key = "-".join([row["region"], *re.findall(r"[a-z]+", row["name_en"].lower())]).lower()
    box = region_boxes().get(row["region"])
    if key in taken or box is None:
        message = N_("The place %(key)s stands in the gazetteer already, or its region is unknown.")
        raise Invalid([Problem("key", "taken", message, {"key": key})])
    found = [entry for entry in known if _is_wished(entry, row, box)]
    if len(found) != 1:
        ids = ", ".join(str(entry["geonameid"]) for entry in found) or "–"
        message = N_("%(key)s: exactly one entry of GeoNames is needed, found are %(ids)s.")
        raise Invalid([Problem("name_en", "found", message, {"key": key, "ids": ids})])
    entry, source = found[0], f"{GEONAMES}{found[0]['geonameid']}"
    place = dict.fromkeys(PLACE_COLUMNS, "") | {
        name: row.get(name, "") for name in PLACE_COLUMNS if name in row
    }
    place |= {
        "key": key, "latitude": str(entry["latitude"]), "longitude": str(entry["longitude"]),
        "time_zone": entry["timezone"], "source": source,
        "suffix_ja": row["name_ja"][-1:] if row["name_ja"][-1:] in SUFFIXES else "",
    }  # fmt: skip
    problems = list(check_row(place))
    if problems:
        raise Invalid(problems)
    figure = {"key": key, "value": str(entry["population"]), "year": str(EDITION), "source": source}
    return place, figure


def _is_wished(entry: Mapping[str, Any], row: Row, box: Box) -> bool:
    wanted = {_letters(row["name_en"]), _letters(row["name_ja"])} - {""}
    names = {_letters(name) for name in (entry["name"], *entry.get("alternatenames", ()))}
    inside = box.holds(entry["latitude"], entry["longitude"])
    return entry["countrycode"] == row["country"] and inside and bool(wanted & names)


def _letters(name: str) -> str:
    """Return a name without accents, case and hyphens."""
    plain = unicodedata.normalize("NFD", name)
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "-' ").casefold()


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as the text of a shipped file."""
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
