"""The tables of partnerships and organizations as they are read from and written to files."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from grantapp.core.errors import Invalid, Problem
from grantapp.core.words import N_, shown_text
from grantapp.partnerships.models import ImportRow, Partnership
from grantapp.partnerships.rules import (
    COLUMN_WORDS,
    COLUMNS,
    FROM_REFUSALS,
    NAME_COLUMNS,
    REQUIRED,
    SIDES,
    Line,
    Sheet,
    column_of,
)
from grantapp.places.rules import full_name

Say = Callable[[str, Mapping[str, object]], str]
LARGEST_FILE = 5_000_000
ENCODINGS = ("utf-8-sig", "cp932")
ZIP = b"PK\x03\x04"
NO_TABLE = N_("This is neither an XLSX sheet nor a CSV file. Save the sheet as XLSX or as “CSV UTF-8”.")
BINARY_STARTS = (b"\xd0\xcf\x11\xe0", b"%PDF")


def read_table(content: bytes) -> list[Line]:
    """Return the rows of a file under our columns, or refuse it whole.

    Headers that other registers use for our columns are understood; see `rules.column_of`.
    """
    sheet = read_sheet(content)
    header = [column_of(name) for name in sheet.header]
    _check_header(header)
    names = dict(zip(sheet.header, header, strict=True))
    return [
        Line(line.number, {names[name]: text for name, text in line.cells.items()} if line.cells else None)
        for line in sheet.lines
    ]


def read_sheet(content: bytes) -> Sheet:
    """Return a file (XLSX; CSV as UTF-8 with or without BOM, or CP932) under its own headers, or refuse it whole."""
    _check_size(content)
    rows = _sheet_rows(content) if content.startswith(ZIP) else _csv_rows(content)
    first = [name.strip().lstrip("\ufeff") for name in next(rows, (0, []))[1]]
    header = [name or f"({number})" for number, name in enumerate(first, start=1)]
    if len(set(header)) != len(header):
        raise _refused("columns_twice", N_("A column stands twice in the first line."))
    if not header:
        raise _refused("empty", N_("The file is empty."))
    lines = [_line(number, header, row) for number, row in rows if any(cell.strip() for cell in row)]
    return Sheet(header, lines)


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise _refused("not_table", NO_TABLE) from error
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell_text(cell) for cell in row]
        yield number, cells


def _cell_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(_decode(content), newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        parameters = {"line": str(reader.line_num)}
        raise _refused(
            "malformed",
            N_("Line %(line)s is not valid CSV: a quotation mark is open or misplaced."),
            parameters,
        ) from error


def _line(number: int, header: list[str], row: list[str]) -> Line:
    return Line(
        number, dict(zip(header, map(shown_text, row), strict=True)) if len(row) == len(header) else None
    )


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise _refused(
            "too_large",
            N_("The file is larger than %(limit)s MB."),
            {"limit": str(LARGEST_FILE // 1_000_000)},
        )


def _decode(content: bytes) -> str:
    if content.startswith(BINARY_STARTS) or b"\x00" in content:
        raise _refused("not_table", NO_TABLE)
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
    unknown = [name for name in header if name not in COLUMNS + NAME_COLUMNS + FROM_REFUSALS]
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


def refused_rows(rows: Iterable[ImportRow], head: Sequence[str], say: Say) -> Iterable[list[object]]:
    """Yield the refused rows of an import with the reasons; mended, the file can be imported again."""
    for row in rows:
        cells = row.cells or {}
        reasons = [
            f"{say(COLUMN_WORDS[field], {})}: {say(message, parameters)}" if field in COLUMN_WORDS
            else say(message, parameters)
            for field, _code, message, parameters in row.problems
        ]  # fmt: skip
        yield [row.line, " / ".join(reasons), *(cells.get(name, "") for name in head)]
