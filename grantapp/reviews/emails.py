"""Letters to reviewers, and the results to both cities in each reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients, recipient_of
from grantapp.applications.models import Application
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.reviews.documents import RankedLine, Ranking, comments_to_cities
from grantapp.reviews.models import Outcome, Review
from grantapp.unit_of_work import Actor

OTHER_ZONE = "Asia/Tokyo"
RESULTS = {
    Outcome.FUND: "decision_award",
    Outcome.WAITLIST: "decision_waitlist",
    Outcome.DECLINE: "decision_decline",
}


@dataclass(frozen=True)
class ResultLetter:
    """A result for one reader: which letter, to whom, with which facts."""

    name: str
    recipient: Recipient
    facts: dict[str, Any]
    application: Application


def review_assigned(actor: Actor, review: Review, *, again: bool = False) -> None:
    """Ask a reviewer for a review: both cities' names and the day, no text of the application."""
    facts = {
        "lead": review.application.lead.organization.place.name,
        "partner": review.application.partner.organization.place.name,
        **_due(review), "link": Link("reviews.review", {"review_id": review.id}), "settled": again,
    }  # fmt: skip
    key = f"review_assigned-{review.id}{'-settled' if again else ''}"
    queue_letter(actor, "review_assigned", recipient_of(review.reviewer), facts, key, subject=review)


def review_reminder(actor: Actor, reviews: Sequence[Review], step: str) -> bool:
    """Remind a reviewer of what is open in a call; a step is told once."""
    first = reviews[0]
    late = first.application.call.reviews_due_at <= actor.at
    facts = {"count": len(reviews), "late": late, **_due(first), "link": Link("reviews.mine")}
    key = f"review_reminder-{first.reviewer_id}-{first.application.call_id}-{step}"
    return queue_letter(actor, "review_reminder", recipient_of(first.reviewer), facts, key, subject=first)


def _due(review: Review) -> dict[str, Any]:
    call = review.application.call
    return {
        "call": call.title,
        "due_at": call.reviews_due_at,
        "due_zone": call.zone,
        "other_zone": OTHER_ZONE,
    }


def result_letters(ranking: Ranking) -> Iterator[ResultLetter]:
    """Yield the letter of each result to everybody who acts for one of its two cities."""
    for row in ranking.lines:
        if row.outcome is None:
            continue
        for side in row.application.sides:
            for recipient in list_recipients(CITY, side.organization.scope_id):
                facts = _facts(row, len(ranking.lines), recipient.language)
                yield ResultLetter(RESULTS[row.outcome], recipient, facts, row.application)


def _facts(row: RankedLine, count: int, language: str) -> dict[str, Any]:
    application = row.application
    comments = comments_to_cities(application.call, row.reviews, language)
    return {
        "number": application.number, "project": application.title, "call": application.call.title,
        "lead": application.lead.organization.place.name,
        "partner": application.partner.organization.place.name,
        "applications": count, "requested": application.requested, "amount": row.money, "place": row.waits,
        "reduced": row.money < application.requested,
        "comments": [{"criterion": title, "texts": texts} for title, texts in comments],
        "link": Link("reviews.result", {"application_id": application.id}),
    }  # fmt: skip


def send_result(actor: Actor, letter: ResultLetter) -> None:
    """Queue one result."""
    key = f"{letter.name}-{letter.application.id}-{letter.recipient.person_id or letter.recipient.address}"
    queue_letter(actor, letter.name, letter.recipient, letter.facts, key, subject=letter.application)
