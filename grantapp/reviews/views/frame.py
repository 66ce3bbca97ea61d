"""What the pages of reviews share: the blueprint, the menu, names and states in words."""

from typing import Any

from flask import Blueprint, g
from flask_babel import gettext

from grantapp.accounts.models import Role
from grantapp.applications.models import Application
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.reviews import policy, queries, rules
from grantapp.reviews.documents import Ranking, make_ranking
from grantapp.reviews.forms import outcome_words
from grantapp.reviews.models import Decision, DecisionStatus, Review, ReviewStatus
from grantapp.reviews.queries.progress import awaits_officer
from grantapp.web.components import NavigationItem, add_navigation

bp = Blueprint("reviews", __name__)
OTHER_ZONE = "Asia/Tokyo"
REVIEW_WORDS = {
    ReviewStatus.ASSIGNED: (N_("Not started"), "empty"),
    ReviewStatus.IN_PROGRESS: (N_("Under way"), "half"),
    ReviewStatus.SUBMITTED: (N_("Submitted"), "done"),
    ReviewStatus.REFUSED: (N_("Declined by the reviewer"), "none"),
    ReviewStatus.VOID: (N_("Voided"), "none"),
}
WITH_OFFICE = (N_("Waits for the program office"), "waits")
RECUSED = (N_("Recused"), "none")
DECISION_WORDS = {
    DecisionStatus.DRAFT: (N_("Being prepared"), "half"),
    DecisionStatus.FROZEN: (N_("Frozen, waits for the director"), "waits"),
    DecisionStatus.APPROVED: (N_("Approved, not released yet"), "waits"),
    DecisionStatus.RELEASED: (N_("Released to the cities"), "done"),
}


def _reviews(actor: Actor) -> bool:
    return actor.holds_anywhere((Role.REVIEWER,))


def _sees_board(actor: Actor) -> bool:
    return policy.VIEW_DECISION.allows(actor)


for front in ("reviewer", "city", "staff"):
    add_navigation(NavigationItem(front, 15, N_("Your reviews"), "reviews.mine", _reviews))
add_navigation(NavigationItem("staff", 30, N_("Reviews"), "reviews.boards", _sees_board))
add_navigation(NavigationItem("staff", 40, N_("Decisions"), "reviews.decision_list", _sees_board))


def review_words(review: Review) -> tuple[str, str]:
    """Return the state of a review as a word and a glyph."""
    if awaits_officer(review):
        word, glyph = WITH_OFFICE
    elif review.status == ReviewStatus.REFUSED and review.conflict and review.conflict.answer == "conflict":
        word, glyph = RECUSED
    else:
        word, glyph = REVIEW_WORDS[review.status]
    return gettext(word), glyph


def decision_words(decision: Decision | None) -> tuple[str, str]:
    """Return the state of a decision as a word and a glyph."""
    word, glyph = DECISION_WORDS[decision.status if decision else DecisionStatus.DRAFT]
    return gettext(word), glyph


def shared() -> dict[str, Any]:
    """Return the words that every template of the feature uses."""
    return {
        "review_words": review_words,
        "decision_words": decision_words,
        "outcome_words": outcome_words,
        "other_zone": OTHER_ZONE,
        "shown_score": rules.shown,
        "total_of": rules.total_of,
        "rules": rules,
    }


def ranking_of(call: Any, *, all_rows: bool = False) -> Ranking:
    """Return the ranking that the actor may see, or the whole one for the acts on all of it."""
    return make_ranking(call, queries.list_candidates(call.id, None if all_rows else g.actor))


def side_zones(application: Application) -> list[str]:
    """Return the zones of the two cities, the lead's first."""
    return [application.lead.organization.place.zone, application.partner.organization.place.zone]
