"""What a row of partnerships must say, how a partnership is named, and which kinds fit which places."""

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from grantapp.core.dates import PartialDate
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships.models import ActivityKind, DateQuality, PartnershipKind, SideStatus
from grantapp.places.models import Place
from grantapp.places.rules import is_region, plain_name, sort_reading

SIDES = (("us", "US"), ("jp", "JP"))
SIDE_COLUMNS = ("place", "region", "signed_as", "status", "status_on")
COLUMNS = (
    *(f"{prefix}_{name}" for prefix, _country in SIDES for name in SIDE_COLUMNS),
    "kind", "agreed_on", "date_quality", "note", "note_ja", "source",
)  # fmt: skip
NAME_COLUMNS = ("us_name", "jp_name")  # for people; the import reads over them
REQUIRED = ("us_place", "jp_place", "kind")
EARLIEST_YEAR = 1850
LONGEST_CELL = 2000
_DATE = re.compile(r"(\d{4})年?(?:[-/.]?(\d{1,2})月?(?:[-/.]?(\d{1,2})日?)?)?")
Code = TypeVar("Code", bound=enum.StrEnum)
REGION_PARTNERSHIPS = {PartnershipKind.SISTER_STATE}
KIND_WORDS = {
    PartnershipKind.SISTER_CITY: N_("Sister city"),
    PartnershipKind.FRIENDSHIP_CITY: N_("Friendship city"),
    PartnershipKind.SISTER_STATE: N_("Sister state"),
    PartnershipKind.SISTER_COUNTY: N_("Sister county"),
    PartnershipKind.SISTER_PORT: N_("Sister port"),
    PartnershipKind.OTHER: N_("Other partnership"),
}
STATUS_WORDS = {
    SideStatus.ACTIVE: N_("Active partnership"),
    SideStatus.DORMANT: N_("Dormant partnership"),
    SideStatus.SUSPENDED: N_("Suspended partnership"),
    SideStatus.ENDED: N_("Ended partnership"),
}
ACTIVITY_WORDS = {
    ActivityKind.APPLICATION: N_("Application"),
    ActivityKind.AWARD: N_("Award"),
    ActivityKind.EXCHANGE: N_("Exchange"),
    ActivityKind.OUTCOME: N_("Outcome"),
    ActivityKind.CONVENING: N_("Convening"),
    ActivityKind.AGREEMENT: N_("Partnership agreement"),
}
CLAIM_FIELDS = {
    "established": N_("Agreed on"),
    "kind": N_("Kind"),
    "status": N_("Status"),
    "signed_as": N_("Agreement signed by"),
}
DIRECTION_WORDS = {"outbound": N_("outbound"), "inbound": N_("inbound"), "both": N_("both directions")}
QUALITY_WORDS = {
    DateQuality.STATED: N_("as stated by the source"),
    DateQuality.DERIVED: N_("worked out from an anniversary"),
    DateQuality.DOUBTFUL: N_("doubtful in the source"),
    DateQuality.UNKNOWN: N_("date unknown"),
}


@dataclass(frozen=True)
class Side:
    """What a row says of one side; an empty value leaves what is stored as it is."""

    prefix: str
    country: str
    places: tuple[str, ...]
    region: str = ""
    signed_as: str = ""
    status: SideStatus | None = None
    status_on: PartialDate = PartialDate()


@dataclass(frozen=True)
class PairRow:
    """One partnership as a row of a file tells it."""

    sides: tuple[Side, ...]
    kind: PartnershipKind
    established: PartialDate = PartialDate()
    date_quality: DateQuality = DateQuality.UNKNOWN
    note: Bilingual = Bilingual()
    source: str = ""


def read_row(cells: Mapping[str, str], today: date) -> tuple[PairRow | None, list[Problem]]:
    """Return what a row says, or every reason why it cannot be taken."""
    reader = _Reader({name: value.strip() for name, value in cells.items()}, today)
    kind = reader.code("kind", PartnershipKind, required=True)
    sides = tuple(_read_side(reader, prefix, country) for prefix, country in SIDES)
    agreed = reader.date("agreed_on")
    quality = reader.code("date_quality", DateQuality) or (
        DateQuality.STATED if agreed else DateQuality.UNKNOWN
    )
    if bool(agreed) == (quality is DateQuality.UNKNOWN):
        reader.refuse(
            "date_quality",
            "quality_date",
            N_("A date needs a quality other than “unknown”, and no date needs “unknown”."),
        )
    source = reader.address("source")
    note = Bilingual(reader.text("note"), reader.text("note_ja"))
    if reader.problems or kind is None:
        return None, reader.problems
    return PairRow(sides, kind, agreed, quality, note, source), []


