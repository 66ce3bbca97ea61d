"""Dates as people write them, in western and Japanese years, and Japanese years as letters show them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from grantapp.core.dates import PartialDate
from grantapp.core.errors import Problem
from grantapp.core.words import N_

UNREADABLE = N_("Write the date as 2026-03-14, 14 Mar 2026 or 令和8年3月14日.")
WHOLE_DAY = N_("Write the whole date, for example 2026-03-14, 14 Mar 2026 or 令和8年3月14日.")
NO_SUCH_DAY = N_("This day is not in the calendar. Check the month and the day.")
ERA_ENDED = N_("%(era)s ended on %(last)s. Write %(instead)s, or the western year.")
ERA_NOT_BEGUN = N_("%(era)s began on %(first)s. Write %(instead)s, or the western year.")
OTHER_CALENDAR = N_("Before 1873 Japan counted months and days otherwise. Write the western date.")
LUNAR_UNTIL = date(1872, 12, 31)
FISCAL_MONTH = 4
ERA_OF_FISCAL_YEAR = (5, 1)  # 2019年度 is 令和元年度, although its April still was 平成31年


@dataclass(frozen=True)
class Era:
    """One era: its name, the letter that stands for it, its first and its last day."""

    name: str
    letter: str
    first: date
    last: date

    def shares(self, first: date, last: date) -> bool:
        """Whether any of these days lies in the era."""
        return self.first <= last and first <= self.last


ERAS = (
    Era("令和", "R", date(2019, 5, 1), date.max),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
)
_NAMED = {name: era for era in ERAS for name in (era.name, era.letter)}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*(?P<era_year>\d{1,2}|元)|(?P<year>\d{4}))"
_FIGURES = re.compile(
    rf"{_YEAR}(?:\s*年\s*|[-/.])?(?:(?P<month>\d{{1,2}})(?:\s*月\s*|[-/.])?(?:(?P<day>\d{{1,2}})\s*日?)?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_WEEKDAY = re.compile(r"\([月火水木金土日]\)|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)


def parse_date(text: str, field: str = "", unreadable: str = UNREADABLE) -> PartialDate | Problem:
    """Read a date known to the year, the month or the day, or say what is wrong (`unreadable`: when it is none)."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    found = _FIGURES.fullmatch(plain) or _DAY_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    if found is None:
        return Problem(field, "date_unreadable", unreadable)
    parts = found.groupdict()
    month = _month(parts["month"] or "")
    if month is None:
        return Problem(field, "date_unreadable", unreadable)
    era = _NAMED[parts["era"].upper()] if parts.get("era") else None
    counted = parts["era_year"] if era else None
    year = (
        int(parts["year"] or 0)
        if era is None
        else era.first.year - 1 + int((counted or "").replace("元", "1"))
    )
    try:
        read = PartialDate(year, month, int(parts["day"] or 0))
    except ValueError:
        return Problem(field, "date_impossible", NO_SUCH_DAY)
    if not read:
        return Problem(field, "date_unreadable", unreadable)
    return (_outside(era, read, field) if era else None) or read


def parse_day(text: str, field: str = "") -> date | Problem:
    """Read a whole day, or say what is wrong."""
    found = parse_date(text, field, WHOLE_DAY)
    if isinstance(found, Problem):
        return found
    if not found.day:
        return Problem(field, "date_half", WHOLE_DAY)
    return date(found.year, found.month, found.day)


def read_partial_date(text: str) -> PartialDate | None:
    """Return the date that a text is, known to the year, the month or the day; None when it is none."""
    found = parse_date(text)
    return None if isinstance(found, Problem) else found


def read_date(text: str) -> date | None:
    """Return the whole date that a text is (ISO, 令和8年3月14日, R8.3.14, 14 Mar 2026), or None."""
    found = parse_day(text)
    return None if isinstance(found, Problem) else found


def japanese_date(on: date | PartialDate) -> str:
    """Return a date in its Japanese year as far as it is known (令和8年3月14日); empty before 1873."""
    known = on if isinstance(on, PartialDate) else PartialDate(on.year, on.month, on.day)
    era = _era_of(_days(known)[1]) if known else None
    if era is None:
        return ""
    rest = (f"{known.month}月" if known.month else "") + (f"{known.day}日" if known.day else "")
    return f"{_counted(era, known.year)}年{rest}"


def japanese_year(on: date) -> str:
    """Return the Japanese year of a day (令和8年); empty before 1873."""
    era = _era_of(on)
    return f"{_counted(era, on.year)}年" if era else ""


def fiscal_year(on: date) -> int:
    """Return the western year in which a day's Japanese fiscal year began (April to March)."""
    return on.year if on.month >= FISCAL_MONTH else on.year - 1


def japanese_fiscal_year(on: date) -> str:
    """Return the fiscal year of a day in Japanese years (令和7年度)."""
    year = fiscal_year(on)
    return f"{japanese_year(date(year, *ERA_OF_FISCAL_YEAR))}度"


def _month(text: str) -> int | None:
    if not text or text.isdecimal():
        return int(text or 0)
    return MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in MONTHS else None


def _days(known: PartialDate) -> tuple[date, date]:
    first = date(known.year, known.month or 1, known.day or 1)
    if known.day:
        return first, first
    if known.month < 12 and known.month:
        return first, date(known.year, known.month + 1, 1) - timedelta(days=1)
    return first, date(known.year, 12, 31)


def _era_of(on: date) -> Era | None:
    return next((era for era in ERAS if era.first <= on), None) if on > LUNAR_UNTIL else None


def _counted(era: Era, year: int) -> str:
    number = year - era.first.year + 1
    return f"{era.name}{'元' if number == 1 else number}"


def _outside(era: Era, read: PartialDate, field: str) -> Problem | None:
    """Return why a date in Japanese years cannot be: the era is another one, or the day was counted otherwise."""
    first, last = _days(read)
    if read.month and first <= LUNAR_UNTIL:
        return Problem(field, "date_lunar", OTHER_CALENDAR)
    if era.shares(first, last):
        return None
    begun = first > era.last
    words = {
        "era": era.name,
        "first": _day(era.first),
        "last": _day(era.last),
        "instead": japanese_date(read),
    }
    return Problem(field, "date_era", ERA_ENDED if begun else ERA_NOT_BEGUN, words)


def _day(on: date) -> PartialDate:
    return PartialDate(on.year, on.month, on.day)
