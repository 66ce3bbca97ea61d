"""The shared records of the concurrency proof: what the threads of all processes fight over."""

from dataclasses import asdict, dataclass, field
from typing import Any

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.database import db
from grantapp.reviews.models import Review
from tests.factories import applications, awards, people, reviews

Pair = tuple[int, int]  # who may act, on which record


@dataclass
class Plan:
    """Who acts on which record, all by number, so that it can be handed to other processes as JSON."""

    drafts: list[Pair] = field(default_factory=list)
    ready: list[Pair] = field(default_factory=list)
    endorsed: list[Pair] = field(default_factory=list)
    reviews: list[Pair] = field(default_factory=list)
    payments: list[dict[str, int]] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    scope_id: int = 0
    subjects: list[Pair] = field(default_factory=list)  # partnership, application of its history
    keys: int = 0

    def plain(self) -> dict[str, Any]:
        """Return the plan as JSON takes it."""
        return asdict(self)


def build_plan(copies: int = 1, keys: int = 6) -> Plan:
    """Make every kind of record some times; fewer than the threads, so that they collide."""
    plan = Plan(keys=keys)
    _applications(plan, copies)
    _reviews(plan)
    for _number in range(copies):
        _payment(plan)
    plan.administrators = [people.staff(Role.ADMINISTRATOR).id for _number in range(2)]
    plan.candidates = [people.person().id for _number in range(copies)]
    plan.scope_id = people.scope().id
    return plan


def _applications(plan: Plan, copies: int) -> None:
    call = applications.call()
    for _number in range(copies):
        world = applications.world(call)
        plan.drafts.append((world.editors[Side.LEAD].id, applications.draft(world).id))
        world = applications.world(call)
        plan.ready.append((world.signatories[Side.PARTNER].id, applications.ready(world).id))
        plan.subjects.append((world.partnership.id, plan.ready[-1][1]))
        world = applications.world(call)
        plan.endorsed.append((world.signatories[Side.LEAD].id, applications.endorsed(world).id))


def _reviews(plan: Plan) -> None:
    panel = reviews.panel()
    review = db.session.get_one(Review, reviews.started(panel).id)
    plan.reviews.append((review.reviewer_id, review.id))


def _payment(plan: Plan) -> None:
    place = awards.place()
    payment = awards.payments(awards.active(place))[0]
    people_ids = {
        "asks": place.world.editors[Side.LEAD].id,
        "approves": place.officer().person_id or 0,
        "releases": place.finance().person_id or 0,
        "pays": place.finance().person_id or 0,
    }
    plan.payments.append({"id": payment.id, **people_ids})
