"""How the public reads dates."""

from datetime import date

from grantapp.core.dates import PartialDate


def month_of(on: date) -> PartialDate:
    """Return a day as its month: where the day itself is nobody's business, or not yet."""
    return PartialDate(on.year, on.month)
