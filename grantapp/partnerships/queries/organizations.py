"""Every SELECT of organizations and their memberships."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import QueryableAttribute

from grantapp.accounts.policy import CITY
from grantapp.core.dates import deadline_instant
from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db, fetch_page
from grantapp.notifications.rules import Recipient
from grantapp.partnerships import policy, rules
from grantapp.partnerships.models import (
    Address,
    Identifier,
    Membership,
    Organization,
    OrganizationKind,
    Scheme,
)
from grantapp.partnerships.rules import StandingState
from grantapp.places.models import Place
from grantapp.search.queries import matching

MOST_TASKS = 5


@dataclass(frozen=True)
class OrganizationFilters:
    """What the list of organizations is narrowed to; `region` is an ISO 3166-2 code, `on` the day of the standing."""

    on: date
    text: str = ""
    kind: str = ""
    region: str = ""
    standing: str = ""
    sort: str = ""


def organizations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the organizations that an actor may see (twin of VIEW_ORGANIZATION)."""
    if policy.reads_the_register(actor):
        return true()
    return Organization.scope_id.in_(actor.scopes_of(CITY))


def _whole(statement: Select[Organization]) -> Select[Organization]:
    return statement.options(
        joinedload(Organization.place).joinedload(Place.region),
        joinedload(Organization.edited_by),
        joinedload(Organization.address).joinedload(Address.region),
        selectinload(Organization.identifiers),
        selectinload(Organization.memberships),
    )


def get_organization(organization_id: int, *, lock: bool = False) -> Organization:
    """Return an organization with everything that is known of it; NotPermitted when there is none."""
    statement = _whole(select(Organization).where(Organization.id == organization_id))
    if lock:
        statement = statement.with_for_update(of=Organization).execution_options(populate_existing=True)
    organization = db.session.scalar(statement)
    if organization is None:
        raise NotPermitted(policy.VIEW_ORGANIZATION.name)
    return organization


def load_organization(organization_id: int) -> Organization | None:
    """Return an organization with everything that is known of it, or None."""
    return db.session.scalar(_whole(select(Organization).where(Organization.id == organization_id)))


def find_bearer(scheme: Scheme, value: str, besides_id: int) -> Organization | None:
    """Return the other organization that bears a number in a register, or None."""
    statement = select(Organization).join(Identifier).where(Organization.id != besides_id)
    return db.session.scalar(statement.where(Identifier.scheme == scheme, Identifier.value == value))


def organizations_of_places(place_ids: Iterable[int]) -> Mapping[int, Organization]:
    """Return the first organization of each place (its city office) by place id."""
    statement = select(Organization).where(
        Organization.place_id.in_(list(place_ids)), Organization.merged_into_id.is_(None)
    )
    found: dict[int, Organization] = {}
    for organization in db.session.scalars(statement.order_by(Organization.id)):
        found.setdefault(organization.place_id, organization)
    return found


def find_organization_of_place(place_id: int) -> Organization | None:
    """Return the city office of a place, or None."""
    return organizations_of_places([place_id]).get(place_id)


def list_organizations(
    actor: Actor, filters: OrganizationFilters, *, cursor: str = "", size: int = 25
) -> Page[Organization]:
    """Return one page of the organizations that an actor may see, in the order of the reader's language."""
    statement = _narrow(select(Organization).where(organizations_visible_to(actor)), filters)
    return fetch_page(
        _with_row(statement), _keys(actor), cursor=cursor, size=size, descending=filters.sort.startswith("-")
    )


def export_organizations(actor: Actor, filters: OrganizationFilters) -> Sequence[Organization]:
    """Return all organizations of the filtered list in the same order, with everything that is known of them."""
    statement = _narrow(select(Organization).where(organizations_visible_to(actor)), filters)
    order = [key.desc() if filters.sort.startswith("-") else key.asc() for key in _keys(actor)]
    return db.session.scalars(_whole(statement).order_by(*order)).all()


def _with_row(statement: Select[Organization]) -> Select[Organization]:
    return statement.options(
        joinedload(Organization.place).joinedload(Place.region), selectinload(Organization.memberships)
    )


def _keys(actor: Actor) -> list[QueryableAttribute[Any]]:
    return [Organization.key_in(actor.language), Organization.id]


def list_merged(organization_id: int) -> Sequence[Organization]:
    """Return the duplicates that were merged into an organization, the newest first."""
    statement = select(Organization).where(Organization.merged_into_id == organization_id)
    return db.session.scalars(statement.order_by(Organization.merged_at.desc(), Organization.id)).all()


def list_possible_duplicates(organization: Organization) -> Sequence[Organization]:
    """Return the other organizations of the same state or prefecture, those of the same place first."""
    region = organization.place.region_id or organization.place_id
    places = select(Place.id).where(or_(Place.region_id == region, Place.id == region))
    statement = select(Organization).where(
        Organization.place_id.in_(places), Organization.id != organization.id,
        Organization.merged_into_id.is_(None),
    )  # fmt: skip
    found = db.session.scalars(statement.order_by(Organization.sort_key, Organization.id))
    return sorted(found, key=lambda one: one.place_id != organization.place_id)


