"""Scores as exact figures, the ranking and its money, conflicts, and what a decision still lacks."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Protocol

from grantapp.core.errors import Problem
from grantapp.core.money import Money
from grantapp.core.words import N_
from grantapp.reviews.models import Outcome, Recommendation, Review, ReviewStatus

TOP_SCORE = 5
NOT_APPLICABLE = "na"
LONGEST_COMMENT = 2000
LONGEST_REASON = 500
OVER_BUDGET = N_("The funded amounts are %(over)s over the call's budget of %(budget)s.")
_PLACES = Decimal("0.01")
_PRECISION = 40


@dataclass(frozen=True)
class Mark:
    """What a reviewer says of one criterion: points, or not applicable, or nothing yet; and two comments."""

    points: int | None = None
    not_applicable: bool = False
    comment_to_panel: str = ""
    comment_to_cities: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the criterion is answered."""
        return self.not_applicable or self.points is not None


class Weighted(Protocol):
    """A criterion as the rules see it."""

    id: int
    weight: int


@dataclass(frozen=True)
class Summary:
    """What the reviews of one application come to; `mean` and `spread` are None where nothing is to say."""

    totals: tuple[Fraction, ...] = ()

    @property
    def n(self) -> int:
        """How many reviewers gave a total."""
        return len(self.totals)

    @property
    def mean(self) -> Fraction | None:
        """The mean of the reviewers' totals, exact."""
        return sum(self.totals, Fraction(0)) / self.n if self.totals else None

    @property
    def spread(self) -> Decimal | None:
        """The sample standard deviation of the totals (two reviewers at least), to 1/100."""
        mean = self.mean
        if mean is None or self.n < 2:
            return None
        variance = sum(((total - mean) ** 2 for total in self.totals), Fraction(0)) / (self.n - 1)
        with localcontext() as context:
            context.prec = _PRECISION
            root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return root.quantize(_PLACES, ROUND_HALF_UP)


def weighted_total(weights: Mapping[int, int], marks: Mapping[int, Mark]) -> Fraction | None:
    """Return one reviewer's total on the scale of 1 to 5; what is n/a or open is absent, never zero."""
    scored = {key: mark.points for key, mark in marks.items() if mark.points is not None and key in weights}
    weight = sum(weights[key] for key in scored)
    if not weight:
        return None
    return Fraction(sum(weights[key] * points for key, points in scored.items()), weight)


def shown(value: Fraction | None) -> str:
    """Return a score as it is written, to 1/100, rounded half up; empty for none."""
    if value is None:
        return ""
    with localcontext() as context:
        context.prec = _PRECISION
        return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(_PLACES, ROUND_HALF_UP))


def rank_of(means: Sequence[Fraction | None]) -> list[int]:
    """Return the rank of each mean, best first; equal means share a rank, and none stands last."""
    known = [mean for mean in means if mean is not None]
    return [1 + (len(known) if mean is None else sum(other > mean for other in known)) for mean in means]


def running_totals(amounts: Iterable[Money]) -> list[Money | None]:
    """Return the total so far beside each funded amount, None beside a zero."""
    total: Money | None = None
    totals: list[Money | None] = []
    for amount in amounts:
        if amount:
            total = amount if total is None else total + amount
        totals.append(total if amount else None)
    return totals


def problems_of_review(criteria: Iterable[Weighted], marks: Mapping[int, Mark]) -> list[Problem]:
    """Return what keeps a review from being submitted: every criterion needs a score or n/a."""
    found = [
        Problem(score_field(criterion.id), "open", N_("Give a score or n/a."))
        for criterion in criteria
        if not marks.get(criterion.id, Mark()).is_given
    ]
    if not found and not any(mark.points for mark in marks.values()):
        found.append(
            Problem("", "all_absent", N_("Score at least one criterion; a review cannot be n/a throughout."))
        )
    return found


def problems_of_marks(marks: Mapping[int, Mark]) -> list[Problem]:
    """Return what keeps a draft from being saved: points outside the scale, comments too long."""
    found = []
    for key, mark in marks.items():
        if mark.points is not None and not 1 <= mark.points <= TOP_SCORE:
            found.append(Problem(score_field(key), "scale", N_("Choose one of the scores, or n/a.")))
        for name, text in (("panel", mark.comment_to_panel), ("cities", mark.comment_to_cities)):
            if len(text) > LONGEST_COMMENT:
                message = N_("This comment has %(count)s characters. The limit is %(limit)s.")
                numbers = {"count": len(text), "limit": LONGEST_COMMENT}
                found.append(Problem(comment_field(name, key), "too_long", message, numbers))
    return found


def score_field(criterion_id: int) -> str:
    """Return the name of the form field for a criterion's score."""
    return f"score-{criterion_id}"


def comment_field(audience: str, criterion_id: int) -> str:
    """Return the name of the form field for a comment to the "panel" or to the "cities"."""
    return f"{audience}-{criterion_id}"


def amount_field(application_id: int) -> str:
    """Return the name of the field for an amount in the table."""
    return f"amount-{application_id}"


@dataclass(frozen=True)
class Home:
    """Where a reviewer belongs: the organizations and places of his own."""

    organization_ids: frozenset[int] = frozenset()
    place_ids: frozenset[int] = frozenset()


