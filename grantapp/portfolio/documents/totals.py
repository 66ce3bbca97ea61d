"""The sums of each call as rows for a file."""

from collections.abc import Iterable, Iterator

from grantapp.core.words import N_
from grantapp.portfolio.queries import CallTotals

TOTALS_HEAD = (
    N_("Call"),
    N_("Title"),
    N_("Currency"),
    N_("Budget of the call"),
    N_("Applications received"),
    N_("Awards"),
    N_("Awarded"),
    N_("Paid"),
)


def totals_rows(totals: Iterable[CallTotals], language: str) -> Iterator[tuple[object, ...]]:
    """Yield one line for each call, amounts in major units of its currency."""
    for one in totals:
        call = one.call
        yield (
            call.series,
            call.title.in_(language),
            call.currency,
            call.budget.major,
            one.applications,
            one.awards,
            one.awarded.major,
            one.paid.major,
        )
