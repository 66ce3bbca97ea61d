"""What the terms of a source of money may be, and what a program needs."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from zoneinfo import available_timezones

from grantapp.core.errors import Problem
from grantapp.core.money import Money
from grantapp.core.words import N_, Bilingual
from grantapp.programs.models import FunderGrant, Program

INDIRECT_BASES = ("direct_grant", "modified_direct", "total")
ROUNDINGS = ("half_up", "down")
PERCENTS = ("match_percent", "indirect_percent", "contingency_percent", "advance_percent")
DAYS = ("accept_days", "report_days")
LONGEST_STEM = 30

NO_PERCENT = N_("A percentage is a whole number from 0 to 100.")
NO_DAYS = N_("A number of days is a whole number from 1 to 730.")
NO_CODE = N_("This rule is not known. Choose one of the rules in the list.")
NO_KEY = N_("Use small letters, digits, hyphens and underscores, 80 at most.")
BOTH_LANGUAGES = N_("Write this in English and in Japanese.")
ENDS_FIRST = N_("The last day is before the first day.")
NO_MONEY = N_("Enter an amount above zero.")
NO_ZONE = N_("This time zone is not known.")
NO_FUNDER = N_("Choose the funder.")
NO_GRANT = N_("Choose the grant that pays for the program.")
FUND_OPEN = N_("A call of this grant is published already. Its amount and currency stay as they are.")
LINES_TOO_LARGE = N_("The lines of the budget would be %(over)s above the grant.")
OUTSIDE_PROGRAMS = N_("A program of this grant would lie outside its period.")
OUTSIDE_GRANT = N_("The program is longer than the funder's grant.")


@dataclass(frozen=True)
class Terms:
    """The terms of a source of money: percents of whole costs, days after an event, years of keeping."""

    match_percent: int = 0
    indirect_percent: int = 0
    indirect_base: str = INDIRECT_BASES[0]
    contingency_percent: int = 0
    advance_percent: int = 80
    accept_days: int = 14
    report_days: int = 30
    retention_years: int = 5
    rounding: str = ROUNDINGS[0]
    note: Bilingual = Bilingual()


@dataclass(frozen=True)
class ProgramPlan:
    """What a program is for, who runs it, from when until when, and where its clocks stand."""

    title: Bilingual
    objective: Bilingual
    organizer: Bilingual
    starts_on: date
    ends_on: date
    zone: str = "America/New_York"
    note: Bilingual = Bilingual()
    source: str = ""


@dataclass(frozen=True)
class GrantPlan:
    """What a grant of a funder says: title, amount, and from when until when."""

    title: Bilingual
    amount: Money
    starts_on: date
    ends_on: date


def key_from(text: str, taken: Container[str], fallback: str) -> str:
    """Return a free key made of the words of a text: "The Fund" becomes "the-fund", or "the-fund-2"."""
    words = re.findall(r"[a-z0-9]+", text.lower().encode("ascii", "ignore").decode())
    stem = "-".join(words)[:LONGEST_STEM].strip("-") or fallback
    keys = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(key for key in keys if key not in taken)


def read_terms(data: Mapping[str, Any]) -> Terms:
    """Return terms from the data of a rule set; what it leaves out has the usual value."""
    known = {key: value for key, value in data.items() if key in Terms.__dataclass_fields__ and key != "note"}
    note = data.get("note") or {}
    return Terms(**known, note=Bilingual(note.get("en", ""), note.get("ja", "")))


def problems_of_terms(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what stands against the terms of a rule set."""
    for name in PERCENTS:
        if not _whole(data.get(name, 0), 0, 100):
            yield Problem(name, "no_percent", NO_PERCENT)
    for name in DAYS:
        if not _whole(data.get(name, 1), 1, 730):
            yield Problem(name, "no_days", NO_DAYS)
    if data.get("indirect_base", INDIRECT_BASES[0]) not in INDIRECT_BASES:
        yield Problem("indirect_base", "no_code", NO_CODE)
    if data.get("rounding", ROUNDINGS[0]) not in ROUNDINGS:
        yield Problem("rounding", "no_code", NO_CODE)


def _whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def problems_of_key(key: str) -> Iterator[Problem]:
    """Yield what stands against a key that commands and data use."""
    plain = key.replace("-", "").replace("_", "")
    if not plain.isalnum() or not key.isascii() or key != key.lower() or len(key) > 80:
        yield Problem("key", "no_key", NO_KEY)


def problems_of_texts(**texts: Bilingual) -> Iterator[Problem]:
    """Yield what is not written in both languages."""
    for name, text in texts.items():
        if not text.en.strip() or not text.ja.strip():
            yield Problem(name, "both_languages", BOTH_LANGUAGES)


def problems_of_grant(amount: Money, starts_on: date, ends_on: date) -> Iterator[Problem]:
    """Yield what stands against a grant of a funder."""
    if amount.amount <= 0:
        yield Problem("amount", "no_money", NO_MONEY)
    if ends_on < starts_on:
        yield Problem("ends_on", "ends_first", ENDS_FIRST)


def problems_of_program(plan: ProgramPlan, grant: FunderGrant) -> Iterator[Problem]:
    """Yield what stands against a program of a grant."""
    if plan.zone not in available_timezones():
        yield Problem("zone", "no_zone", NO_ZONE)
    if plan.ends_on < plan.starts_on:
        yield Problem("ends_on", "ends_first", ENDS_FIRST)
    if plan.starts_on < grant.starts_on or plan.ends_on > grant.ends_on:
        yield Problem("ends_on", "outside_grant", OUTSIDE_GRANT)


def problems_of_change(
    grant: FunderGrant, plan: GrantPlan, programs: Iterable[Program], fund_open: bool
) -> Iterator[Problem]:
    """Yield what stands against changing a grant: what is spent of it, planned with it and built on it."""
    if fund_open and plan.amount != grant.money:
        yield Problem("amount", "fund_open", FUND_OPEN)
    elif grant.lines:
        yield from problems_of_lines(plan.amount, (line.amount for line in grant.lines))
    if any(one.starts_on < plan.starts_on or one.ends_on > plan.ends_on for one in programs):
        yield Problem("ends_on", "outside_programs", OUTSIDE_PROGRAMS)


def problems_of_lines(grant: Money, amounts: Iterable[int]) -> Iterator[Problem]:
    """Yield what stands against the lines of a grant's budget, in minor units of its currency."""
    found = list(amounts)
    over = Money(sum(found) - grant.amount, grant.currency)
    if any(amount <= 0 for amount in found):
        yield Problem("amount", "no_money", NO_MONEY)
    elif over.amount > 0:
        yield Problem("amount", "lines_too_large", LINES_TOO_LARGE, {"over": over})
