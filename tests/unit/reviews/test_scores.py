"""Scores: exact, n/a absent, equal means share a rank."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.reviews import rules
from grantapp.reviews.rules import Mark, Summary

WEIGHTS = {1: 25, 2: 25, 3: 20, 4: 15, 5: 10, 6: 5}
NA = Mark(not_applicable=True)


@dataclass
class Criterion:
    id: int
    weight: int = 10


def marks(*points):
    return {number: Mark(point) for number, point in enumerate(points, start=1) if point is not None}


def test_total_when_one_is_open_and_one_not_applicable_then_both_are_absent():
    given_marks = {**marks(5, 4, 4), 5: Mark(4), 6: NA}
    assert rules.shown(rules.weighted_total(WEIGHTS, given_marks)) == "4.31"


def test_total_when_not_applicable_then_it_is_not_zero():
    assert rules.weighted_total({1: 50, 2: 50}, {1: Mark(4), 2: NA}) == 4


def test_total_when_nothing_is_scored_then_there_is_none():
    assert rules.weighted_total(WEIGHTS, {1: NA}) is None
    assert rules.shown(None) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(867, 200), "4.34"), (Fraction(10, 3), "3.33"), (Fraction(4), "4.00")]
)
def test_shown_when_written_then_to_two_places_half_up(value, text):
    assert rules.shown(value) == text


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.integers(1, 5), min_size=1))
def test_total_when_anything_is_scored_then_it_stays_within_the_scale(points):
    total = rules.weighted_total(WEIGHTS, {key: Mark(value) for key, value in points.items()})
    assert min(points.values()) <= total <= max(points.values())


def test_summary_when_two_reviewers_then_mean_and_sample_deviation():
    summary = Summary((Fraction(4), Fraction(5)))
    assert (summary.n, summary.mean, summary.spread) == (2, Fraction(9, 2), Decimal("0.71"))


def test_summary_when_one_reviewer_then_there_is_no_spread():
    assert Summary((Fraction(4),)).spread is None
    assert Summary().mean is None


def test_rank_when_means_are_equal_then_they_share_it_and_none_stands_last():
    assert rules.rank_of([Fraction(4), None, Fraction(9, 2), Fraction(4), Fraction(3)]) == [2, 5, 1, 2, 4]


def test_rank_when_means_differ_only_beyond_two_places_then_they_still_differ():
    nearly = Fraction(4) + Fraction(1, 10**9)
    assert rules.rank_of([Fraction(4), nearly]) == [2, 1]


def test_review_when_a_criterion_is_open_then_it_is_named():
    problems = rules.problems_of_review([Criterion(1), Criterion(2)], {1: Mark(3)})
    assert [(problem.field, problem.code) for problem in problems] == [("score-2", "open")]


def test_review_when_each_is_scored_or_not_applicable_then_nothing_is_missing():
    assert rules.problems_of_review([Criterion(1), Criterion(2)], {1: Mark(3), 2: NA}) == []


def test_review_when_everything_is_not_applicable_then_it_is_no_review():
    problems = rules.problems_of_review([Criterion(1), Criterion(2)], {1: NA, 2: NA})
    assert [problem.code for problem in problems] == ["all_absent"]


def test_draft_when_points_are_off_the_scale_or_a_comment_too_long_then_both_are_named():
    long = "x" * (rules.LONGEST_COMMENT + 1)
    problems = rules.problems_of_marks({1: Mark(6), 2: Mark(2, comment_to_cities=long)})
    assert [problem.field for problem in problems] == ["score-1", "cities-2"]
