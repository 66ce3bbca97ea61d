"""Review and decision: conflicts before any text, blind scores, one decision for a call."""

from flask import Flask

from grantapp.accounts.queries import BOUND
from grantapp.core.policy import Actor
from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.reviews import jobs, policy, queries, views
from grantapp.reviews.models import Decision, Recommendation, Review

subject(
    Subject(
        kind=Review.__subject__, word=N_("review"), load=queries.load_review,
        label=lambda review, _language: review.application.number or "", endpoint="reviews.review",
        values=lambda review: {"review_id": review.id}, view=policy.VIEW,
    )
)  # fmt: skip
subject(
    Subject(
        kind=Decision.__subject__, word=N_("decision"), load=queries.load_decision,
        label=lambda decision, language: decision.call.title.in_(language), endpoint="reviews.decisions",
        values=lambda decision: {"call_id": decision.call_id}, view=policy.VIEW_DECISION,
    )
)  # fmt: skip
subject(
    Subject(
        kind=Recommendation.__subject__, word=N_("recommendation"), load=queries.load_line,
        label=lambda line, _language: line.application.number or "", endpoint="reviews.line",
        values=lambda line: {"application_id": line.application_id}, view=policy.VIEW_DECISION,
    )
)  # fmt: skip
sentence("review.unsure", N_("%(who)s was unsure about a conflict of interest"))
sentence("decision.recommended", N_("%(who)s recommended for one application"))
sentence("decision.decided", N_("%(who)s decided on one application"))
sentence("decision.line_dropped", N_("%(who)s took out an application that was withdrawn"))

__all__ = ["jobs", "register"]


@BOUND.answer
def _is_bound(_actor: Actor, person_id: int) -> bool:
    return queries.binds(person_id)


def register(app: Flask) -> None:
    """Bind the pages of reviewers, office and director."""
    app.register_blueprint(views.bp)
