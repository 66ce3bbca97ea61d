"""Deadlines, partial dates and our own zone labels (the Unicode catalogs do not know them)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from grantapp.core.words import N_

ZONE_LABELS = {
    "America/New_York": "ET", "America/Detroit": "ET", "America/Chicago": "CT", "America/Denver": "MT",
    "America/Phoenix": "MT", "America/Boise": "MT", "America/Los_Angeles": "PT", "America/Anchorage": "AKT",
    "Pacific/Honolulu": "HT", "Asia/Tokyo": "JST", "UTC": "UTC",
}  # fmt: skip
ZONE_NAMES = {
    "ET": N_("Eastern Time (United States)"), "CT": N_("Central Time (United States)"),
    "MT": N_("Mountain Time (United States)"), "PT": N_("Pacific Time (United States)"),
    "AKT": N_("Alaska Time (United States)"), "HT": N_("Hawaii Time (United States)"),
    "JST": N_("Japan Time"), "UTC": N_("Coordinated Universal Time"),
}  # fmt: skip
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def zone_label(zone: str, at: datetime) -> str:
    """Return the short label of an IANA zone ("ET", "JST"), else its city and offset."""
    if zone in ZONE_LABELS or zone.startswith("America/Indiana"):
        return ZONE_LABELS.get(zone, "ET")
    offset = at.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} UTC{offset[:3]}:{offset[3:]}"


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day on which an instant falls in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def deadline_instant(on: date, at: time, zone: str) -> datetime:
    """Return the first UTC instant that is too late: a deadline shown as 23:59 admits that whole minute."""
    local = datetime.combine(on, at.replace(second=0, microsecond=0), ZoneInfo(zone))
    return local.astimezone(UTC) + timedelta(minutes=1)


def shown_deadline(until: datetime) -> datetime:
    """Return the minute that people read for a deadline whose first late instant is `until`."""
    return until - timedelta(minutes=1)


@dataclass(frozen=True)
class Deadline:
    """A deadline inside a sentence: its first late instant and the zones of the cities that read it."""

    until: datetime
    zone: str
    other: str = "Asia/Tokyo"


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day; all zero when nothing is known."""

    year: int = 0
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if (self.day and not self.month) or (self.month and not self.year):
            raise ValueError("a partial date loses its end first")
        if self.year:
            date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "1959", "1959-06" or "1959-06-01"; empty means unknown; ValueError otherwise."""
        if not text:
            return cls()
        found = _PARTIAL.fullmatch(text)
        if found is None:
            raise ValueError(f"not a partial date: {text!r}")
        year, month, day = (int(part or 0) for part in found.groups())
        return cls(year, month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}"]
        known = bool(self.year) + bool(self.month) + bool(self.day)
        return "-".join(parts[:known])

    def __bool__(self) -> bool:
        return self.year != 0
