"""Every write of reviews and decisions."""

from grantapp.reviews.actions.assignments import (
    answer_conflict,
    assign_reviewer,
    assign_reviewers,
    refuse_review,
    remind_reviewer,
    send_reminders,
    settle_conflict,
    step_back,
)
from grantapp.reviews.actions.decisions import (
    AmountChange,
    approve_decision,
    decide,
    freeze_decision,
    recommend,
    release_decision,
    reopen_decision,
    save_amounts,
)
from grantapp.reviews.actions.scores import save_scores, submit_review, void_review

__all__ = [
    "AmountChange",
    "answer_conflict",
    "approve_decision",
    "assign_reviewer",
    "assign_reviewers",
    "decide",
    "freeze_decision",
    "recommend",
    "refuse_review",
    "release_decision",
    "remind_reviewer",
    "reopen_decision",
    "save_amounts",
    "save_scores",
    "send_reminders",
    "settle_conflict",
    "step_back",
    "submit_review",
    "void_review",
]
