"""The ranking of a call as plain data: for the table, its CSV, the freezing and the letters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from grantapp.applications.models import Application
from grantapp.calls.models import Call
from grantapp.core.money import Money
from grantapp.reviews import rules
from grantapp.reviews.models import Outcome, Recommendation, Review, ReviewStatus
from grantapp.reviews.queries import Candidate


@dataclass(frozen=True)
class RankedLine:
    """One row of the ranking; `running` is the total so far where the row is funded."""

    application: Application
    line: Recommendation | None
    summary: rules.Summary
    rank: int = 0
    running: Money | None = None
    waits: int = 0
    reviews: tuple[Review, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """What holds for the application, None before a recommendation."""
        return self.line.outcome if self.line else None

    @property
    def money(self) -> Money:
        """The amount that holds."""
        return self.line.money if self.line else Money(0, self.application.call.currency)

    @property
    def score(self) -> str:
        """The mean as it is written."""
        return rules.shown(self.summary.mean)

    @property
    def fact(self) -> rules.LineFact:
        """What the rules need to know of the row."""
        version = self.line.version if self.line else 0
        application, number = self.application, self.application.number or ""
        return rules.LineFact(
            application.id, number, version, self.outcome, self.money, application.requested, self.summary.n,
            bool(self.line and self.line.why.strip()),
        )  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """All rows in their order with the money of the call."""

    budget: Money
    lines: tuple[RankedLine, ...] = ()

    @property
    def facts(self) -> list[rules.LineFact]:
        """What the rules need to know of all rows."""
        return [line.fact for line in self.lines]

    @property
    def funded(self) -> list[RankedLine]:
        """The rows that get money."""
        return [line for line in self.lines if line.outcome == Outcome.FUND]

    @property
    def total(self) -> Money:
        """What the funded rows come to."""
        return sum((line.money for line in self.funded), Money(0, self.budget.currency))

    @property
    def left(self) -> Money:
        """What is left of the budget; negative when it is exceeded."""
        return self.budget - self.total

    @property
    def fingerprint(self) -> str:
        """What a check page carries."""
        return rules.fingerprint(self.facts)

    @property
    def problems(self) -> list[Any]:
        """What still keeps the ranking from being frozen."""
        return rules.problems_of_decision(self.facts, self.budget)

    @property
    def cut(self) -> Fraction | None:
        """The lowest mean that is funded."""
        means = [line.summary.mean for line in self.funded if line.summary.mean is not None]
        return min(means) if means else None

    def counts(self) -> dict[str, int]:
        """Return how many rows have each outcome."""
        return {outcome.value: sum(line.outcome == outcome for line in self.lines) for outcome in Outcome}


@dataclass(frozen=True)
class Filters:
    """What the table is narrowed to; rank and running totals stay those of the whole table."""

    theme: str = ""
    outcome: str = ""
    text: str = ""
    score_from: str = ""


def make_ranking(call: Call, candidates: Iterable[Candidate]) -> Ranking:
    """Return the ranking: best mean first, equal means by number, with running totals of what is funded."""
    rows = [
        RankedLine(one.application, one.line, rules.summary_of(one.reviews), reviews=one.reviews)
        for one in candidates
    ]
    ranks = rules.rank_of([row.summary.mean for row in rows])
    placed = [replace(row, rank=rank) for row, rank in zip(rows, ranks, strict=True)]
    placed.sort(key=lambda row: (row.rank, row.application.number or ""))
    totals = rules.running_totals(row.money for row in placed)
    return Ranking(
        call.budget,
        tuple(_with_waits(replace(row, running=t) for row, t in zip(placed, totals, strict=True))),
    )


def _with_waits(rows: Iterable[RankedLine]) -> Iterable[RankedLine]:
    waits = 0
    for row in rows:
        waits += row.outcome == Outcome.WAITLIST
        yield replace(row, waits=waits) if row.outcome == Outcome.WAITLIST else row


def narrow(lines: Sequence[RankedLine], filters: Filters) -> list[RankedLine]:
    """Return the rows that pass the filters."""
    return [line for line in lines if all(passes(line, filters) for passes in _PASSES)]


def _theme_passes(line: RankedLine, filters: Filters) -> bool:
    theme = line.application.theme
    return not filters.theme or (theme is not None and theme.code == filters.theme)


def _outcome_passes(line: RankedLine, filters: Filters) -> bool:
    wanted = {"open": None}.get(filters.outcome, filters.outcome)
    return not filters.outcome or line.outcome == wanted


def _text_passes(line: RankedLine, filters: Filters) -> bool:
    names = [side.organization.place.name for side in line.application.sides]
    said = " ".join(
        [line.application.number or "", line.application.title, *(f"{name.en} {name.ja}" for name in names)]
    )
    return filters.text.strip().casefold() in said.casefold()


def _score_passes(line: RankedLine, filters: Filters) -> bool:
    try:
        least = Fraction(filters.score_from.strip() or "0")
    except (ValueError, ZeroDivisionError):
        return True
    return not least or (line.summary.mean is not None and line.summary.mean >= least)


_PASSES = (_theme_passes, _outcome_passes, _text_passes, _score_passes)


def comments_to_cities(call: Call, reviews: Iterable[Review], language: str) -> list[tuple[str, list[str]]]:
    """Return the comments to the cities by criterion, in an order that tells nothing of the reviewers."""
    given: dict[int, list[str]] = {}
    for review in reviews:
        for score in review.scores if review.status == ReviewStatus.SUBMITTED else ():
            if score.comment_to_cities.strip():
                given.setdefault(score.criterion_id, []).append(score.comment_to_cities.strip())
    return [(one.title.in_(language), sorted(given[one.id])) for one in call.criteria if one.id in given]


@dataclass(frozen=True)
class ScoreSheet:
    """A score form as the page shows it: the rubric with what is given, and the total so far."""

    review: Review
    marks: Mapping[int, rules.Mark] = field(default_factory=dict)

    @property
    def total(self) -> str:
        """The total so far as it is written."""
        weights = {criterion.id: criterion.weight for criterion in self.review.application.call.criteria}
        return rules.shown(rules.weighted_total(weights, self.marks))

    @property
    def scored(self) -> int:
        """How many criteria have points."""
        return sum(mark.points is not None for mark in self.marks.values())

    @property
    def open(self) -> list[int]:
        """The positions of the criteria that are still open."""
        criteria = self.review.application.call.criteria
        return [place for place, one in enumerate(criteria, start=1) if not self.mark(one.id).is_given]

    def mark(self, criterion_id: int) -> rules.Mark:
        """Return what is said of a criterion."""
        return self.marks.get(criterion_id, rules.Mark())

    def value(self, criterion_id: int) -> str:
        """Return what the form holds of a criterion: "1" to "5", "na", or nothing."""
        mark = self.mark(criterion_id)
        return rules.NOT_APPLICABLE if mark.not_applicable else str(mark.points or "")
