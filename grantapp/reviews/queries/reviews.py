"""Reviews: one, one's own, the board of a call, who may still be asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from grantapp.accounts.models import Person, Role, RoleGrant, Scope, ScopeKind
from grantapp.accounts.queries import grant_runs
from grantapp.applications import queries as applications
from grantapp.applications.models import Application, ApplicationSide, ApplicationStatus, Recusal
from grantapp.calls.models import Call
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships.models import Organization, Partnership
from grantapp.places.models import Place
from grantapp.programs.models import Program
from grantapp.reviews import policy, rules
from grantapp.reviews.models import Review, ReviewStatus

UNDER_WAY = (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS)
STANDING = (*UNDER_WAY, ReviewStatus.SUBMITTED)
REVIEWED = (
    ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_REVIEW, ApplicationStatus.AWARDED,
    ApplicationStatus.DECLINED, ApplicationStatus.WAITLISTED,
)  # fmt: skip


@dataclass(frozen=True)
class BoardApplication:
    """A row of the board: an application with its reviews by reviewer."""

    application: Application
    reviews: Mapping[int, Review] = field(default_factory=dict)

    @property
    def summary(self) -> rules.Summary:
        """What its submitted reviews come to."""
        return rules.summary_of(self.reviews.values())


@dataclass(frozen=True)
class ReviewerChoice:
    """Somebody who reviews: how much he has to do, and what excludes him from one application."""

    person: Person
    load: int
    conflict: str = ""
    review: Review | None = None


def application_parts() -> tuple[Any, ...]:
    """Return the options that load what a row shows of a review's application."""
    application = joinedload(Review.application)
    call = application.joinedload(Application.call)
    side = application.selectinload(Application.sides).joinedload(ApplicationSide.organization)
    return (
        call.joinedload(Call.program),
        call.selectinload(Call.criteria),
        side.joinedload(Organization.place).joinedload(Place.region),
        application.selectinload(Application.recusals),
        application.joinedload(Application.theme),
        *_own_parts(),
    )


def _own_parts() -> tuple[Any, ...]:
    return (joinedload(Review.reviewer), selectinload(Review.scores), selectinload(Review.conflicts))


def load_review(review_id: int) -> Review | None:
    """Return a review with its application, or None."""
    return _find(review_id, lock=False)


def get_review(review_id: int, *, lock: bool = False) -> Review:
    """Return a review with its application; NotPermitted when there is none."""
    review = _find(review_id, lock=lock)
    if review is None:
        raise NotPermitted(policy.VIEW.name)
    return review


def _find(review_id: int, *, lock: bool) -> Review | None:
    statement = select(Review).where(Review.id == review_id).options(*application_parts())
    if lock:
        statement = statement.with_for_update(of=Review).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def shut_out(actor: Actor, application_id: Any) -> ColumnElement[bool]:
    """Return the clause that a recusal closes an application to the actor at his instant."""
    closed: ColumnElement[bool] = application_id.in_(
        select(Recusal.application_id).where(
            Recusal.person_id == actor.person_id,
            Recusal.from_at <= actor.at,
            or_(Recusal.until_at.is_(None), Recusal.until_at > actor.at),
        )
    )
    return closed


def in_scope(actor: Actor, application_id: Any) -> ColumnElement[bool]:
    """Return the clause that an application belongs to a program where the actor sees the board."""
    if actor.is_system or actor.everywhere(policy.BOARD):
        return true()
    scopes = actor.scopes_of(policy.BOARD)
    if not scopes:
        return false()
    held = select(Application.id).join(Call).join(Program).where(Program.scope_id.in_(scopes))
    scoped: ColumnElement[bool] = application_id.in_(held)
    return scoped


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the clause that holds for the reviews which `policy.VIEW` shows the actor."""
    own = Review.reviewer_id == actor.person_id if actor.is_signed_in else false()
    seen = or_(own, in_scope(actor, Review.application_id))
    return seen if actor.is_system else and_(seen, ~shut_out(actor, Review.application_id))


def list_own_reviews(actor: Actor, *, call_id: int | None = None) -> list[Review]:
    """Return what the actor was asked to review and may see, by call, those due first on top."""
    statement = (
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Review.reviewer_id == actor.person_id, visible_to(actor))
        .order_by(Call.reviews_due_at.desc(), Call.id, Application.number, Review.id)
        .options(*application_parts())
    )
    if call_id is not None:
        statement = statement.where(Application.call_id == call_id)
    return list(db.session.scalars(statement))


def list_reviews_of(actor: Actor, application_ids: Collection[int]) -> list[Review]:
    """Return the reviews of some applications that the actor may see, in the order of assignment."""
    return list(db.session.scalars(_seen_reviews(actor, application_ids).options(*application_parts())))


def _seen_reviews(actor: Actor, application_ids: Collection[int]) -> Select[Review]:
    seen = select(Review).where(Review.application_id.in_(application_ids), visible_to(actor))
    return seen.order_by(Review.id)


def list_submitted_of(application_id: int) -> list[Review]:
    """Return the submitted reviews of an application, for the comments that cities may read."""
    statement = select(Review).where(
        Review.application_id == application_id, Review.status == ReviewStatus.SUBMITTED
    )
    return list(db.session.scalars(statement.options(selectinload(Review.scores)).order_by(Review.id)))


def list_board(actor: Actor, call_id: int) -> list[BoardApplication]:
    """Return the rows of a call's board: every sent application that the actor may see."""
    rows = list(db.session.scalars(_sent(actor, call_id)))
    statement = _seen_reviews(actor, [row.id for row in rows]).options(*_own_parts())
    reviews = db.session.scalars(statement).all()
    return [
        BoardApplication(row, {one.reviewer_id: one for one in reviews if one.application_id == row.id})
        for row in rows
    ]


