"""The directory of partnerships: what it is narrowed to, its order, and how many each choice would leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as sql_cast
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

UNDATED = "none"
FACETS = ("kind", "status", "decade", "program", "us", "jp")
FUNDED, RECENT = "funded", "recent"


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; unknown values narrow nothing.

    `us` and `jp` are ISO 3166-2 codes, `decade` its first year or "none", `program` says with what: "funded"
    (a grant) or "recent" (public activity since `since`); `sort` is a key, "-" for descending.
    """

    text: str = ""
    us: str = ""
    jp: str = ""
    kind: str = ""
    status: str = ""
    decade: str = ""
    program: str = ""
    sort: str = ""
    since: date = field(default=date.min)


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


def export_partnerships(actor: Actor, filters: Filters, *, limit: int | None = None) -> Sequence[Partnership]:
    """Return all partnerships of the filtered directory, or the first of them, in the same order."""
    keys = _sort_keys(actor, filters)
    order = [key.desc() if filters.sort.startswith("-") else key.asc() for key in keys]
    statement = narrow(select(Partnership).where(visible_to(actor)), filters)
    return db.session.scalars(with_members(statement).order_by(*order).limit(limit)).all()


def count_partnerships(actor: Actor, filters: Filters) -> int:
    """Return how many partnerships the filtered directory holds."""
    statement = narrow(select(func.count(Partnership.id)).where(visible_to(actor)), filters)
    return db.session.scalar(statement) or 0


def _sort_keys(actor: Actor, filters: Filters) -> list[QueryableAttribute[Any]]:
    name = Partnership.reading_key if actor.language == "ja" else Partnership.sort_key
    if filters.sort.lstrip("-") == "agreed":
        return [Partnership.established, name, Partnership.id]
    return [name, Partnership.id]


def narrow(statement: Select[Any], filters: Filters) -> Select[Any]:
    """Narrow a selection of partnerships by the filters of the directory."""
    if filters.kind in set(PartnershipKind):
        statement = statement.where(Partnership.kind == filters.kind)
    if filters.status in set(SideStatus):
        statement = statement.where(_has_member(PartnershipMember.status == filters.status))
    if filters.decade == UNDATED or (filters.decade.isascii() and filters.decade.isdecimal()):
        statement = statement.where(_decade() == filters.decade[:3].replace("non", ""))
    if filters.program in (FUNDED, RECENT):
        statement = statement.where(Partnership.id.in_(_with_program(filters.program, filters.since)))
    for code in (filters.us, filters.jp):
        if code:
            statement = statement.where(_has_member(PartnershipMember.place_id.in_(_places_of(code))))
    if filters.text.strip():
        found = matching(Partnership.__subject__, filters.text)
        statement = statement.where(Partnership.id.in_(found))
    return statement


def _has_member(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Partnership.id.in_(select(PartnershipMember.partnership_id).where(condition))


def _places_of(code: str) -> Select[int]:
    region = select(Place.id).where(Place.code == code)
    return select(Place.id).where((Place.code == code) | Place.region_id.in_(region))


def _decade() -> ColumnElement[str]:
    return func.substr(type_coerce(Partnership.established, Text), 1, 3)


def _with_program(kind: str, since: date) -> Select[int]:
    of = select(PartnershipActivity.partnership_id).where(
        PartnershipActivity.is_public, PartnershipActivity.removed_at.is_(None)
    )
    if kind == FUNDED:
        return of.where(PartnershipActivity.kind == ActivityKind.AWARD)
    return of.where(PartnershipActivity.on >= since)


def count_facets(actor: Actor, filters: Filters) -> Mapping[str, Mapping[str, int]]:
    """Return how many partnerships each value of each facet leaves beside the other filters; one statement."""
    parts = [_facet(name, actor, _without(filters, name)) for name in FACETS]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value, count in db.session.execute(union_all(*parts)):
        if count:
            counts[name][value] = count
    decades = {f"{start}0" if start else UNDATED: count for start, count in counts["decade"].items()}
    return {**counts, "decade": decades}


def _without(filters: Filters, name: str) -> Filters:
    return replace(filters, **dict[str, Any]({name: ""}))


def _facet(name: str, actor: Actor, others: Filters) -> Any:
    if name == "program":
        return _program_facet(actor, others)
    chosen = narrow(select(Partnership.id).where(visible_to(actor)), others)
    if name in ("us", "jp"):
        return _by_region(name, chosen)
    if name == "status":
        value, number = PartnershipMember.status, func.count(PartnershipMember.partnership_id.distinct())
        counted = select(literal(name), sql_cast(value, String), number)
        return counted.where(PartnershipMember.partnership_id.in_(chosen)).group_by(value)
    wanted: Any = Partnership.kind if name == "kind" else _decade()
    number = func.count(Partnership.id)
    return chosen.with_only_columns(literal(name), sql_cast(wanted, String), number).group_by(wanted)


def _by_region(name: str, chosen: Select[Any]) -> Any:
    """Count by the ids of regions, and look at their countries last: each side is then read only once."""
    place, region = Place.__table__.alias(), Place.__table__.alias()
    region_id = func.coalesce(place.c.region_id, place.c.id)
    number = func.count(PartnershipMember.partnership_id.distinct())
    counted = (
        select(region_id.label("region_id"), number.label("number"))
        .join_from(PartnershipMember, place, place.c.id == PartnershipMember.place_id)
        .where(PartnershipMember.partnership_id.in_(chosen))
        .group_by(region_id)
        .subquery()
    )
    return (
        select(literal(name), region.c.code, counted.c.number)
        .join_from(counted, region, region.c.id == counted.c.region_id)
        .where(region.c.country == name.upper())
    )


def _program_facet(actor: Actor, others: Filters) -> Any:
    counted = [
        narrow(select(Partnership.id).where(visible_to(actor)), replace(others, program=kind))
        .with_only_columns(
            literal("program").label("name"), literal(kind).label("value"), func.count(Partnership.id)
        )
        for kind in (FUNDED, RECENT)
    ]  # fmt: skip
    return select(union_all(*counted).subquery())


def regions_by_code() -> Mapping[str, Place]:
    """Return states, districts and prefectures by their codes, the United States by name, Japan by number."""
    regions = db.session.scalars(select(Place).where(Place.code != "").order_by(Place.code)).all()
    return {region.code: region for region in regions}


def standings(partnership_ids: Iterable[int]) -> Mapping[int, Standing]:
    """Return awards and newest public activity of several partnerships with one statement."""
    awards = func.count(PartnershipActivity.id).filter(PartnershipActivity.kind == ActivityKind.AWARD)
    statement = (
        select(PartnershipActivity.partnership_id, awards, func.max(PartnershipActivity.on))
        .where(
            PartnershipActivity.partnership_id.in_(list(partnership_ids)),
            PartnershipActivity.is_public,
            PartnershipActivity.removed_at.is_(None),
        )
        .group_by(PartnershipActivity.partnership_id)
    )
    return {key: Standing(count, latest) for key, count, latest in db.session.execute(statement)}
