"""When a role may go to a successor, and when the yearly question is asked."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from grantapp.core.errors import Problem
from grantapp.core.words import N_

ROTATION = (4, 1)  # Japanese city halls move their staff on 1 April
ASKED_FROM = (3, 1)
LONGEST_AHEAD = timedelta(days=366)
ON_MISSING = N_("Enter the day on which the role changes hands.")
ON_PAST = N_("This day is past. Choose today or a later day.")
ON_FAR = N_("This day is more than a year ahead. Choose an earlier one.")
TO_ONESELF = N_("This is the address of the person who holds the role. Enter that of the successor.")


def begin_of(on: date, zone: str) -> datetime:
    """Return the first instant of a day in a zone."""
    return datetime.combine(on, time(), ZoneInfo(zone))


def day_problems(on: date | None, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the day of a hand-over."""
    if on is None:
        yield Problem("on", "day_missing", ON_MISSING)
    elif on < today:
        yield Problem("on", "day_past", ON_PAST)
    elif on - today > LONGEST_AHEAD:
        yield Problem("on", "day_far", ON_FAR)


def next_rotation(today: date) -> date:
    """Return the next 1 April, today included."""
    this_year = date(today.year, *ROTATION)
    return this_year if today <= this_year else date(today.year + 1, *ROTATION)


def year_asked(today: date) -> int | None:
    """Return the year whose question is asked on a day: in March, before the rotation; else None."""
    return today.year if date(today.year, *ASKED_FROM) <= today < date(today.year, *ROTATION) else None