def _sent(actor: Actor, call_id: int) -> Select[Application]:
    return (
        select(Application)
        .where(
            Application.call_id == call_id, Application.status.in_(REVIEWED), applications.visible_to(actor)
        )
        .order_by(Application.number, Application.id)
        .options(*row_parts())
    )


def row_parts() -> tuple[Any, ...]:
    """Return the options that load what a row shows of an application."""
    side = selectinload(Application.sides).joinedload(ApplicationSide.organization)
    call = joinedload(Application.call)
    return (
        call.joinedload(Call.program),
        call.selectinload(Call.criteria),
        side.joinedload(Organization.place).joinedload(Place.region),
        joinedload(Application.theme),
        selectinload(Application.recusals),
        selectinload(Application.readers),
    )


def homes_of(person_ids: Collection[int]) -> dict[int, rules.Home]:
    """Return where people belong: organizations in whose scope they hold or held a role, and their places."""
    rows = db.session.execute(
        select(RoleGrant.person_id, Organization.id, Organization.place_id)
        .join(Scope, Scope.id == RoleGrant.scope_id)
        .join(Organization, Organization.scope_id == Scope.id)
        .where(RoleGrant.person_id.in_(person_ids), Scope.kind == ScopeKind.ORGANIZATION)
    ).all()
    homes: dict[int, rules.Home] = {}
    for person_id in person_ids:
        own = [(organization, place) for person, organization, place in rows if person == person_id]
        homes[person_id] = rules.Home(
            frozenset(one for one, _place in own), frozenset(place for _one, place in own)
        )
    return homes


def places_of(application: Application) -> set[int]:
    """Return the places of both sides: those of the organizations and all members of the partnership."""
    partnership = db.session.get_one(
        Partnership, application.partnership_id, options=[selectinload(Partnership.members)]
    )
    sides = {side.organization.place_id for side in application.sides}
    return sides | {member.place_id for member in partnership.members}


def list_reviewer_choices(application: Application) -> list[ReviewerChoice]:
    """Return everybody who reviews, with the load in this call and what excludes him from the application."""
    people = _reviewers()
    loads = _loads(application.call_id)
    homes = homes_of([person.id for person in people])
    reviews = {one.reviewer_id: one for one in _reviews_of(application.id)}
    organizations = {side.organization_id for side in application.sides}
    places = places_of(application)
    recused = {closed.person_id for closed in application.recusals}
    return [
        ReviewerChoice(
            person, loads.get(person.id, 0),
            rules.conflict_by_rule(homes[person.id], organizations, places, recused=person.id in recused),
            reviews.get(person.id),
        )
        for person in people
    ]  # fmt: skip


def _reviewers() -> list[Person]:
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.REVIEWER, grant_runs(), Person.deactivated_at.is_(None))
        .order_by(Person.reading_key, Person.id)
    )
    return list(db.session.scalars(statement).unique())


def _reviews_of(application_id: int) -> Sequence[Review]:
    return db.session.scalars(
        select(Review).where(Review.application_id == application_id).options(selectinload(Review.conflicts))
    ).all()


def _loads(call_id: int) -> dict[int, int]:
    statement = (
        select(Review.reviewer_id, func.count())
        .join(Application, Application.id == Review.application_id)
        .where(Application.call_id == call_id, Review.status.in_(STANDING))
        .group_by(Review.reviewer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def list_open_reviews(due_between: tuple[datetime, datetime]) -> list[Review]:
    """Return the reviews under way whose call is due between two instants, by reviewer."""
    statement = (
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Review.status.in_(UNDER_WAY), Call.reviews_due_at.between(*due_between))
        .where(Application.status.in_(REVIEWED[:2]))
        .order_by(Review.reviewer_id, Call.id, Review.id)
        .options(*application_parts())
    )
    return list(db.session.scalars(statement))


def binds(person_id: int) -> bool:
    """Whether somebody has reviews or closed doors, which no other account may leave behind."""
    reviewed = select(Review.id).where(Review.reviewer_id == person_id)
    recused = select(Recusal.id).where(Recusal.person_id == person_id)
    return any(db.session.scalar(one.limit(1)) is not None for one in (reviewed, recused))
