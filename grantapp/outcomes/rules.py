"""What a figure must say, and which figures may be added: never counted to estimated to surveyed."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from grantapp.awards.models import Award
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.outcomes.models import Attribution, Indicator, Method, OutcomeValue

ZERO, LARGEST = Decimal(0), Decimal(10) ** 15
LONGEST_TEXT = 2000
NO_INDICATOR = N_("Choose an indicator.")
VALUE_MISSING = N_("Enter the figure, for example 1,250.")
VALUE_NEGATIVE = N_("Enter a figure that is not below zero.")
VALUE_TOO_LARGE = N_("This figure is too large. Check the unit of the indicator.")
TOO_EXACT = N_("This indicator takes at most %(decimals)s decimal places.")
SHARE_TOO_LARGE = N_("A share is at most 100 percent.")
YEAR_OUTSIDE = N_("Enter a year from %(first)s to %(last)s.")
DESCRIPTION_MISSING = N_("Say in one sentence what the figure counts, in English or in Japanese.")
EVIDENCE_MISSING = N_("Name the evidence, give a link, or attach a file.")
TEXT_TOO_LONG = N_("Shorten this to 2,000 characters.")
SHARE = "%"


@dataclass(frozen=True)
class Figure:
    """What is recorded: an indicator's code, the year of effect, the exact figure and how it was found."""

    indicator: str
    year: int
    value: Decimal | None
    method: Method
    attribution: Attribution
    description: Bilingual
    evidence: str = ""
    is_public: bool = True


def figure_problems(
    figure: Figure, indicator: Indicator | None, award: Award, this_year: int, has_file: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with a figure of an award."""
    if indicator is None:
        yield Problem("indicator", "no_indicator", NO_INDICATOR)
    else:
        yield from _value_problems(figure.value, indicator)
    first = award.period_starts_on.year
    if not first <= figure.year <= max(this_year, first):
        yield Problem("year", "year_outside", YEAR_OUTSIDE, {"first": first, "last": max(this_year, first)})
    if not (figure.description.en.strip() or figure.description.ja.strip()):
        yield Problem("description_en", "description_missing", DESCRIPTION_MISSING)
    if not (figure.evidence.strip() or has_file):
        yield Problem("evidence", "evidence_missing", EVIDENCE_MISSING)
    texts = {
        "description_en": figure.description.en,
        "description_ja": figure.description.ja,
        "evidence": figure.evidence,
    }
    for field, text in texts.items():
        if len(text) > LONGEST_TEXT:
            yield Problem(field, "too_long", TEXT_TOO_LONG)


def _value_problems(value: Decimal | None, indicator: Indicator) -> Iterator[Problem]:
    if value is None:
        yield Problem("value", "value_missing", VALUE_MISSING)
    elif value < 0:
        yield Problem("value", "value_negative", VALUE_NEGATIVE)
    elif value >= LARGEST:
        yield Problem("value", "value_too_large", VALUE_TOO_LARGE)
    elif indicator.unit.en == SHARE and value > 100:
        yield Problem("value", "share_too_large", SHARE_TOO_LARGE)
    elif value != round(value, indicator.decimals):
        yield Problem("value", "too_exact", TOO_EXACT, {"decimals": indicator.decimals})


def exact_text(value: Decimal) -> str:
    """Return a figure as the text that is kept: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_link(evidence: str) -> bool:
    """Whether the evidence is an address that may be opened."""
    plain = unicodedata.normalize("NFKC", evidence).strip()
    return plain.startswith(("https://", "http://")) and not any(one.isspace() for one in plain)


@dataclass(frozen=True)
class Total:
    """The sum of one indicator's figures found in one way."""

    indicator: Indicator
    method: Method
    value: Decimal
    figures: int


def totals(values: Iterable[OutcomeValue]) -> list[Total]:
    """Return one sum for each indicator and each way of finding; shares and prices are left out."""
    sums: dict[tuple[int, Method], list[OutcomeValue]] = {}
    for value in values:
        if value.superseded_at is None and value.indicator.adds_up:
            sums.setdefault((value.indicator_id, value.method), []).append(value)
    found = [
        Total(group[0].indicator, method, sum((one.value for one in group), Decimal(0)), len(group))
        for (_indicator, method), group in sums.items()
    ]
    return sorted(found, key=lambda one: (one.indicator.position, list(Method).index(one.method)))
