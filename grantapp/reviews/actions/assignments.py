"""Who reviews what: assigning by hand, the conflict question before any text, recusal, reminders."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from grantapp.accounts.queries import get_person
from grantapp.applications import actions as applications
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.applications.queries import get_application
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.policy import Permission
from grantapp.core.words import N_
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.reviews import emails, policy, queries, rules
from grantapp.reviews.actions.decisions import open_decision, require_draft
from grantapp.reviews.models import ConflictAnswer, ConflictOfInterest, Review, ReviewStatus
from grantapp.reviews.workflow import REVIEW
from grantapp.unit_of_work import Actor, action

REMIND_BEFORE = timedelta(days=7)
REMIND_AFTER = timedelta(days=14)
NOT_ASSIGNABLE = N_("Reviewers are assigned to applications that were sent and are not decided yet.")
NOT_A_REVIEWER = N_("%(name)s does not review in this program.")
ASSIGNED_ALREADY = N_("%(name)s was asked to review this application already.")
EXCLUDED = {
    rules.CONFLICT_ORGANIZATION: N_(
        "%(name)s belongs to one of the applying organizations and cannot review this application."
    ),
    rules.CONFLICT_PLACE: N_("%(name)s belongs to one of the two cities and cannot review this application."),
    rules.CONFLICT_RECUSED: N_("%(name)s is recused from this application."),
}
TICK_SOMEBODY = N_("Tick at least one reviewer.")
SAY_WHICH = N_("Say in a few words what the connection is.")
WITH_THE_OFFICE = N_(
    "The program office is looking at your answer. You will get a letter when it is settled."
)
NOTHING_TO_SETTLE = N_("There is no open conflict question here.")


def _require(permission: Permission, actor: Actor, subject: Any) -> None:
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)


@action
def assign_reviewer(actor: Actor, application_id: int, reviewer_id: int) -> Review:
    """Ask somebody to review an application; whoever belongs to either city is refused."""
    _require(policy.MANAGE, actor, get_application(application_id))
    open_decision(actor, get_application(application_id).call_id)
    application = get_application(application_id, lock=True)
    if application.status not in (ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_REVIEW):
        raise NotAllowedNow(NOT_ASSIGNABLE, code="review.assign")
    _require_eligible(application, reviewer_id)
    if application.status == ApplicationStatus.SUBMITTED:
        applications.begin_review(actor, application_id)
    review = Review(
        application=application, reviewer_id=reviewer_id, assigned_at=actor.at, assigned_by=actor.person_id
    )
    db.session.add(review)
    db.session.flush()
    REVIEW.begin(review, actor, {"application_id": application_id, "reviewer_id": reviewer_id})
    emails.review_assigned(actor, review)
    return review


def _require_eligible(application: Application, reviewer_id: int) -> None:
    person = get_person(reviewer_id)
    choices = queries.list_reviewer_choices(application)
    choice = next((one for one in choices if one.person.id == reviewer_id), None)
    if choice is None:
        name = person.name if person else str(reviewer_id)
        raise Invalid([Problem("reviewers", "not_reviewer", NOT_A_REVIEWER, {"name": name})])
    if choice.conflict:
        raise Invalid(
            [Problem("reviewers", choice.conflict, EXCLUDED[choice.conflict], {"name": choice.person.name})]
        )
    if choice.review is not None:
        raise Invalid([Problem("reviewers", "assigned", ASSIGNED_ALREADY, {"name": choice.person.name})])


@action
def assign_reviewers(actor: Actor, application_id: int, reviewer_ids: Iterable[int]) -> list[Review]:
    """Ask several people to review an application, all or none; Invalid when nobody is named."""
    asked = [assign_reviewer(actor, application_id, reviewer_id) for reviewer_id in reviewer_ids]
    if not asked:
        raise Invalid([Problem("reviewers", "reviewers_missing", TICK_SOMEBODY)])
    return asked


@action
def answer_conflict(actor: Actor, review_id: int, answer: ConflictAnswer, reason: str = "") -> Review:
    """Answer the conflict question: none opens the text, a conflict closes it, unsure asks the office."""
    review = _locked(review_id)
    _require(policy.ANSWER, actor, review)
    if answer != ConflictAnswer.NONE and not reason.strip():
        raise Invalid([Problem("reason", "reason_missing", SAY_WHICH)])
    if answer != ConflictAnswer.CONFLICT and review.status != ReviewStatus.ASSIGNED:
        raise NotAllowedNow(NOTHING_TO_SETTLE, code="review.answered")
    if answer != ConflictAnswer.CONFLICT and _is_with_the_office(review):
        raise NotAllowedNow(WITH_THE_OFFICE, code="review.unsure")
    _keep_answer(actor, review, answer, reason)
    if answer == ConflictAnswer.UNSURE:
        record(Happened("review.unsure", review, actor, actor.at))
    else:
        _act_on(actor, review, answer)
    return review


@action
def settle_conflict(actor: Actor, review_id: int, answer: ConflictAnswer, reason: str) -> Review:
    """Decide for a reviewer who was unsure: he may read and score, or he is recused."""
    review = _locked(review_id)
    _require(policy.MANAGE, actor, review)
    if not _is_with_the_office(review) or answer == ConflictAnswer.UNSURE:
        raise NotAllowedNow(NOTHING_TO_SETTLE, code="review.settled")
    if not reason.strip():
        raise Invalid([Problem("reason", "reason_missing", SAY_WHICH)])
    _keep_answer(actor, review, answer, reason)
    _act_on(actor, review, answer)
    if answer == ConflictAnswer.NONE:
        emails.review_assigned(actor, review, again=True)
    return review


def _locked(review_id: int) -> Review:
    """Lock a review after the decision of its call, the order that every verb about reviews keeps."""
    queries.find_decision(queries.get_review(review_id).application.call_id, lock=True)
    return queries.get_review(review_id, lock=True)


def _is_with_the_office(review: Review) -> bool:
    unsure = review.conflict is not None and review.conflict.answer == ConflictAnswer.UNSURE
    return unsure and review.status == ReviewStatus.ASSIGNED


def _keep_answer(actor: Actor, review: Review, answer: ConflictAnswer, reason: str) -> None:
    review.conflicts.append(
        ConflictOfInterest(answer=answer, reason=reason.strip(), at=actor.at, answered_by=actor.person_id)
    )
    db.session.flush()


def _act_on(actor: Actor, review: Review, answer: ConflictAnswer) -> None:
    if answer == ConflictAnswer.NONE:
        REVIEW.fire("start", review, actor)
        applications.open_reading(actor, review.application_id, review.reviewer_id, None)
        return
    if review.status == ReviewStatus.SUBMITTED:
        require_draft(actor, review.application.call_id)
    REVIEW.fire("recuse", review, actor)
    applications.recuse(actor, review.application_id, review.reviewer_id)


@action
def refuse_review(actor: Actor, review_id: int, reason: str) -> Review:
    """Decline a review for another reason than a conflict; the office asks somebody else."""
    review = _locked(review_id)
    was_open = review.status == ReviewStatus.IN_PROGRESS
    REVIEW.fire("decline", review, actor, reason=reason)
    if was_open:
        applications.close_reading(actor, review.application_id, review.reviewer_id)
    return review


@action
def step_back(actor: Actor, application_id: int) -> None:
    """Recuse oneself from an application as a member of the office: no door to it stays open."""
    application = get_application(application_id, lock=True)
    _require(policy.RECUSE, actor, application)
    if actor.person_id is None:
        raise NotPermitted(policy.RECUSE.name)
    applications.recuse(actor, application_id, actor.person_id)


@action
def remind_reviewer(actor: Actor, review_id: int) -> bool:
    """Remind a reviewer of all that is open for him in the call, once a day at most."""
    review = queries.get_review(review_id)
    _require(policy.REMIND, actor, review)
    if review.status not in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS):
        raise NotAllowedNow(NOTHING_TO_SETTLE, code="review.closed")
    everything = queries.list_open_reviews((review.application.call.reviews_due_at,) * 2)
    own = [
        one
        for one in everything
        if one.reviewer_id == review.reviewer_id and one.application.call_id == review.application.call_id
    ]
    return emails.review_reminder(actor, own or [review], f"by-hand-{actor.at:%Y-%m-%d}")


@action
def send_reminders(actor: Actor) -> int:
    """Remind reviewers a week before the day, the day before and when late; once for each step."""
    _require(policy.REMIND, actor, None)
    due = queries.list_open_reviews((actor.at - REMIND_AFTER, actor.at + REMIND_BEFORE))
    groups: dict[tuple[int, int], list[Review]] = {}
    for review in due:
        groups.setdefault((review.reviewer_id, review.application.call_id), []).append(review)
    return sum(emails.review_reminder(actor, group, _step(actor, group[0])) for group in groups.values())


def _step(actor: Actor, review: Review) -> str:
    left = review.application.call.reviews_due_at - actor.at
    if left <= timedelta(0):
        return "late"
    return "tomorrow" if left <= timedelta(days=1) else "week"
