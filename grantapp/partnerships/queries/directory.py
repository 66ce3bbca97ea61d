"""The directory of partnerships: what it is narrowed to, and its order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm.attributes import QueryableAttribute

from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.database import db, fetch_page
from grantapp.partnerships.models import (
    ActivityKind,
    Partnership,
    PartnershipActivity,
    PartnershipKind,
    PartnershipMember,
    SideStatus,
)
from grantapp.partnerships.queries.partnerships import visible_to, with_members
from grantapp.places.models import Place
from grantapp.search.queries import matching


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


def list_partnerships(
    actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25
) -> Page[Partnership]:
    """Return one page of the directory, in the order of the reader's language."""
    return fetch_page(
        with_members(narrow(select(Partnership).where(visible_to(actor)), filters)),
        _sort_keys(actor, filters),
        cursor=cursor, size=size, descending=filters.sort.startswith("-"),
    )  # fmt: skip


def export_partnerships(actor: Actor, filters: Filters) -> Sequence[Partnership]:
    """Return all partnerships of the filtered directory in the same order."""
    keys = _sort_keys(actor, filters)
    order = [key.desc() if filters.sort.startswith("-") else key.asc() for key in keys]
    statement = narrow(select(Partnership).where(visible_to(actor)), filters)
    return db.session.scalars(with_members(statement).order_by(*order)).all()


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
    if filters.text.strip():
        found = matching(Partnership.__subject__, filters.text)
        statement = statement.where(Partnership.id.in_(found))
    return statement


def _has_member(condition: Any) -> Any:
    places = select(Place.id).where(condition)
    return Partnership.members.any(
        or_(PartnershipMember.place_id.in_(places), PartnershipMember.signed_as_id.in_(places))
    )  # fmt: skip


def _in_region(code: str) -> Any:
    region = select(Place.id).where(Place.code == code)
    return or_(Place.code == code, Place.region_id.in_(region))


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
