"""Pages by key: an opaque cursor, sizes of 25, 50 and 100, totals exact up to a limit."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

SIZES = (25, 50, 100)
COUNT_LIMIT = 1000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows with the cursors of its neighbors; `total` stops at COUNT_LIMIT + 1."""

    rows: Sequence[Row]
    size: int = SIZES[0]
    total: int = 0
    next_cursor: str = ""
    previous_cursor: str = ""
    sizes: tuple[int, ...] = field(default=SIZES)

    @property
    def total_is_exact(self) -> bool:
        """Whether the total is the true one."""
        return self.total <= COUNT_LIMIT


def write_cursor(direction: str, key: Sequence[Any]) -> str:
    """Return an opaque cursor of a direction ("after" or "before") and a row's sort key."""
    text = json.dumps([direction, *key], default=str, ensure_ascii=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> tuple[str, list[Any]] | None:
    """Return direction and key, or None when the cursor is empty or not ours."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != length + 1 or parts[0] not in ("after", "before"):
        return None
    if not all(isinstance(part, str | int) for part in parts):
        return None
    return parts[0], parts[1:]


def page_size(asked: str | None) -> int:
    """Return an allowed page size, the smallest when another was asked."""
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]
