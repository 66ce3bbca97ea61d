"""Money as whole minor units with a currency; never a float."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from grantapp.core.errors import Problem
from grantapp.core.words import N_

LARGEST_MINOR_AMOUNT = 10**15
_CURRENCY_MARKS = re.compile(r"[¥$€£￥円,\s]|USD|JPY")


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (cents; whole yen) and its ISO 4217 currency."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not int:  # a float or a bool would pass for one further on
            raise TypeError("money is a whole number of minor units")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other).amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other

    @property
    def major(self) -> Decimal:
        """The amount in whole currency units, exact."""
        return Decimal(self.amount).scaleb(-minor_digits(self.currency))

    def share(self, percent: Decimal) -> "Money":
        """Return a percentage of the amount, rounded down to a whole minor unit."""
        part = (Decimal(self.amount) * percent / 100).to_integral_value(ROUND_DOWN)
        return Money(int(part), self.currency)

    def converted(self, rate: Decimal, currency: str) -> "Money":
        """Return the amount in another currency at `rate` (other per one of ours), rounded half up."""
        scaled = (self.major * rate).scaleb(minor_digits(currency))
        return Money(int(scaled.to_integral_value(ROUND_HALF_UP)), currency)


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217, from the Unicode tables)."""
    return get_currency_precision(currency)


def parse_money(text: str, currency: str, field: str = "") -> Money | Problem:
    """Read what a person typed ("18,000.50", full-width digits, "¥186,000") or say what is wrong."""
    plain = _CURRENCY_MARKS.sub("", unicodedata.normalize("NFKC", text or ""))
    try:
        value = Decimal(plain) if re.fullmatch(r"[+-]?\d+(\.\d*)?", plain) else None
    except InvalidOperation:
        value = None
    if value is None:
        return Problem(field, "money_unreadable", N_("Enter an amount in figures, for example 18000."))
    scaled = value.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        return _too_fine(currency, field)
    if value < 0:
        return Problem(field, "money_negative", N_("Enter an amount of zero or more."))
    if scaled > LARGEST_MINOR_AMOUNT:
        return Problem(field, "money_too_large", N_("Enter a smaller amount."))
    return Money(int(scaled), currency)


def _too_fine(currency: str, field: str) -> Problem:
    if minor_digits(currency) == 0:
        return Problem(field, "money_whole", N_("Enter whole yen, for example 186000."))
    return Problem(field, "money_decimals", N_("Enter at most two decimals, for example 1500.50."))
