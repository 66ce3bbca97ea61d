"""The life of a review, and the life of the decision on a call."""

from collections.abc import Iterable

from grantapp.core.errors import Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow
from grantapp.reviews import policy, rules
from grantapp.reviews.models import Decision, DecisionStatus, Review, ReviewStatus


def _complete(review: Review, _actor: Actor) -> Iterable[Problem]:
    return rules.problems_of_review(review.application.call.criteria, rules.marks_of(review))


def _ready(decision: Decision, _actor: Actor) -> Iterable[Problem]:
    lines = [rules.line_fact(line) for line in decision.recommendations]
    return rules.problems_of_decision(lines, decision.call.budget)


REVIEW = Workflow(
    "review",
    ReviewStatus.ASSIGNED,
    [
        Transition(
            "start", ("assigned",), "in_progress", policy.SETTLE,
            N_("%(who)s opened the application for review"), stamp="started_at",
        ),
        Transition(
            "recuse", ("assigned", "in_progress", "submitted"), "refused", policy.SETTLE,
            N_("%(who)s closed the review because of a conflict of interest"),
        ),
        Transition(
            "decline", ("assigned", "in_progress"), "refused", policy.ANSWER,
            N_("%(who)s declined the review"), needs_reason=True,
        ),
        Transition(
            "submit", ("in_progress",), "submitted", policy.SCORE, N_("%(who)s submitted the review"),
            guard=_complete, stamp="submitted_at",
        ),
        Transition(
            "void", ("assigned", "in_progress", "submitted"), "void", policy.MANAGE,
            N_("%(who)s voided the review"), needs_reason=True,
        ),
    ],
)  # fmt: skip

DECISION = Workflow(
    "decision",
    DecisionStatus.DRAFT,
    [
        Transition(
            "freeze", ("draft",), "frozen", policy.FREEZE, N_("%(who)s froze the ranking"),
            guard=_ready, stamp="frozen_at",
        ),
        Transition(
            "reopen", ("frozen", "approved"), "draft", policy.REOPEN, N_("%(who)s opened the ranking again"),
            needs_reason=True,
        ),
        Transition(
            "approve", ("frozen",), "approved", policy.APPROVE, N_("%(who)s approved the decision"),
            guard=_ready, stamp="approved_at",
        ),
        Transition(
            "release", ("approved",), "released", policy.RELEASE, N_("%(who)s released the decision"),
            guard=_ready, stamp="released_at",
        ),
    ],
)  # fmt: skip
