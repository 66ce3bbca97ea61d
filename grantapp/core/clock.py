"""The one source of the present instant; a demonstration or a test may travel."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """Return the present instant (aware, UTC), or the one travelled to."""
    return _travelled.get() or wall()


def wall() -> datetime:
    """Return the instant on the wall (aware, UTC), never a travelled one."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Return the calendar date that now is in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def travel(instant: datetime) -> Iterator[datetime]:
    """Let `now()` return an aware instant inside the block."""
    if instant.tzinfo is None:
        raise ValueError("travel needs an aware instant")
    token = _travelled.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _travelled.reset(token)