def _narrow(statement: Select[Organization], filters: OrganizationFilters) -> Select[Organization]:
    statement = statement.where(Organization.merged_into_id.is_(None))
    if filters.kind in set(OrganizationKind):
        statement = statement.where(Organization.kind == filters.kind)
    if filters.region:
        regions = select(Place.id).where(Place.code == filters.region)
        places = select(Place.id).where(or_(Place.region_id.in_(regions), Place.id.in_(regions)))
        statement = statement.where(Organization.place_id.in_(places))
    if filters.standing in set(StandingState):
        statement = statement.where(stands(StandingState(filters.standing), filters.on))
    if filters.text.strip():
        found = matching(Organization.__subject__, filters.text)
        statement = statement.where(Organization.id.in_(found))
    return statement


def organization_texts_of(organization_ids: Sequence[int] | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of some organizations, or of all: names, reading, office in charge, and those of the place."""
    own, place = Organization.__table__, Place.__table__
    names = [own.c[name] for name in ("name_en", "name_ja", "reading", "office_en", "office_ja")]
    names += [place.c[name] for name in ("name_en", "name_ja", "reading")]
    statement = select(own.c.id, *names).join(place, place.c.id == own.c.place_id)
    statement = statement.where(own.c.merged_into_id.is_(None))
    if organization_ids is not None:
        statement = statement.where(own.c.id.in_(list(organization_ids)))
    for identity, *words in db.session.execute(statement):
        yield identity, [word for word in words if word]


def organizations_named_after(place_ids: Sequence[int]) -> list[int]:
    """Return the organizations whose words hold the names of places."""
    return list(db.session.scalars(select(Organization.id).where(Organization.place_id.in_(list(place_ids)))))


def stands(state: StandingState, on: date) -> ColumnElement[bool]:
    """Return the condition of the organizations that stand so on a day (twin of `rules.standing`)."""
    horizon = on + rules.ENDING_WITHIN
    begun = or_(Membership.begins_on.is_(None), Membership.begins_on <= on)
    good = Organization.memberships.any(and_(begun, Membership.ends_on >= on))
    follows = or_(Membership.begins_on.is_(None), Membership.begins_on <= horizon + timedelta(days=1))
    later = Organization.memberships.any(and_(follows, Membership.ends_on > horizon))
    conditions = {
        StandingState.GOOD: and_(good, later),
        StandingState.ENDING: and_(good, not_(later)),
        StandingState.LAPSED: and_(not_(good), Organization.memberships.any(begun)),
        StandingState.NONE: not_(Organization.memberships.any(begun)),
    }
    return conditions[state]


def load_membership(membership_id: int) -> Membership | None:
    """Return a period of membership with its organization, or None."""
    return db.session.scalar(_membership(membership_id))


def get_membership(membership_id: int, *, lock: bool = False) -> Membership:
    """Return a period of membership with its organization; NotPermitted when there is none."""
    statement = _membership(membership_id)
    if lock:
        statement = statement.with_for_update(of=Membership).execution_options(populate_existing=True)
    membership = db.session.scalar(statement)
    if membership is None:
        raise NotPermitted(policy.CONFIRM_STANDING.name)
    return membership


def _membership(membership_id: int) -> Select[Membership]:
    organization = joinedload(Membership.organization)
    statement = select(Membership).where(Membership.id == membership_id)
    return statement.options(
        organization.joinedload(Organization.place), organization.selectinload(Organization.memberships)
    )


def list_ending_memberships(on: date) -> Sequence[Membership]:
    """Return the last periods that end within the time of the reminder, the earliest end first."""
    statement = (
        select(Membership)
        .join(Membership.organization)
        .where(stands(StandingState.ENDING, on), Membership.ends_on >= on)
        .where(Membership.ends_on <= on + rules.ENDING_WITHIN)
        .options(
            joinedload(Membership.organization).selectinload(Organization.memberships),
            joinedload(Membership.organization).joinedload(Organization.place),
        )
        .order_by(Membership.ends_on, Membership.id)
    )
    found = db.session.scalars(statement).all()
    return [one for one in found if rules.good_until(one.organization.memberships, on) == one.ends_on]


def tasks_for(actor: Actor) -> list[Task]:
    """Return the memberships that end soon, for those who confirm them; many of them as one line."""
    if not (policy.CONFIRM_STANDING.allows(actor) and actor.is_signed_in):
        return []
    ending = list_ending_memberships(actor.at.date())
    if len(ending) > MOST_TASKS:
        words = N_("Renew %(count)s memberships that end soon")
        filters = {"standing": StandingState.ENDING.value}
        return [
            Task(
                words,
                "partnerships.organizations",
                filters,
                {"count": len(ending)},
                due_until=_end(ending[0]),
            )
        ]
    return [
        Task(
            N_("Ask whether the membership is renewed"), "partnerships.organization",
            {"organization_id": one.organization_id}, about=one.organization.name.in_(actor.language),
            due_until=_end(one), zone=one.organization.place.zone,
        )
        for one in ending
    ]  # fmt: skip


def _end(membership: Membership) -> datetime:
    return deadline_instant(membership.ends_on, rules.LAST_MINUTE, membership.organization.place.zone)


def mailboxes_of(scope_id: int) -> list[Recipient]:
    """Return the mailbox of the office whose people hold roles in a scope, as one who gets letters too."""
    organization = db.session.scalar(
        select(Organization).where(Organization.scope_id == scope_id).options(joinedload(Organization.place))
    )
    if organization is None or not organization.mailbox:
        return []
    language = "ja" if organization.place.country == "JP" else "en"
    name = rules.office_name(organization).in_(language)
    return [Recipient(organization.mailbox, name, language, organization.place.zone, is_office=True)]
