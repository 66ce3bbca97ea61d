"""CSV and XLSX of exactly what a list shows; no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import xlsxwriter
from flask import Response, stream_with_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_OPTIONS = {
    "constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "nan_inf_to_errors": True,
}  # fmt: skip
LONGEST_SHEET_CELL = 32_767
LARGEST_EXACT = 10**15
NARROWEST, WIDEST = 10, 60
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INVISIBLE = (
    " \u00a0\u3000\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"  # some programs skip them
)


def harmless(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (figures stay figures)."""
    text = "" if value is None else str(value)
    if (
        text.lstrip(INVISIBLE).startswith(FORMULA_STARTS)
        and not text.removeprefix("-").replace(".", "", 1).isdigit()
    ):
        return f"'{text}"
    return text


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a streamed CSV attachment; `head` is translated already, `name` is the file name without ending."""
    response = Response(stream_with_context(_lines(head, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for row in chain([head], rows):
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return an XLSX attachment with a frozen first line; figures and days stay what they are, text stays text."""
    response = Response(xlsx_bytes(head, rows), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, SHEET_OPTIONS) as workbook:
        sheet = workbook.add_worksheet()
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "yyyy-mm-dd"})
        for column, title in enumerate(head):
            sheet.set_column(column, column, min(max(_width(title), NARROWEST), WIDEST))
            sheet.write_string(0, column, _sheet_text(title), bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, line, column, cell, day)
        sheet.freeze_panes(1, 0)
    return written.getvalue()


def _write_cell(sheet: Any, line: int, column: int, cell: object, day: Any) -> None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < LARGEST_EXACT:
        sheet.write_number(line, column, cell)
    elif cell is not None and str(cell):
        sheet.write_string(line, column, _sheet_text(str(cell)))


def _sheet_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_SHEET_CELL]


def _width(text: str) -> int:
    return 2 + sum(1 if character < "\u1100" else 2 for character in text)
