"""What a row of partnerships must say."""

import enum
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from grantapp.core.dates import PartialDate
from grantapp.core.eras import read_partial_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_, REPLACEMENT, Bilingual, unstorable
from grantapp.partnerships.models import DateQuality, PartnershipKind, SideStatus
from grantapp.partnerships.rules.runs import in_codes

SIDES = (("us", "US"), ("jp", "JP"))
SIDE_COLUMNS = ("place", "region", "signed_as", "status", "status_on")
COLUMNS = (
    *(f"{prefix}_{name}" for prefix, _country in SIDES for name in SIDE_COLUMNS),
    "kind", "agreed_on", "date_quality", "note", "note_ja", "source",
)  # fmt: skip
NAME_COLUMNS = ("us_name", "jp_name")  # for people; the import reads over them
REQUIRED = ("us_place", "jp_place", "kind")
UNSTORABLE = N_("The cell holds a character that was lost or cannot be stored; it shows as �. Write it anew.")
WRONG_WIDTH = N_("The line has another number of cells than the first line.")
EARLIEST_YEAR = 1850
LONGEST_CELL = 2000
Code = TypeVar("Code", bound=enum.StrEnum)


@dataclass(frozen=True)
class Line:
    """One row of a file with the number of its last line; `cells` is None when the row has other columns."""

    number: int
    cells: dict[str, str] | None


@dataclass(frozen=True)
class Sheet:
    """A file as a table: its own headers, and its rows with the cells under them."""

    header: list[str]
    lines: list[Line]


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


def read_cells(cells: Mapping[str, str] | None, today: date) -> tuple[PairRow | None, list[Problem]]:
    """Return what a line of a file says, or why it cannot be taken; None stands for a line of another width."""
    if cells is None:
        return None, [Problem("file", "width", WRONG_WIDTH)]
    return read_row(in_codes(cells), today)


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
        if REPLACEMENT in value or unstorable(value):
            self.refuse(field, "unstorable", UNSTORABLE)
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
        read = read_partial_date(value) if value else PartialDate()
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


def check_repetition(line: int | None) -> Iterable[Problem]:
    """Yield that an earlier line of the same file named the same partnership."""
    if line is not None:
        message = N_("The same partnership stands in line %(line)s already.")
        yield Problem("us_place", "twice", message, {"line": str(line)})
