"""CSV of exactly what a list shows: UTF-8 with BOM for spreadsheets, formulas made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (figures stay figures)."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_STARTS) and not text.removeprefix("-").replace(".", "", 1).isdigit():
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
    for row in (head, *rows):
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
