"""Every SELECT of one partnership, its sides and its history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from grantapp.accounts.policy import CITY
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships import policy
from grantapp.partnerships.models import (
    ActivityKind,
    Organization,
    Partnership,
    PartnershipActivity,
    PartnershipMember,
)
from grantapp.places.models import Place


def with_members(statement: Select[Partnership]) -> Select[Partnership]:
    """Load the members of the selected partnerships with their places."""
    members = selectinload(Partnership.members)
    return statement.options(
        members.joinedload(PartnershipMember.place).joinedload(Place.region),
        members.joinedload(PartnershipMember.signed_as),
    )


def get_partnership(partnership_id: int, *, lock: bool = False) -> Partnership:
    """Return a partnership with its members; NotPermitted when there is none."""
    partnership = find_partnership(Partnership.id == partnership_id, lock=lock)
    if partnership is None:
        raise NotPermitted(policy.VIEW.name)
    return partnership


def load_partnership(partnership_id: int) -> Partnership | None:
    """Return a partnership with its members, or None."""
    return find_partnership(Partnership.id == partnership_id)


def find_by_key(key: str, *, lock: bool = False) -> Partnership | None:
    """Return the partnership of a key of members ("jp-40-kitakyushu+us-wa-tacoma"), or None."""
    return find_partnership(Partnership.key == key, lock=lock)


def find_by_places(place_keys: Iterable[str]) -> Partnership | None:
    """Return the partnership of exactly these places, or None."""
    return find_by_key("+".join(sorted(place_keys)))


def find_partnership(condition: Any, *, lock: bool = False) -> Partnership | None:
    """Return the one partnership that meets a condition, or None."""
    statement = with_members(select(Partnership).where(condition))
    if lock:
        statement = statement.with_for_update(of=Partnership).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def visible_to(_actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the partnerships that an actor may see: all, the directory is public."""
    return true()


def list_activities(
    actor: Actor, partnership: Partnership, limit: int = 100
) -> Sequence[PartnershipActivity]:
    """Return the newest lines of a partnership's history that the actor may read."""
    statement = select(PartnershipActivity).where(
        PartnershipActivity.partnership_id == partnership.id, PartnershipActivity.removed_at.is_(None)
    )
    if not reads_everything(actor, partnership):
        statement = statement.where(PartnershipActivity.is_public)
    order = (PartnershipActivity.on.desc(), PartnershipActivity.id.desc())
    return db.session.scalars(statement.order_by(*order).limit(limit)).all()


def count_activities(
    actor: Actor, partnership: Partnership, since: date, until: date
) -> Mapping[ActivityKind, int]:
    """Return how many lines of each kind that the actor may read lie between two days, both included."""
    statement = select(PartnershipActivity.kind, func.count(PartnershipActivity.id)).where(
        PartnershipActivity.partnership_id == partnership.id, PartnershipActivity.removed_at.is_(None),
        PartnershipActivity.on >= since, PartnershipActivity.on <= until,
    )  # fmt: skip
    if not reads_everything(actor, partnership):
        statement = statement.where(PartnershipActivity.is_public)
    counted = db.session.execute(statement.group_by(PartnershipActivity.kind))
    return dict(counted.all())


def reads_everything(actor: Actor, partnership: Partnership) -> bool:
    """Whether an actor reads what is not public: the office, and the partners themselves."""
    if policy.reads_the_register(actor):
        return True
    scopes = actor.scopes_of(CITY)
    if not scopes:
        return False
    places = [member.place_id for member in partnership.members]
    own = select(Organization.id).where(Organization.place_id.in_(places), Organization.scope_id.in_(scopes))
    return db.session.scalar(own.limit(1)) is not None


def find_activity(kind: ActivityKind, subject_kind: str, subject_id: int) -> PartnershipActivity | None:
    """Return the line that a record has in a history already, or None."""
    return db.session.scalar(
        select(PartnershipActivity).where(
            PartnershipActivity.kind == kind,
            PartnershipActivity.subject_kind == subject_kind,
            PartnershipActivity.subject_id == subject_id,
        )
    )


def partnerships_of_places(place_ids: Iterable[int], *, signed: bool = False) -> Sequence[Partnership]:
    """Return the partnerships in which one of the places is a member, or which a former place signed."""
    wanted = list(place_ids)
    signatories = PartnershipMember.signed_as_id.in_(wanted if signed else [])
    members = or_(PartnershipMember.place_id.in_(wanted), signatories)
    statement = select(Partnership).where(Partnership.members.any(members))
    return db.session.scalars(with_members(statement).order_by(Partnership.sort_key, Partnership.id)).all()


def partnerships_of_actor(actor: Actor) -> Sequence[Partnership]:
    """Return the partnerships of the organizations for which an actor works."""
    scopes = actor.scopes_of(CITY)
    if not scopes:
        return []
    places = db.session.scalars(select(Organization.place_id).where(Organization.scope_id.in_(scopes))).all()
    return partnerships_of_places(places)


def get_member(member_id: int, *, lock: bool = False) -> PartnershipMember:
    """Return one side's membership with its partnership; NotPermitted when there is none."""
    statement = select(PartnershipMember).where(PartnershipMember.id == member_id)
    statement = statement.options(
        joinedload(PartnershipMember.partnership), joinedload(PartnershipMember.place)
    )
    if lock:
        statement = statement.with_for_update(of=PartnershipMember).execution_options(populate_existing=True)
    member = db.session.scalar(statement)
    if member is None:
        raise NotPermitted(policy.VIEW.name)
    return member


def load_member(member_id: int) -> PartnershipMember | None:
    """Return one side's membership, or None."""
    return db.session.get(PartnershipMember, member_id)
