"""The tables of partnerships and organizations as they are read from and written to files."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO

from grantapp.core.errors import Invalid, Problem
from grantapp.core.words import N_
from grantapp.partnerships.models import Partnership
from grantapp.partnerships.rules import COLUMNS, NAME_COLUMNS, REQUIRED, SIDES
from grantapp.places.rules import full_name

LARGEST_FILE = 5_000_000
ENCODINGS = ("utf-8-sig", "cp932")
BINARY_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@dataclass(frozen=True)
class Line:
    """One row of a file with the number of its last line; `cells` is None when the row has other columns."""

    number: int
    cells: dict[str, str] | None


def read_table(content: bytes) -> list[Line]:
    """Return the rows of a CSV file (UTF-8 with or without BOM, or CP932), or refuse the whole file."""
    reader = csv.reader(StringIO(_decode(content), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header)
        return [_line(reader.line_num, header, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        parameters = {"line": str(reader.line_num)}
        raise _refused(
            "malformed",
            N_("Line %(line)s is not valid CSV: a quotation mark is open or misplaced."),
            parameters,
        ) from error


def _line(number: int, header: list[str], row: list[str]) -> Line:
    return Line(number, dict(zip(header, row, strict=True)) if len(row) == len(header) else None)


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise _refused(
            "too_large",
            N_("The file is larger than %(limit)s MB."),
            {"limit": str(LARGEST_FILE // 1_000_000)},
        )
    if content.startswith(BINARY_STARTS) or b"\x00" in content:
        raise _refused("not_csv", N_("This is not a CSV file. Save the sheet as “CSV UTF-8” and try again."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(
        "encoding",
        N_("The file is neither UTF-8 nor Shift JIS (CP932). Save it as “CSV UTF-8” and try again."),
    )


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS + NAME_COLUMNS]
    if missing:
        raise _refused(
            "columns_missing",
            N_("The first line lacks these columns: %(names)s."),
            {"names": ", ".join(missing)},
        )
    if unknown:
        raise _refused(
            "columns_unknown",
            N_("The first line names unknown columns: %(names)s."),
            {"names": ", ".join(unknown)},
        )
    if len(set(header)) != len(header):
        raise _refused("columns_twice", N_("A column stands twice in the first line."))


def _refused(code: str, message: str, parameters: dict[str, str] | None = None) -> Invalid:
    return Invalid([Problem("file", code, message, parameters or {})])


EXPORT_HEAD = NAME_COLUMNS + COLUMNS


def export_rows(partnerships: Iterable[Partnership], language: str) -> Iterable[list[str]]:
    """Yield one row for each partnership under EXPORT_HEAD; the import reads the same columns."""
    for partnership in partnerships:
        cells = _shared_cells(partnership)
        for number, (prefix, _country) in enumerate(SIDES, start=1):
            cells |= _side_cells(partnership, number, prefix, language)
        yield [cells.get(name, "") for name in EXPORT_HEAD]


def _shared_cells(partnership: Partnership) -> dict[str, str]:
    return {
        "kind": partnership.kind,
        "agreed_on": str(partnership.established),
        "date_quality": partnership.date_quality,
        "note": partnership.note.en,
        "note_ja": partnership.note.ja,
        "source": partnership.source,
    }


def _side_cells(partnership: Partnership, side: int, prefix: str, language: str) -> dict[str, str]:
    members = [member for member in partnership.members if member.side == side]
    if not members:
        return {}
    first = members[0]
    region = first.place.region or first.place
    return {
        f"{prefix}_name": "; ".join(full_name(member.place).in_(language) for member in members),
        f"{prefix}_place": ";".join(member.place.key for member in members),
        f"{prefix}_region": region.code,
        f"{prefix}_signed_as": first.signed_as.key if first.signed_as else "",
        f"{prefix}_status": first.status,
        f"{prefix}_status_on": str(first.status_on),
    }


def shipped_pairs() -> bytes:
    """Return the known pairs of the United States and Japan, in the form that the import reads."""
    return (files("grantapp.partnerships") / "data" / "us_japan_pairs.csv").read_bytes()
