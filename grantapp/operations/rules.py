"""The form of a backup: one file of JSON lines for each table, values that mean the same on every engine."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

FORMAT = 1
READERS: Mapping[str, Any] = {
    "at": datetime.fromisoformat, "on": date.fromisoformat, "bytes": b64decode, "decimal": Decimal,
}  # fmt: skip


class Damaged(Exception):
    """A backup that cannot be trusted, or a place where it may not go; the message says why."""


@dataclass(frozen=True)
class TableMark:
    """What must be true of one table: its number of rows and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; written last, so that a folder without it is no backup."""

    revision: str
    made_at: str
    engine: str
    audit_events: int
    audit_head: str
    tables: Mapping[str, TableMark]
    files: int
    lost_files: Sequence[str] = field(default=())
    format: int = FORMAT

    def to_text(self) -> str:
        """Return the text of manifest.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """Read the text of manifest.json; Damaged when it is none of ours."""
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise Damaged(f"the backup has format {values['format']}; this product reads format {FORMAT}")
        values["tables"] = {name: TableMark(**mark) for name, mark in values["tables"].items()}
        return Manifest(**values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("manifest.json cannot be read") from error


def write_value(value: Any) -> Any:
    """Return a value of a row as JSON holds it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return str(value) if isinstance(value, Decimal) else value


def read_value(kind: str, value: Any) -> Any:
    """Return a value of a row as its column takes it; `kind` names a reader, empty for plain JSON."""
    return READERS[kind](value) if kind and value is not None else value


def write_line(values: Sequence[Any]) -> bytes:
    """Return one row as a line."""
    plain = [write_value(value) for value in values]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def read_lines(lines: Iterator[bytes], columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table; the first line names its columns, `columns` says which kind each has."""
    names = json.loads(next(lines, b"[]"))
    if set(names) != set(columns):
        raise Damaged(f"columns differ: {sorted(set(names) ^ set(columns))}")
    for line in lines:
        values = json.loads(line)
        yield {name: read_value(columns[name], value) for name, value in zip(names, values, strict=True)}
