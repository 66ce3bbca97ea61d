"""What people may write about a place, and which claim of several holds."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.eras import parse_date, parse_day, read_partial_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.places.models import Claim, Place, PopulationFigure, Succession
from grantapp.places.rules.codes import LOCAL_CODE_WRONG, is_local_code, plain_code
from grantapp.places.rules.gazetteer import EDITION, Box, is_zone

FIELDS = (
    "name_en", "name_ja", "reading", "local_code", "latitude", "longitude", "zone", "source",
    "successor", "succeeded_on", "succession", "note_en", "note_ja",
)  # fmt: skip
NO_DATE = N_("Write the date as far as it is known: 2025, 2025-03 or 2025-03-14.")
CLAIM_FIELDS: dict[str, dict[str, str]] = {  # later features add what sources may say of their records
    "place": {
        "name": N_("Name"),
        "region": N_("State or prefecture"),
        "point": N_("Coordinates"),
        "succeeded_on": N_("Day of the change"),
        "local_code": N_("Code of the local government"),
    }
}
KNOWN_SOURCES = (
    N_("2020 census of the United States"),
    N_("2020 census of Japan"),
    N_("approximate coordinates"),
    N_("coordinates of the ward office"),
    N_("coordinates of the town office"),
    N_("point of the capital"),
    N_("the ward office"),
    N_("the code of municipalities: 272116"),
    N_("the municipal merger of Takeo, Yamauchi and Kitagata"),
)
LONGEST_NAME, LONGEST_TEXT, LARGEST_POPULATION, FIRST_COUNT = 120, 2000, 100_000_000, 1850
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・ ]+")


def texts_of(place: Place) -> dict[str, str]:
    """Return what the form of a place shows: a text for each field."""
    return {
        "name_en": place.name.en, "name_ja": place.name.ja, "reading": place.reading,
        "local_code": place.local_code, "latitude": _figure(place.latitude), "longitude": _figure(place.longitude),
        "zone": place.zone, "source": place.source,
        "successor": place.successor.key if place.successor else "",
        "succeeded_on": str(place.succeeded_on or ""), "succession": str(place.succession or ""),
        "note_en": place.succession_note.en, "note_ja": place.succession_note.ja,
    }  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}".rstrip("0").rstrip(".")


def check_place(texts: Mapping[str, str], country: str, box: Box | None) -> Iterable[Problem]:
    """Yield what is wrong with the texts of a place; `box` is where its state or prefecture lies."""
    for name in ("name_en", "name_ja"):
        if not texts[name].strip():
            yield Problem(name, "empty", N_("Write the name in both languages."))
    yield from _check_lengths(texts)
    reading = unicodedata.normalize("NFKC", texts["reading"])
    if reading and not _KANA.fullmatch(reading):
        yield Problem("reading", "kana", N_("Write the reading in hiragana or katakana."))
    if texts["local_code"] and (country != "JP" or not is_local_code(plain_code(texts["local_code"]))):
        yield Problem("local_code", "local_code", LOCAL_CODE_WRONG)
    if not is_zone(texts["zone"]):
        yield Problem("zone", "zone_unknown", N_("There is no time zone of this name, such as Asia/Tokyo."))
    yield from _check_point(texts, box)
    yield from _check_succession(texts)


def _check_lengths(texts: Mapping[str, str]) -> Iterable[Problem]:
    for name, text in texts.items():
        limit = LONGEST_NAME if name.startswith(("name", "reading")) else LONGEST_TEXT
        if len(text) > limit:
            message = N_("This is longer than %(limit)s characters.")
            yield Problem(name, "too_long", message, {"limit": str(limit)})


def _check_point(texts: Mapping[str, str], box: Box | None) -> Iterable[Problem]:
    latitude, longitude = degrees(texts["latitude"]), degrees(texts["longitude"])
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if texts[name].strip() and (value is None or abs(value) > most):
            yield Problem(name, "degrees", N_("Write degrees as a number such as 47.25288 or -122.44429."))
            return
    if (latitude is None) != (longitude is None):
        yield Problem("longitude", "half_point", N_("A point needs both latitude and longitude."))
    elif latitude is not None and longitude is not None and box and not box.holds(latitude, longitude):
        message = N_("This point does not lie in the state or prefecture of the place.")
        yield Problem("latitude", "outside", message)


def _check_succession(texts: Mapping[str, str]) -> Iterable[Problem]:
    parts = [bool(texts[name].strip()) for name in ("successor", "succeeded_on", "succession")]
    if any(parts) and not all(parts):
        message = N_("Give the successor, the day and the kind of change together, or none of them.")
        yield Problem("successor", "half_succession", message)
    day = parse_day(texts["succeeded_on"], "succeeded_on") if texts["succeeded_on"].strip() else None
    if isinstance(day, Problem):
        yield day
    if texts["succession"] and texts["succession"] not in set(Succession):
        yield Problem("succession", "succession", N_("Choose one of the kinds of change."))


def check_successor(place: Place, successor: Place | None) -> Iterable[Problem]:
    """Yield why a place cannot be the successor of another."""
    if successor is None:
        yield Problem("successor", "unknown", N_("The gazetteer has no place with this key."))
    elif successor.id == place.id or successor.successor_id is not None:
        yield Problem("successor", "successor", N_("The successor must be another place that still exists."))


def degrees(text: str) -> float | None:
    """Return degrees as typed, in any digits; None when it is not a number."""
    try:
        return float(plain_code(text))
    except ValueError:
        return None


def check_population(value: str, year: str, source: str, today: date) -> Iterable[Problem]:
    """Yield what is wrong with a figure of population."""
    count, counted = whole(value), whole(year)
    if count is None or count > LARGEST_POPULATION:
        yield Problem("value", "value", N_("Write the number of people in digits."))
    if counted is None or not FIRST_COUNT <= counted <= today.year:
        yield Problem(
            "year", "year", N_("Write the year of the count in four digits; it is not in the future.")
        )
    if not source.strip():
        yield Problem("source", "empty", N_("Name the source."))


def whole(text: str) -> int | None:
    """Return a whole number as typed (full-width digits and commas allowed), None for anything else."""
    plain = plain_code(text).replace(",", "").replace("、", "")
    return int(plain) if plain.isdecimal() and len(plain) <= 12 else None


def check_claim(
    field: str, value: str, source: str, stated_on: str, known: Iterable[str]
) -> Iterable[Problem]:
    """Yield what is wrong with what a source is said to say."""
    if field not in set(known):
        yield Problem("field", "unknown", N_("Choose what the source speaks of."))
    if not value.strip():
        yield Problem("value", "empty", N_("Write what the source says."))
    if not source.strip():
        yield Problem("source", "empty", N_("Name the source."))
    stated = parse_date(stated_on, "stated_on", NO_DATE) if stated_on.strip() else None
    if isinstance(stated, Problem):
        yield stated


def read_partial(text: str) -> PartialDate | None:
    """Return a date known to the year, month or day as typed, None when it is no date."""
    return read_partial_date(text) if text.strip() else PartialDate()


def best_figure(figures: Iterable[PopulationFigure]) -> PopulationFigure | None:
    """Return the figure that a place shows when nobody chose: the newest count, else the newest other figure."""
    return max(figures, key=lambda figure: (figure.year != EDITION, figure.year), default=None)


def shown_population(figures: Sequence[PopulationFigure]) -> dict[str, Any]:
    """Return what a place shows of its figures: the one that people chose, else the best; nothing when none is known."""
    chosen = next((figure for figure in figures if figure.is_preferred), None) or best_figure(figures)
    if chosen is None:
        return {}
    return {
        "population": chosen.value, "population_year": chosen.year, "population_source": chosen.source
    }  # fmt: skip


def disagreements(claims: Iterable[Claim]) -> dict[str, Sequence[Claim]]:
    """Return the claims of each field about which sources say different things, the preferred one first."""
    ordered = sorted(claims, key=lambda claim: (claim.field, not claim.is_preferred, claim.id))
    groups = {field: list(said) for field, said in groupby(ordered, key=lambda claim: claim.field)}
    return {field: said for field, said in groups.items() if len({claim.value for claim in said}) > 1}
