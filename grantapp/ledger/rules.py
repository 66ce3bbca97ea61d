"""Arithmetic of a movement: it balances, and each account keeps to its floor."""

from collections.abc import Iterator, Sequence

from grantapp.core.errors import Problem
from grantapp.core.words import N_

NO_FLOOR = -(10**17)

# Accounts by kind, with the least they may hold. `funder` is the world outside and may fall without limit.
FLOORS = {"funder": NO_FLOOR, "fund_free": 0, "award_payable": 0, "award_paid": 0}
UNBALANCED = N_("The movement does not add up to zero.")
TOO_MUCH = N_("The account holds less than this. Nothing was moved.")


def unbalanced(amounts: Sequence[int]) -> Iterator[Problem]:
    """Yield a problem when amounts of one currency do not sum to zero, or one of them is zero."""
    if sum(amounts) != 0 or 0 in amounts or len(amounts) < 2:
        yield Problem("", "unbalanced", UNBALANCED)


def below_floor(before: int, amount: int, floor: int) -> Iterator[Problem]:
    """Yield a problem when an amount would take an account below its floor."""
    if before + amount < floor:
        yield Problem("", "below_floor", TOO_MUCH)
