"""Scores: saved as a draft, submitted once and then locked, voided with a reason."""

from collections.abc import Mapping
from typing import Any

from grantapp.applications import actions as applications
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.ports import sentence
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.reviews import policy, queries, rules
from grantapp.reviews.actions.decisions import require_draft
from grantapp.reviews.models import Review, ReviewStatus, Score
from grantapp.reviews.workflow import REVIEW
from grantapp.unit_of_work import Actor, action, record

LOCKED = N_(
    "This review is submitted and locked. If something in it is wrong, ask the program office to void it."
)
NOT_STARTED = N_("Answer the conflict question first; the scores open after it.")
SCORED = sentence("review.scored", N_("%(who)s wrote in the review"))
CLOSED = N_("This review is closed.")


@action
def save_scores(actor: Actor, review_id: int, marks: Mapping[int, rules.Mark], shown_version: int) -> Review:
    """Keep a draft of the scores and comments; refuse when another window saved in between."""
    review = _locked(actor, review_id)
    if not policy.SCORE.allows(actor, review):
        raise NotPermitted(policy.SCORE.name)
    _require_in_progress(review)
    known = rules.marks_of(review)
    wanted = _wanted(review, marks)
    if all(known.get(key, rules.Mark()) == mark for key, mark in wanted.items()):
        return review
    if shown_version != review.version:
        raise Changed(_plain(wanted), _plain(known), actor.name)
    problems = rules.problems_of_marks(wanted)
    if problems:
        raise Invalid(problems)
    _write(review, wanted)
    record(Happened(SCORED, review, actor, actor.at, facts={"version": review.version}))
    return review


def _locked(actor: Actor, review_id: int) -> Review:
    require_draft(actor, queries.get_review(review_id).application.call_id)
    return queries.get_review(review_id, lock=True)


def _require_in_progress(review: Review) -> None:
    if review.status == ReviewStatus.IN_PROGRESS:
        return
    words = {ReviewStatus.ASSIGNED: NOT_STARTED, ReviewStatus.SUBMITTED: LOCKED}.get(review.status, CLOSED)
    raise NotAllowedNow(words, code=f"review.{review.status}")


def _wanted(review: Review, marks: Mapping[int, rules.Mark]) -> dict[int, rules.Mark]:
    """Return the marks of this call's criteria; anything else that was sent is left alone."""
    return {one.id: marks[one.id] for one in review.application.call.criteria if one.id in marks}


def _plain(marks: Mapping[int, rules.Mark]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, mark in marks.items():
        plain[rules.score_field(key)] = (
            rules.NOT_APPLICABLE if mark.not_applicable else str(mark.points or "")
        )
        plain[rules.comment_field("panel", key)] = mark.comment_to_panel
        plain[rules.comment_field("cities", key)] = mark.comment_to_cities
    return plain


def _write(review: Review, marks: Mapping[int, rules.Mark]) -> None:
    rows = {score.criterion_id: score for score in review.scores}
    for key, mark in marks.items():
        row = rows.get(key)
        if row is None:
            row = Score(criterion_id=key)
            review.scores.append(row)
        row.points, row.not_applicable = (None, True) if mark.not_applicable else (mark.points, False)
        row.comment_to_panel, row.comment_to_cities = mark.comment_to_panel, mark.comment_to_cities
    review.version += 1
    db.session.flush()


@action
def submit_review(
    actor: Actor, review_id: int, marks: Mapping[int, rules.Mark], shown_version: int
) -> Review:
    """Save and submit a review in which every criterion is scored or n/a; afterwards it is locked."""
    review = save_scores(actor, review_id, marks, shown_version)
    REVIEW.fire("submit", review, actor, facts={"total": rules.shown(rules.total_of(review))})
    return review


@action
def void_review(actor: Actor, review_id: int, reason: str) -> Review:
    """Take a review out of the ranking, with a reason that stays on record."""
    review = _locked(actor, review_id)
    was_open = review.status in (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
    REVIEW.fire("void", review, actor, reason=reason)
    if was_open:
        applications.close_reading(actor, review.application_id, review.reviewer_id)
    return review
