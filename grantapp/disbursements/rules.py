"""The schedule of an award, what a payment waits for, and what a paid one must say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from grantapp.awards.models import Award, AwardStatus
from grantapp.core.errors import Problem
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.core.workflow import REASON_MISSING
from grantapp.disbursements.models import Disbursement, DisbursementCondition, DisbursementStatus

DAYS_TO_FIRST_PAYMENT = 14
DAYS_AFTER_REPORT = 30
NOT_ACTIVE = N_("Payments are made while the award is active.")
REPORT_FIRST = N_("This payment waits until the final report is accepted.")
REPORT_LATE = N_("A report is overdue. The next payment waits until it is sent.")
RATE_UNREADABLE = N_("Enter the rate in figures, for example 157.25.")
DATE_MISSING = N_("Enter the day of the payment.")
DATE_AHEAD = N_("Enter a day that is not in the future.")
AMOUNT_MISSING = N_("Enter the amount that was paid.")
AMOUNT_DIFFERS = N_("The amount paid in the award's currency equals the released amount.")
RETURN_MISSING = N_("Enter the amount that came back, above zero.")
TOO_MUCH_RETURNED = N_("Enter at most %(held)s: what was paid, less what was returned before.")
_RATE = re.compile(r"\d{1,7}(\.\d{1,8})?")


@dataclass(frozen=True)
class Planned:
    """One payment of a schedule: minor units of the award's currency and the day it is expected."""

    position: int
    condition: DisbursementCondition
    amount: int
    expected_on: date


@dataclass(frozen=True)
class PaymentFacts:
    """What was really paid: day, amount and currency, the rate (paid currency per unit of the award's) and its source."""

    paid_on: date | None
    paid: Money | None
    rate: str = ""
    rate_source: str = ""
    reference: str = ""


def plan(
    awarded: Money, advance_percent: int, starts_on: date, ends_on: date, report_days: int
) -> list[Planned]:
    """Return the payments of an award: an advance on the agreement, the rest after the final report."""
    advance = awarded.share(Decimal(advance_percent)).amount
    first_on = starts_on + timedelta(days=DAYS_TO_FIRST_PAYMENT)
    last_on = ends_on + timedelta(days=report_days + DAYS_AFTER_REPORT)
    parts = [
        (DisbursementCondition.AGREEMENT, advance, first_on),
        (DisbursementCondition.FINAL_REPORT, awarded.amount - advance, last_on),
    ]
    kept = [part for part in parts if part[1] > 0]
    return [
        Planned(number, condition, amount, on) for number, (condition, amount, on) in enumerate(kept, start=1)
    ]


def still_to_come(payments: Iterable[Disbursement]) -> int:
    """Return what is planned and neither paid nor cancelled (minor units)."""
    ended = (DisbursementStatus.PAID, DisbursementStatus.CANCELLED)
    return sum(one.amount for one in payments if one.status not in ended)


def final_amount(awarded: int, paid: int, spent: int) -> int:
    """Return what is still to pay once `spent` is known (minor units): never more than the award, never below zero."""
    return max(min(awarded, spent) - paid, 0)


def ready_to_request(
    payment: Disbursement, award: Award, report_accepted: bool, overdue: bool
) -> Iterator[Problem]:
    """Yield what a payment still waits for."""
    if award.status != AwardStatus.ACTIVE:
        yield Problem("", "award_not_active", NOT_ACTIVE)
    if payment.condition == DisbursementCondition.FINAL_REPORT and not report_accepted:
        yield Problem("", "report_first", REPORT_FIRST)
    elif overdue:
        yield Problem("", "report_late", REPORT_LATE)


def award_is_active(payment: Disbursement, _actor: Actor) -> Iterator[Problem]:
    """Yield a problem when the award stands still (guard of approve and release)."""
    if payment.award.status != AwardStatus.ACTIVE:
        yield Problem("", "award_not_active", NOT_ACTIVE)


def return_problems(amount: Money | None, held: Money, reason: str) -> Iterator[Problem]:
    """Yield what is wrong with money that came back; `held` is what was paid less what was returned before."""
    if amount is None or amount.amount <= 0:
        yield Problem("amount", "amount_missing", RETURN_MISSING)
    elif amount.amount > held.amount:
        yield Problem("amount", "return_too_much", TOO_MUCH_RETURNED, {"held": held})
    if not reason.strip():
        yield Problem("reason", "reason_missing", REASON_MISSING)


def payment_problems(payment: Disbursement, facts: PaymentFacts, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the record of a payment."""
    if facts.paid_on is None:
        yield Problem("paid_on", "date_missing", DATE_MISSING)
    elif facts.paid_on > today:
        yield Problem("paid_on", "date_ahead", DATE_AHEAD)
    if facts.paid is None or not facts.paid:
        yield Problem("paid_amount", "amount_missing", AMOUNT_MISSING)
    elif facts.paid.currency == payment.currency and facts.paid.amount != payment.amount:
        yield Problem("paid_amount", "amount_differs", AMOUNT_DIFFERS)
    elif facts.paid.currency != payment.currency and not is_rate(facts.rate):
        yield Problem("rate", "rate_unreadable", RATE_UNREADABLE)


def is_rate(text: str) -> bool:
    """Whether a text is an exact positive decimal rate."""
    return bool(_RATE.fullmatch(text)) and Decimal(text) > 0
