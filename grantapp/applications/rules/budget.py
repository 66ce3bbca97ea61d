"""The money of an application: sums of the lines, and the limits that the call has published."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from grantapp.applications.models import Application, BudgetLine
from grantapp.calls.models import Call, CostCategory, CostRule
from grantapp.core.errors import Problem
from grantapp.core.money import LARGEST_MINOR_AMOUNT, Money
from grantapp.core.words import N_

AMOUNTS = ("grant_amount", "lead_cash", "lead_in_kind", "partner_cash", "partner_in_kind")
FIELD = "budget"


@dataclass(frozen=True)
class LineValues:
    """What one budget line says; amounts are minor units of the call's currency."""

    category_id: int | None
    description: str = ""
    grant_amount: int = 0
    lead_cash: int = 0
    lead_in_kind: int = 0
    partner_cash: int = 0
    partner_in_kind: int = 0

    def as_columns(self) -> dict[str, Any]:
        """Return the values by the names of the table's columns."""
        return asdict(self)


def values_of(line: BudgetLine) -> LineValues:
    """Return what a stored line says."""
    return LineValues(**{entry.name: getattr(line, entry.name) for entry in fields(LineValues)})


@dataclass(frozen=True)
class Totals:
    """The sums of some lines; all in the call's currency."""

    grant: Money
    lead_cash: Money
    lead_in_kind: Money
    partner_cash: Money
    partner_in_kind: Money

    @property
    def lead(self) -> Money:
        """What the lead city gives, in cash and in kind."""
        return self.lead_cash + self.lead_in_kind

    @property
    def partner(self) -> Money:
        """What the partner city gives, in cash and in kind."""
        return self.partner_cash + self.partner_in_kind

    @property
    def cities(self) -> Money:
        """What both cities give together: the match."""
        return self.lead + self.partner

    @property
    def project(self) -> Money:
        """What the whole project costs."""
        return self.grant + self.cities

    def percent_of(self, part: Money) -> Decimal:
        """Return a part of the project's cost in percent, to one decimal, rounded down."""
        return _tenths(part.amount, self.project.amount)


def totals_of(lines: list[BudgetLine], currency: str) -> Totals:
    """Return the sums of lines (of a whole budget, or of one line)."""
    return Totals(*(Money(sum(getattr(line, name) for line in lines), currency) for name in AMOUNTS))


def _tenths(part: int, whole: int) -> Decimal:
    return Decimal(part * 1000 // whole) / 10 if whole else Decimal(0)


@dataclass(frozen=True)
class Limit:
    """One limit of the call: what it says, how the budget stands to it, the problem when it is not met."""

    code: str
    met: bool
    sentence: str
    now: str
    parameters: Mapping[str, Any]
    problem: str = field(repr=False)

    def as_problem(self) -> Problem:
        """Return what has to be mended."""
        return Problem(FIELD, self.code, self.problem, self.parameters)


def limits_of(application: Application) -> list[Limit]:
    """Return the limits that the call sets, each met or not."""
    call, lines = application.call, application.budget_lines
    totals = totals_of(lines, call.currency)
    found = [_ceiling(call, totals)]
    if call.match_percent:
        found.append(_match(call, totals))
    if call.indirect_percent:
        found.append(_indirect(call, lines))
    return found


def _ceiling(call: Call, totals: Totals) -> Limit:
    over = max(totals.grant.amount - call.ceiling_amount, 0)
    return Limit(
        "over_ceiling", over == 0, N_("The request is not above %(limit)s"), N_("you ask for %(requested)s"),
        {"requested": totals.grant, "limit": call.ceiling, "over": Money(over, call.currency)},
        N_("The amount requested, %(requested)s, is %(over)s over this call's maximum of %(limit)s."),
    )  # fmt: skip


def _match(call: Call, totals: Totals) -> Limit:
    met = totals.cities.amount * 100 >= totals.project.amount * call.match_percent
    return Limit(
        "match_too_small",
        met,
        N_("Both cities together give at least %(percent)s%% of the total"),
        N_("now %(now)s%%"),
        {"percent": call.match_percent, "now": totals.percent_of(totals.cities)},
        N_(
            "Both cities together give %(now)s%% of the total; the call asks for %(percent)s%%."
            " Raise your share or ask for less."
        ),
    )


def _indirect(call: Call, lines: list[BudgetLine]) -> Limit:
    indirect = sum(line.grant_amount for line in lines if line.category.is_indirect)
    direct = Money(sum(line.grant_amount for line in lines) - indirect, call.currency)
    limit = direct.share(Decimal(call.indirect_percent))
    over = max(indirect - limit.amount, 0)
    return Limit(
        "indirect_too_large",
        over == 0,
        N_("Indirect costs are at most %(percent)s%% of the direct costs paid by the grant"),
        N_("%(now)s of %(limit)s"),
        {
            "percent": call.indirect_percent,
            "now": Money(indirect, call.currency),
            "limit": limit,
            "over": Money(over, call.currency),
        },
        N_("Indirect costs paid by the grant, %(now)s, are %(over)s over %(percent)s%% of the direct costs."),
    )


def problems_of_budget(application: Application) -> list[Problem]:
    """Return what stands against the budget as a whole, before it may be sent."""
    problems = [limit.as_problem() for limit in limits_of(application) if not limit.met]
    if not any(line.grant_amount for line in application.budget_lines):
        problems.insert(
            0, Problem(FIELD, "missing", N_("Enter what you ask for from the grant before you submit."))
        )
    for number, line in enumerate(application.budget_lines, start=1):
        if line.category.rule == CostRule.NEVER:
            message = N_(
                "Line %(line)s: this call does not pay for %(category)s."
                " Remove the line or choose another kind of cost."
            )
            problems.append(
                Problem(FIELD, "never_paid", message, {"line": number, "category": line.category.title})
            )
    return problems


def problems_of_line(values: LineValues, categories: list[CostCategory]) -> list[Problem]:
    """Return what forbids keeping a line even in a draft; fields are named as in the form."""
    return [*_problems_of_category(values, categories), *_problems_of_amounts(values)]


def _problems_of_category(values: LineValues, categories: list[CostCategory]) -> Iterator[Problem]:
    chosen = next((one for one in categories if one.id == values.category_id), None)
    if chosen is None:
        yield Problem("category_id", "category_missing", N_("Choose the kind of cost."))
    elif chosen.rule == CostRule.NEVER:
        message = N_("This call does not pay for %(category)s. Choose another kind of cost.")
        yield Problem("category_id", "never_paid", message, {"category": chosen.title})


def _problems_of_amounts(values: LineValues) -> Iterator[Problem]:
    for name in AMOUNTS:
        if getattr(values, name) < 0:
            yield Problem(name, "money_negative", N_("Enter an amount of zero or more."))
        if getattr(values, name) > LARGEST_MINOR_AMOUNT:
            yield Problem(name, "money_too_large", N_("Enter a smaller amount."))
