"""What a journey must say: dates inside the award's period, where it goes, who travels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from grantapp.awards.models import Award
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.exchanges.models import Delegate, DelegateRole, Direction, Exchange

LONGEST_LINE = 200
LONGEST_NOTE = 4000
MOST_DELEGATES = 500
START_MISSING = N_("Enter the first day of the journey.")
END_MISSING = N_("Enter the last day of the journey.")
ENDS_BEFORE = N_("The last day lies before the first. Change one of the two days.")
OUTSIDE = N_("The journey lies within the project period, %(starts_on)s to %(ends_on)s.")
DESTINATION_MISSING = N_("Enter the place that the delegation visits.")
LINE_TOO_LONG = N_("Shorten this to 200 characters.")
NOTE_TOO_LONG = N_("Shorten this to 4,000 characters.")
TOO_MANY = N_("A journey holds at most 500 people. Record a second journey.")


@dataclass(frozen=True)
class Journey:
    """What is recorded of a journey."""

    direction: Direction
    starts_on: date | None
    ends_on: date | None
    destination: str
    note: str = ""


@dataclass(frozen=True)
class Traveler:
    """What is recorded of a delegate; the name only where it is needed."""

    role: DelegateRole
    organization: str = ""
    name: str = ""
    is_minor: bool = False
    is_funded: bool = True


@dataclass(frozen=True)
class Headcount:
    """How many travel, how many of them on the grant, how many are under 18."""

    people: int
    funded: int
    minors: int


def journey_problems(journey: Journey, award: Award) -> Iterator[Problem]:
    """Yield what is wrong with a journey."""
    yield from _date_problems(journey, award)
    if not journey.destination.strip():
        yield Problem("destination", "destination_missing", DESTINATION_MISSING)
    elif len(journey.destination) > LONGEST_LINE:
        yield Problem("destination", "too_long", LINE_TOO_LONG)
    if len(journey.note) > LONGEST_NOTE:
        yield Problem("note", "too_long", NOTE_TOO_LONG)


def _date_problems(journey: Journey, award: Award) -> Iterator[Problem]:
    period = {"starts_on": award.period_starts_on, "ends_on": award.period_ends_on}
    if journey.starts_on is None:
        yield Problem("starts_on", "start_missing", START_MISSING)
    elif not award.period_starts_on <= journey.starts_on <= award.period_ends_on:
        yield Problem("starts_on", "outside", OUTSIDE, period)
    if journey.ends_on is None:
        yield Problem("ends_on", "end_missing", END_MISSING)
    elif journey.starts_on is not None and journey.ends_on < journey.starts_on:
        yield Problem("ends_on", "ends_before", ENDS_BEFORE)
    elif not award.period_starts_on <= journey.ends_on <= award.period_ends_on:
        yield Problem("ends_on", "outside", OUTSIDE, period)


def traveler_problems(traveler: Traveler, already: int) -> Iterator[Problem]:
    """Yield what is wrong with a delegate, when so many are on the list already."""
    for field in ("organization", "name"):
        if len(getattr(traveler, field)) > LONGEST_LINE:
            yield Problem(field, "too_long", LINE_TOO_LONG)
    if already >= MOST_DELEGATES:
        yield Problem("", "too_many", TOO_MANY)


def present(delegates: Iterable[Delegate]) -> list[Delegate]:
    """Return the delegates who were not taken off the list."""
    return [one for one in delegates if one.removed_at is None]


def headcount(exchange: Exchange) -> Headcount:
    """Return how many travel."""
    travel = present(exchange.delegates)
    return Headcount(len(travel), sum(one.is_funded for one in travel), sum(one.is_minor for one in travel))


def summary_of(exchange: Exchange) -> Bilingual:
    """Return the line that the partnership's history shows: who went where, without names."""
    people, place = headcount(exchange).people, exchange.destination
    if not people:
        return Bilingual(f"Delegation in {place}", f"{place}への訪問団")
    crowd = "1 person" if people == 1 else f"{people} people"
    return Bilingual(f"Delegation of {crowd} in {place}", f"{place}への訪問団（{people}人）")
