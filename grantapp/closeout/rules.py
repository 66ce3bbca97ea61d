"""The checklist of a close-out: every report settled, every payment made, nothing to return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grantapp.core.money import Money
from grantapp.core.words import N_

REPORTS_OPEN = N_("Reports still to be accepted or waived: %(count)s.")
REPORTS_DONE = N_("Every report that is due is accepted or waived.")
PAYMENTS_OPEN = N_("Payments that are neither made nor cancelled: %(count)s.")
PAYMENTS_DONE = N_("Every payment is made or cancelled.")
TO_RETURN = N_("The cities still return %(amount)s that was paid and not spent.")
NOTHING_TO_RETURN = N_("Nothing is to be returned.")
FREED = N_("%(amount)s of the promise is not used. It is free for others once the award is closed.")
NOTHING_FREED = N_("The whole promise was paid.")


@dataclass(frozen=True)
class Standing:
    """How an award stands: reports and payments still open; what was paid and kept, spent, promised."""

    reports_open: int
    payments_open: int
    awarded: Money
    kept: Money
    promised: Money
    spent: Money | None = None

    @property
    def to_return(self) -> Money:
        """What the cities owe back; none when no report tells what was spent."""
        used = self.kept.amount if self.spent is None else min(self.spent.amount, self.awarded.amount)
        return Money(max(self.kept.amount - used, 0), self.awarded.currency)


@dataclass(frozen=True)
class Finding:
    """One line of the checklist: a code, whether it is met, a marked sentence with parameters."""

    code: str
    met: bool
    sentence: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def checklist(standing: Standing) -> list[Finding]:
    """Return what was found, in the order in which it is settled."""
    freed = FREED if standing.promised else NOTHING_FREED
    reports, payments, owed = standing.reports_open, standing.payments_open, standing.to_return
    return [
        Finding("reports", not reports, REPORTS_OPEN if reports else REPORTS_DONE, {"count": reports}),
        Finding("payments", not payments, PAYMENTS_OPEN if payments else PAYMENTS_DONE, {"count": payments}),
        Finding("balance", not owed, TO_RETURN if owed else NOTHING_TO_RETURN, {"amount": owed}),
        Finding("promise", met=True, sentence=freed, parameters={"amount": standing.promised}),
    ]


def in_the_way(findings: list[Finding]) -> Finding | None:
    """Return the first finding that stands against closing."""
    return next((one for one in findings if not one.met), None)


def as_codes(findings: list[Finding]) -> dict[str, Any]:
    """Return the checklist as it is kept: codes, whether met, counts and minor units."""
    return {
        one.code: {"met": one.met, **{name: _plain(value) for name, value in one.parameters.items()}}
        for one in findings
    }


def _plain(value: Any) -> Any:
    return {"amount": value.amount, "currency": value.currency} if isinstance(value, Money) else value
