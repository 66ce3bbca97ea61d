"""Membership in the network: what its periods must say, and how an organization stands on a day."""

import enum
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.partnerships.models import Membership, PopulationClass

ENDING_WITHIN = timedelta(days=60)
LAST_MINUTE = time(23, 59)
LONGEST_NUMBER = 40
CLASS_LIMITS = (
    (10_000, PopulationClass.UNDER_10_000),
    (25_000, PopulationClass.UNDER_25_000),
    (50_000, PopulationClass.UNDER_50_000),
    (100_000, PopulationClass.UNDER_100_000),
    (500_000, PopulationClass.UNDER_500_000),
)
CLASS_WORDS = {
    PopulationClass.UNKNOWN: N_("Not known"),
    PopulationClass.UNDER_10_000: N_("fewer than 10,000 people"),
    PopulationClass.UNDER_25_000: N_("10,000 to 24,999 people"),
    PopulationClass.UNDER_50_000: N_("25,000 to 49,999 people"),
    PopulationClass.UNDER_100_000: N_("50,000 to 99,999 people"),
    PopulationClass.UNDER_500_000: N_("100,000 to 499,999 people"),
    PopulationClass.FROM_500_000: N_("500,000 people and more"),
}


class StandingState(enum.StrEnum):
    """How an organization stands in the network on a day."""

    GOOD = "good"
    ENDING = "ending"
    LAPSED = "lapsed"
    NONE = "none"


STANDING_WORDS = {
    StandingState.GOOD: N_("Member in good standing"),
    StandingState.ENDING: N_("Membership ends soon"),
    StandingState.LAPSED: N_("Membership ended"),
    StandingState.NONE: N_("No membership known"),
}


def class_of(population: int | None) -> PopulationClass:
    """Return the class of a place with so many people."""
    if population is None:
        return PopulationClass.UNKNOWN
    return next((found for limit, found in CLASS_LIMITS if population < limit), PopulationClass.FROM_500_000)


def good_until(memberships: Iterable[Membership], on: date) -> date | None:
    """Return the last day of the unbroken good standing that holds on a day; None when it does not hold."""
    last = None
    for period in sorted(memberships, key=lambda one: (one.begins_on or date.min, one.ends_on)):
        begins, reached = period.begins_on or date.min, last or on
        joins = begins <= (reached + timedelta(days=1) if last else reached)
        if joins and period.ends_on >= on:
            last = max(period.ends_on, last or period.ends_on)
    return last


def standing(memberships: Sequence[Membership], on: date) -> StandingState:
    """Return how an organization stands on a day."""
    until = good_until(memberships, on)
    if until is None:
        begun = [one for one in memberships if one.begins_on is None or one.begins_on <= on]
        return StandingState.LAPSED if begun else StandingState.NONE
    return StandingState.ENDING if until - on <= ENDING_WITHIN else StandingState.GOOD


def check_membership(
    number: str, begins_on: date | None, ends_on: date | None, others: Iterable[Membership]
) -> Iterable[Problem]:
    """Yield what is wrong with a period of membership; `others` are the periods there are."""
    if len(number) > LONGEST_NUMBER:
        message = N_("This is longer than %(limit)s characters.")
        yield Problem("number", "too_long", message, {"limit": str(LONGEST_NUMBER)})
    if ends_on is None:
        yield Problem("ends_on", "empty", N_("Write the last day of good standing."))
        return
    if begins_on is not None and begins_on > ends_on:
        yield Problem("begins_on", "order", N_("The period begins after it ends."))
        return
    for other in others:
        starts = max(other.begins_on or date.min, begins_on or date.min)
        if starts <= min(other.ends_on, ends_on):
            message = N_("This period overlaps the one that ends on %(day)s.")
            yield Problem("begins_on", "overlap", message, {"day": other.ends_on})
