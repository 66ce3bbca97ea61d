"""Every SELECT of partnerships and organizations."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import QueryableAttribute

from grantapp.accounts.policy import CITY
from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.database import db, fetch_page
from grantapp.partnerships import policy
from grantapp.partnerships.models import (
    ActivityKind,
    Organization,
    Partnership,
    PartnershipActivity,
    PartnershipKind,
    PartnershipMember,
    SideStatus,
)
from grantapp.places.models import Place

ESCAPE = "\\"


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; `region` is an ISO 3166-2 code, `sort` a key, "-" for descending."""

    text: str = ""
    region: str = ""
    kind: str = ""
    status: str = ""
    funded: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Standing:
    """What later features wrote into a partnership's history: how many awards, and the newest date."""

    awards: int = 0
    latest_on: date | None = None


def _with_members(statement: Select[Partnership]) -> Select[Partnership]:
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
    statement = _with_members(select(Partnership).where(condition))
    if lock:
        statement = statement.with_for_update(of=Partnership).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def visible_to(_actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the partnerships that an actor may see: all, the directory is public."""
    return true()


def list_partnerships(
    actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25
) -> Page[Partnership]:
    """Return one page of the directory, in the order of the reader's language."""
    return fetch_page(
        _with_members(narrow(select(Partnership).where(visible_to(actor)), filters)),
        _sort_keys(actor, filters),
        cursor=cursor, size=size, descending=filters.sort.startswith("-"),
    )  # fmt: skip


def export_partnerships(actor: Actor, filters: Filters) -> Sequence[Partnership]:
    """Return all partnerships of the filtered directory in the same order."""
    keys = _sort_keys(actor, filters)
    order = [key.desc() if filters.sort.startswith("-") else key.asc() for key in keys]
    statement = narrow(select(Partnership).where(visible_to(actor)), filters)
    return db.session.scalars(_with_members(statement).order_by(*order)).all()


def _sort_keys(actor: Actor, filters: Filters) -> list[QueryableAttribute[Any]]:
    name = Partnership.reading_key if actor.language == "ja" else Partnership.sort_key
    if filters.sort.lstrip("-") == "agreed":
        return [Partnership.established, name, Partnership.id]
    return [name, Partnership.id]


def narrow(statement: Select[Partnership], filters: Filters) -> Select[Partnership]:
    """Narrow a selection of partnerships by the filters of the directory; unknown codes narrow nothing."""
    if filters.kind in set(PartnershipKind):
        statement = statement.where(Partnership.kind == filters.kind)
    if filters.status in set(SideStatus):
        statement = statement.where(Partnership.members.any(PartnershipMember.status == filters.status))
    if filters.funded:
        statement = statement.where(Partnership.activities.any(_public(ActivityKind.AWARD)))
    if filters.region:
        statement = statement.where(_has_member(_in_region(filters.region)))
    for word in unicodedata.normalize("NFKC", filters.text).split():
        statement = statement.where(_has_member(_named(word)))
    return statement


def _has_member(condition: Any) -> Any:
    places = select(Place.id).where(condition)
    return Partnership.members.any(
        or_(PartnershipMember.place_id.in_(places), PartnershipMember.signed_as_id.in_(places))
    )  # fmt: skip


def _in_region(code: str) -> Any:
    region = select(Place.id).where(Place.code == code)
    return or_(Place.code == code, Place.region_id.in_(region))


def _named(word: str) -> Any:
    plain = word.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    columns = Place.__table__.c
    names = [columns.name_en, columns.name_ja, columns.reading]
    own = or_(*(name.ilike(f"%{plain}%", escape=ESCAPE) for name in names))
    region = select(Place.id).where(own, Place.code != "")
    return or_(own, Place.region_id.in_(region))


def _public(kind: ActivityKind) -> Any:
    return (PartnershipActivity.kind == kind) & PartnershipActivity.is_public


def regions_in_use() -> Sequence[Place]:
    """Return the states and prefectures that have a partner, the United States first, by their codes."""
    members = select(func.coalesce(Place.region_id, Place.id)).join(
        PartnershipMember, PartnershipMember.place_id == Place.id
    )
    statement = select(Place).where(Place.id.in_(members)).order_by(Place.country.desc(), Place.code)
    return db.session.scalars(statement).all()


def standings(partnership_ids: Iterable[int]) -> Mapping[int, Standing]:
    """Return awards and newest public activity of several partnerships with one statement."""
    awards = func.count(PartnershipActivity.id).filter(PartnershipActivity.kind == ActivityKind.AWARD)
    statement = (
        select(PartnershipActivity.partnership_id, awards, func.max(PartnershipActivity.on))
        .where(PartnershipActivity.partnership_id.in_(list(partnership_ids)), PartnershipActivity.is_public)
        .group_by(PartnershipActivity.partnership_id)
    )
    return {key: Standing(count, latest) for key, count, latest in db.session.execute(statement)}


def list_activities(
    actor: Actor, partnership: Partnership, limit: int = 100
) -> Sequence[PartnershipActivity]:
    """Return the newest lines of a partnership's history that the actor may read."""
    statement = select(PartnershipActivity).where(PartnershipActivity.partnership_id == partnership.id)
    if not reads_everything(actor, partnership):
        statement = statement.where(PartnershipActivity.is_public)
    order = (PartnershipActivity.on.desc(), PartnershipActivity.id.desc())
    return db.session.scalars(statement.order_by(*order).limit(limit)).all()


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
    return db.session.scalars(_with_members(statement).order_by(Partnership.sort_key, Partnership.id)).all()


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


def organizations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the organizations that an actor may see (twin of VIEW_ORGANIZATION)."""
    if policy.reads_the_register(actor):
        return true()
    return Organization.scope_id.in_(actor.scopes_of(CITY))


def get_organization(organization_id: int, *, lock: bool = False) -> Organization:
    """Return an organization with its place; NotPermitted when there is none."""
    statement = select(Organization).where(Organization.id == organization_id)
    statement = statement.options(joinedload(Organization.place).joinedload(Place.region))
    if lock:
        statement = statement.with_for_update(of=Organization).execution_options(populate_existing=True)
    organization = db.session.scalar(statement)
    if organization is None:
        raise NotPermitted(policy.VIEW_ORGANIZATION.name)
    return organization


def load_organization(organization_id: int) -> Organization | None:
    """Return an organization with its place, or None."""
    return db.session.scalar(
        select(Organization).where(Organization.id == organization_id).options(
            joinedload(Organization.place).joinedload(Place.region)
        )
    )  # fmt: skip


def organizations_of_places(place_ids: Iterable[int]) -> Mapping[int, Organization]:
    """Return the first organization of each place (its city office) by place id."""
    statement = select(Organization).where(Organization.place_id.in_(list(place_ids)))
    found: dict[int, Organization] = {}
    for organization in db.session.scalars(statement.order_by(Organization.id)):
        found.setdefault(organization.place_id, organization)
    return found


def find_organization_of_place(place_id: int) -> Organization | None:
    """Return the city office of a place, or None."""
    return organizations_of_places([place_id]).get(place_id)


def list_organizations(
    actor: Actor, text: str = "", *, cursor: str = "", size: int = 25
) -> Page[Organization]:
    """Return one page of the organizations that an actor may see, by reading."""
    columns = Organization.__table__.c
    statement = select(Organization).where(organizations_visible_to(actor))
    statement = statement.options(joinedload(Organization.place).joinedload(Place.region))
    for word in unicodedata.normalize("NFKC", text).split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        statement = statement.where(or_(columns.name_en.ilike(pattern), columns.name_ja.ilike(pattern)))
    return fetch_page(statement, [Organization.reading, Organization.id], cursor=cursor, size=size)
