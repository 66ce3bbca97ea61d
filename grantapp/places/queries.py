"""Every SELECT of the gazetteer."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from grantapp.core.errors import NotPermitted
from grantapp.database import db
from grantapp.places import rules
from grantapp.places.models import Place

COLUMNS = Place.__table__.c


def load_place(place_id: int) -> Place | None:
    """Return a place with its region, or None."""
    return db.session.scalar(select(Place).where(Place.id == place_id).options(joinedload(Place.region)))


def get_place(place_id: int) -> Place:
    """Return a place with its region; NotPermitted when there is none."""
    place = load_place(place_id)
    if place is None:
        raise NotPermitted("place:view")
    return place


def find_by_key(key: str) -> Place | None:
    """Return the place of a gazetteer key ("us-wa-tacoma"), or None."""
    return db.session.scalar(select(Place).where(Place.key == key).options(joinedload(Place.region)))


def places_by_key(keys: Iterable[str] | None = None) -> dict[str, Place]:
    """Return places by their key, all of them when no keys are named."""
    statement = select(Place).options(joinedload(Place.region))
    if keys is not None:
        statement = statement.where(Place.key.in_(list(keys)))
    return {place.key: place for place in db.session.scalars(statement)}


def find_places(text: str, *, country: str = "", region: Place | None = None) -> list[Place]:
    """Return the places that go by a key, a code or a name in either language, in a country and region."""
    words = rules.lookup_words(text)
    statement = select(Place).options(joinedload(Place.region)).order_by(Place.key)
    statement = statement.where(
        or_(
            func.lower(Place.key).in_(words),
            func.lower(Place.code).in_(words),
            func.lower(COLUMNS.name_en).in_(words),
            func.lower(COLUMNS.name_ja).in_(words),
        )
    )
    if country:
        statement = statement.where(Place.country == country)
    if region is not None:
        statement = statement.where(or_(Place.region_id == region.id, Place.id == region.id))
    return [place for place in db.session.scalars(statement) if rules.goes_by(place, text)]


def list_regions(country: str = "") -> Sequence[Place]:
    """Return states, districts and prefectures: the United States by name, Japan by its ISO codes."""
    statement = (
        select(Place).where(Place.kind.in_(rules.REGION_KINDS)).order_by(Place.country.desc(), Place.code)
    )
    if country:
        statement = statement.where(Place.country == country)
    return db.session.scalars(statement).all()
