"""Which handlers there are, which work comes back by itself, and who else drains at each wake-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import signature
from threading import Event
from typing import Any, TypeVar

Handler = Callable[[dict[str, Any]], None]
Written = TypeVar("Written", bound=Callable[..., None])
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Round:
    """Work that is due once in each period of so many hours, counted in UTC."""

    kind: str
    hours: int

    def period_of(self, at: datetime) -> datetime:
        """Return the instant in which the period of an instant began."""
        length = timedelta(hours=self.hours)
        return EPOCH + (at - EPOCH) // length * length

    def key_of(self, at: datetime) -> str:
        """Return the dedupe key of the period of an instant."""
        return f"{self.kind}:{self.period_of(at):%Y-%m-%dT%H}"


handlers: dict[str, Handler] = {}
rounds: dict[str, Round] = {}
drains: list[Callable[[], int]] = []
minutely: list[Callable[[], None]] = []
endings: list[Event] = []


def job(kind: str) -> Callable[[Written], Written]:
    """Register the handler of a kind of work; it must be safe to repeat."""

    def add(function: Written) -> Written:
        if kind in handlers:
            raise ValueError(f"job {kind} has a handler already")
        handlers[kind] = _tolerant(function)
        return function

    return add


def periodic(kind: str, *, hours: int) -> Callable[[Written], Written]:
    """Register a handler that runs once in each period of so many hours; it takes `ids` or nothing."""

    def add(function: Written) -> Written:
        job(kind)(function)
        rounds[kind] = Round(kind, hours)
        return function

    return add


def drained(function: Callable[[], int]) -> Callable[[], int]:
    """Register what else is emptied at each wake-up (the outbox); it returns how much it did."""
    drains.append(function)
    return function


def each_minute(function: Callable[[], None]) -> Callable[[], None]:
    """Register what every worker does once a minute on its own host, such as reading a file that lies there."""
    minutely.append(function)
    return function


def is_ending() -> bool:
    """Whether this process was told to end: a drain then finishes what it holds and takes nothing more."""
    return any(ending.is_set() for ending in endings)


def handler_of(kind: str, known: Mapping[str, Handler] = handlers) -> Handler:
    """Return the handler of a kind; LookupError when no feature has one."""
    if kind not in known:
        raise LookupError(f"no feature does the job {kind}")
    return known[kind]


def _tolerant(function: Callable[..., None]) -> Handler:
    return function if signature(function).parameters else lambda _ids: function()