def _read_side(reader: "_Reader", prefix: str, country: str) -> Side:
    places = tuple(name.strip() for name in reader.text(f"{prefix}_place").split(";") if name.strip())
    if not places:
        reader.refuse(f"{prefix}_place", "empty", N_("Name the place."))
    return Side(
        prefix, country, places, reader.text(f"{prefix}_region"), reader.text(f"{prefix}_signed_as"),
        reader.code(f"{prefix}_status", SideStatus), reader.date(f"{prefix}_status_on"),
    )  # fmt: skip


class _Reader:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        self.cells, self.today = cells, today
        self.problems: list[Problem] = []

    def refuse(self, field: str, code: str, message: str, **parameters: str) -> None:
        self.problems.append(Problem(field, code, message, parameters))

    def text(self, field: str) -> str:
        value = self.cells.get(field, "")
        if len(value) > LONGEST_CELL:
            self.refuse(
                field,
                "too_long",
                N_("The cell is longer than %(limit)s characters."),
                limit=str(LONGEST_CELL),
            )
        return value[:LONGEST_CELL]

    def code(self, field: str, kind: type[Code], *, required: bool = False) -> Code | None:
        value = self.text(field)
        if not value and not required:
            return None
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(kind)
            self.refuse(
                field,
                "unknown_code",
                N_("“%(value)s” is not one of: %(allowed)s."),
                value=value,
                allowed=allowed,
            )
            return None

    def date(self, field: str) -> PartialDate:
        value = unicodedata.normalize("NFKC", self.text(field))
        found = _DATE.fullmatch(value)
        try:
            parts = [int(part or 0) for part in found.groups()] if found else []
            read = PartialDate(*parts) if parts or not value else None
        except ValueError:
            read = None
        if read is None:
            self.refuse(
                field,
                "date",
                N_("“%(value)s” is not a date such as 1959, 1959-06 or 1959-06-01."),
                value=value,
            )
        elif (read and not read.year >= EARLIEST_YEAR) or read > PartialDate(
            self.today.year, self.today.month, self.today.day
        ):
            self.refuse(
                field, "date_range", N_("The date %(value)s lies in the future or before 1850."), value=value
            )
        return read or PartialDate()

    def address(self, field: str) -> str:
        value = self.text(field)
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            self.refuse(field, "address", N_("“%(value)s” is not a web address."), value=value)
        return value


def check_members(kind: PartnershipKind, places: Sequence[Place]) -> Iterable[Problem]:
    """Yield why places cannot be partners of this kind."""
    if len({place.id for place in places}) != len(places):
        yield Problem("us_place", "same_place", N_("The same place stands twice in one partnership."))
    if len({place.country for place in places}) < 2:
        yield Problem("us_place", "one_country", N_("A partnership needs places of two countries."))
    for place in places:
        if place.successor_id is not None:
            message = N_(
                "%(name)s has merged into another municipality. Name that one, and this one as signatory."
            )
            yield Problem("jp_place", "merged", message, {"name": place.name.en})
    wrong = [place for place in places if is_region(place) != (kind in REGION_PARTNERSHIPS)]
    if wrong and kind is not PartnershipKind.OTHER:
        names = ", ".join(place.name.en for place in wrong)
        yield Problem(
            "kind", "kind_fits", N_("This kind of partnership does not fit %(places)s."), {"places": names}
        )


def check_repetition(key: str, earlier: Mapping[str, int]) -> Iterable[Problem]:
    """Yield that the same file named the same partnership in an earlier line."""
    if key in earlier:
        message = N_("The same partnership stands in line %(line)s already.")
        yield Problem("us_place", "twice", message, {"line": str(earlier[key])})


def partnership_key(places: Iterable[Place]) -> str:
    """Return the key of a partnership: its members' keys in order, whatever its kind becomes."""
    return "+".join(sorted(place.key for place in places))


def partnership_name(sides: Sequence[Sequence[Place]]) -> Bilingual:
    """Return "Tacoma – Kitakyushu" and 「タコマ市・北九州市」."""
    names = [[plain_name(place) for place in side] for side in sides]
    english = " – ".join(" and ".join(name.en for name in side) for side in names)
    return Bilingual(english, "・".join(name.ja for side in names for name in side))


def sort_keys(sides: Sequence[Sequence[Place]]) -> tuple[str, str]:
    """Return the keys by which a partnership is sorted in English and in Japanese."""
    places = [place for side in sides for place in side]
    english = " ".join(unicodedata.normalize("NFKC", place.name.en).casefold() for place in places)
    return english, " ".join(sort_reading(place.reading) for place in places)
