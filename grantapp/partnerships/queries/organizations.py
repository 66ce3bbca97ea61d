"""Every SELECT of organizations."""

import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from grantapp.accounts.policy import CITY
from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.database import db, fetch_page
from grantapp.partnerships import policy
from grantapp.partnerships.models import (
    Organization,
)
from grantapp.places.models import Place


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