CONFLICT_ORGANIZATION = "organization"
CONFLICT_PLACE = "place"
CONFLICT_RECUSED = "recused"
CONFLICT_WORDS = {
    CONFLICT_ORGANIZATION: N_("belongs to one of the applying organizations"),
    CONFLICT_PLACE: N_("belongs to one of the two cities"),
    CONFLICT_RECUSED: N_("is recused from this application"),
}


def conflict_by_rule(
    home: Home, organization_ids: Collection[int], place_ids: Collection[int], *, recused: bool = False
) -> str:
    """Return the code of what excludes a reviewer from an application by rule, empty when nothing does."""
    if home.organization_ids & set(organization_ids):
        return CONFLICT_ORGANIZATION
    if home.place_ids & set(place_ids):
        return CONFLICT_PLACE
    return CONFLICT_RECUSED if recused else ""


def problems_of_line(
    outcome: Outcome, amount: Money, requested: Money, reason: str, *, needs_reason: bool = True
) -> list[Problem]:
    """Return what is wrong with one line: money only where funded, at most what was asked for, a reason."""
    found = []
    if outcome == Outcome.FUND and not amount:
        found.append(Problem("amount", "amount_missing", N_("Enter the amount to fund.")))
    if outcome != Outcome.FUND and amount:
        message = N_("Leave the amount empty unless the application is funded.")
        found.append(Problem("amount", "amount_without_award", message))
    if requested < amount:
        message = N_("This is more than the two cities ask for: at most %(most)s.")
        found.append(Problem("amount", "amount_over_request", message, {"most": requested}))
    if needs_reason and not reason.strip():
        found.append(
            Problem("reason", "reason_missing", N_("Give the reason; it stays in the decision record."))
        )
    if len(reason) > LONGEST_REASON:
        message = N_("The reason has %(count)s characters. The limit is %(limit)s.")
        found.append(Problem("reason", "too_long", message, {"count": len(reason), "limit": LONGEST_REASON}))
    return found


def plain(money: Money) -> str:
    """Return money as figures and currency code, the same in both languages ("18,000.00 USD")."""
    return f"{money.major:,} {money.currency}"


@dataclass(frozen=True)
class LineFact:
    """What freezing, approving and releasing need to know of one application."""

    application_id: int
    number: str
    version: int
    outcome: Outcome | None
    money: Money
    requested: Money
    reviews: int
    has_reason: bool = True


def marks_of(review: Review) -> dict[int, Mark]:
    """Return what a review says of each criterion, by the criterion's id."""
    return {
        score.criterion_id: Mark(
            score.points, score.not_applicable, score.comment_to_panel, score.comment_to_cities
        )
        for score in review.scores
    }


def total_of(review: Review) -> Fraction | None:
    """Return the total of a review so far."""
    weights = {criterion.id: criterion.weight for criterion in review.application.call.criteria}
    return weighted_total(weights, marks_of(review))


def summary_of(reviews: Iterable[Review]) -> Summary:
    """Return what the submitted reviews of one application come to; all others are absent."""
    totals = [total_of(review) for review in reviews if review.status == ReviewStatus.SUBMITTED]
    return Summary(tuple(total for total in totals if total is not None))


def line_fact(line: Recommendation) -> LineFact:
    """Return what the rules of a decision need to know of a recommendation whose ranking is frozen."""
    application = line.application
    number = application.number or ""
    return LineFact(
        application.id, number, line.version, line.outcome, line.money, application.requested,
        line.review_count, bool(line.why.strip()),
    )  # fmt: skip


def over_budget(lines: Iterable[LineFact], budget: Money) -> Money:
    """Return by how much the funded amounts exceed the call's budget, zero when they fit."""
    total = sum((line.money.amount for line in lines if line.outcome == Outcome.FUND), 0)
    return Money(max(0, total - budget.amount), budget.currency)


def problems_of_decision(lines: Sequence[LineFact], budget: Money) -> list[Problem]:
    """Return what keeps a ranking from being frozen, approved or released."""
    found = []
    if not lines:
        found.append(Problem("", "empty", N_("There is no application to decide on.")))
    for line in lines:
        if not line.reviews:
            message = N_("%(number)s has no submitted review.")
            found.append(Problem("", "not_reviewed", message, {"number": line.number}))
        elif line.outcome is None:
            message = N_("%(number)s has no recommendation.")
            found.append(Problem("", "no_outcome", message, {"number": line.number}))
        elif not line.has_reason:
            message = N_("%(number)s has no reason for its recommendation.")
            found.append(Problem("", "no_reason", message, {"number": line.number}))
        elif line.requested < line.money:
            message = N_("%(number)s would get more than it asks for.")
            found.append(Problem("", "amount_over_request", message, {"number": line.number}))
    over = over_budget(lines, budget)
    if over:
        found.append(Problem("", "over_budget", OVER_BUDGET, {"over": over, "budget": budget}))
    return found


def fingerprint(lines: Iterable[LineFact]) -> str:
    """Return what a check page carries, so that only what was looked at is frozen, approved or released."""
    plain_lines = sorted(
        f"{line.application_id}:{line.version}:{line.outcome or ''}:{line.money.amount}:{line.reviews}"
        for line in lines
    )
    return hashlib.sha256("|".join(plain_lines).encode()).hexdigest()[:32]
