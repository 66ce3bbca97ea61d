"""How far reviews and decisions are, and what an actor has to do about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.applications import queries as applications
from grantapp.applications.models import Application
from grantapp.calls.models import Call
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.reviews import policy
from grantapp.reviews.models import ConflictAnswer, Decision, DecisionStatus, Review, ReviewStatus
from grantapp.reviews.queries.decisions import decision_visible_to
from grantapp.reviews.queries.reviews import REVIEWED, STANDING, UNDER_WAY, in_scope, list_own_reviews

OPEN_REVIEWS = N_("Reviews to submit: %(count)s")
UNSURE = N_("Conflict questions to settle: %(count)s")
UNASSIGNED = N_("Applications without a reviewer: %(count)s")
READY = N_("All reviews are in: recommend and freeze the ranking")
TO_APPROVE = N_("Check and approve the decision")
TO_RELEASE = N_("Release the decision with its letters")


@dataclass
class Progress:
    """How far a call is, counted over what the actor may see."""

    call: Call
    decision: Decision | None = None
    applications: int = 0
    unassigned: int = 0
    open: int = 0
    submitted: int = 0
    unsure: int = 0

    @property
    def all_in(self) -> bool:
        """Whether every application is assigned and no review is open."""
        return bool(self.submitted) and not self.open and not self.unassigned


def list_progress(actor: Actor) -> list[Progress]:
    """Return how far each call with sent applications is, newest call first."""
    seen = and_(
        Application.status.in_(REVIEWED), applications.visible_to(actor), in_scope(actor, Application.id)
    )
    sent = list(
        db.session.execute(select(Application.id, Application.call_id, Application.status).where(seen))
    )
    rows = {call.id: Progress(call) for call in _calls({call_id for _id, call_id, _status in sent})}
    reviews = _reviews_by_application(application_id for application_id, _call_id, _status in sent)
    for decision in db.session.scalars(
        select(Decision).where(Decision.call_id.in_(rows), decision_visible_to(actor))
    ):
        rows[decision.call_id].decision = decision
    for application_id, call_id, status in sent:
        _count(rows[call_id], reviews[application_id], is_open=status in REVIEWED[:2])
    return list(rows.values())


def _calls(call_ids: set[int]) -> list[Call]:
    statement = select(Call).where(Call.id.in_(call_ids)).order_by(Call.closes_at.desc(), Call.id.desc())
    return list(db.session.scalars(statement.options(joinedload(Call.program))))


def _reviews_by_application(application_ids: Iterable[int]) -> defaultdict[int, list[Review]]:
    statement = select(Review).where(Review.application_id.in_(list(application_ids)))
    grouped: defaultdict[int, list[Review]] = defaultdict(list)
    for review in db.session.scalars(statement.options(selectinload(Review.conflicts))):
        grouped[review.application_id].append(review)
    return grouped


def _count(row: Progress, reviews: list[Review], *, is_open: bool) -> None:
    states = [review.status for review in reviews]
    row.applications += 1
    row.submitted += states.count(ReviewStatus.SUBMITTED)
    if is_open:
        row.open += sum(state in UNDER_WAY for state in states)
        row.unassigned += not any(state in STANDING for state in states)
        row.unsure += sum(awaits_officer(review) for review in reviews)


def awaits_officer(review: Review) -> bool:
    """Whether a reviewer was unsure and the officer has not settled it yet."""
    unsure = review.conflict is not None and review.conflict.answer == ConflictAnswer.UNSURE
    return unsure and review.status == ReviewStatus.ASSIGNED


def tasks_for(actor: Actor) -> list[Task]:
    """Return what an actor has to do: reviews of his own, the board, the decision."""
    tasks = [*_own_tasks(actor)]
    if actor.holds_anywhere(policy.BOARD):
        tasks += [task for row in list_progress(actor) for task in _office_tasks(actor, row)]
    return tasks


def _own_tasks(actor: Actor) -> Iterable[Task]:
    counts: dict[int, int] = defaultdict(int)
    calls: dict[int, Call] = {}
    for review in list_own_reviews(actor) if actor.is_signed_in else ():
        if review.status in UNDER_WAY and not awaits_officer(review):
            call = calls.setdefault(review.application.call_id, review.application.call)
            counts[call.id] += 1
    for call_id, call in calls.items():
        yield Task(
            OPEN_REVIEWS, "reviews.mine", {}, {"count": counts[call_id]}, call.title.in_(actor.language),
            due_until=call.reviews_due_at, zone=call.zone,
        )  # fmt: skip


def _office_tasks(actor: Actor, row: Progress) -> Iterable[Task]:
    call, decision = row.call, row.decision
    values, about = {"call_id": call.id}, call.title.in_(actor.language)
    is_draft = decision is None or decision.status == DecisionStatus.DRAFT
    if is_draft and policy.MANAGE.allows(actor, call):
        if row.unsure:
            yield Task(UNSURE, "reviews.board", values, {"count": row.unsure}, about)
        if row.unassigned and call.is_closed(actor.at):
            yield Task(UNASSIGNED, "reviews.board", values, {"count": row.unassigned}, about)
        if row.all_in:
            yield Task(READY, "reviews.decisions", values, {}, about)
    if (
        decision is not None
        and decision.status == DecisionStatus.FROZEN
        and policy.APPROVE.allows(actor, decision)
    ):
        yield Task(TO_APPROVE, "reviews.decisions", values, {}, about)
    if (
        decision is not None
        and decision.status == DecisionStatus.APPROVED
        and policy.RELEASE.allows(actor, decision)
    ):
        yield Task(TO_RELEASE, "reviews.decisions", values, {}, about)
