"""What may be written down about a partnership, and what its history says in one figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from grantapp.core.dates import PartialDate
from grantapp.core.eras import parse_date, read_partial_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships.models import ActivityKind, DateQuality, Partnership
from grantapp.partnerships.rules.imports import EARLIEST_YEAR
from grantapp.partnerships.rules.partnerships import two_years_before

NO_DATE = N_("Write the date as far as it is known: 2025, 2025-03 or 2025-03-14.")
NOT_THEN = N_("The date lies in the future or before 1850.")
NO_EVIDENCE = N_("Say what shows it: a document, a record, a web address.")
NO_WORDS = N_("Say in at least one language what it is.")


def read_date(text: str) -> PartialDate | None:
    """Return a date as typed, unknown when nothing was; None when it is none."""
    return read_partial_date(text) if text.strip() else PartialDate()


def check_date(field: str, text: str, today: date, *, required: bool = False) -> Iterable[Problem]:
    """Yield why a typed date is none, or cannot be when something happened."""
    found = parse_date(text, field, NO_DATE) if text.strip() else PartialDate()
    if isinstance(found, Problem):
        yield Problem(field, "date", found.message, found.parameters)
    elif required and not found:
        yield Problem(field, "date", NO_DATE)
    elif found and (found.year < EARLIEST_YEAR or found > PartialDate(today.year, today.month, today.day)):
        yield Problem(field, "date_range", NOT_THEN)


def check_words(field: str, words: Bilingual) -> Iterable[Problem]:
    """Yield that something was left without a name."""
    if not (words.en.strip() or words.ja.strip()):
        yield Problem(field, "empty", NO_WORDS)


def check_evidence(text: str) -> Iterable[Problem]:
    """Yield that nothing was said to show it."""
    if not text.strip():
        yield Problem("evidence", "empty", NO_EVIDENCE)


def first_day(known: PartialDate) -> date:
    """Return the first day that a date can mean."""
    return date(known.year, known.month or 1, known.day or 1)


def texts_of(partnership: Partnership) -> dict[str, str]:
    """Return the shared facts of a partnership as a form shows them."""
    return {
        "established": str(partnership.established), "date_quality": partnership.date_quality.value,
        "note_en": partnership.note.en, "note_ja": partnership.note.ja, "source": partnership.source,
    }  # fmt: skip


def check_facts(texts: Mapping[str, str], today: date) -> Iterable[Problem]:
    """Yield why the shared facts of a partnership cannot be these."""
    yield from check_date("established", texts["established"], today)
    known = texts["date_quality"] != DateQuality.UNKNOWN
    if bool(texts["established"].strip()) != known:
        message = N_("A date needs a quality other than “unknown”, and no date needs “unknown”.")
        yield Problem("date_quality", "quality_date", message)
    if texts["source"].strip() and not texts["source"].strip().startswith(("http://", "https://")):
        message = N_("“%(value)s” is not a web address.")
        yield Problem("source", "address", message, {"value": texts["source"]})


@dataclass(frozen=True)
class Index:
    """How much a partnership did in the 24 months up to a day: every entry of its history counts one.

    `parts` holds how many entries of each kind there are, in the order of the kinds.
    """

    since: date
    until: date
    parts: Mapping[ActivityKind, int]

    @property
    def total(self) -> int:
        """The figure."""
        return sum(self.parts.values())


def index_of(counts: Mapping[ActivityKind, int], on: date) -> Index:
    """Return the index of a partnership from how many entries of each kind it has."""
    parts = {kind: counts[kind] for kind in ActivityKind if counts.get(kind)}
    return Index(two_years_before(on), on, parts)
