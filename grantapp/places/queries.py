"""Every SELECT of the gazetteer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from grantapp.core.dates import PartialDate
from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.ports import Question, subjects
from grantapp.core.words import N_, Bilingual
from grantapp.database import db, fetch_page
from grantapp.places import policy, rules
from grantapp.places.models import Claim, Place, PlaceKind, PopulationFigure
from grantapp.search.queries import matching

COLUMNS = Place.__table__.c


@dataclass(frozen=True)
class Tie:
    """A partnership of a place: its name, kind and page, since when it is, and what each side says of it.

    `partners` are the other places; `says` holds a marked word for the place itself and for the partners.
    """

    name: Bilingual
    word: str
    endpoint: str
    values: dict[str, Any]
    since: PartialDate = PartialDate()
    partners: Sequence[Place] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A map as plain data: the outlines of the land, what is drawn on it, and the frame of both."""

    land: Any
    drawing: Any
    frame: Any


PICTURES: Question[Picture | None] = Question("place.picture", N_("Where are the partners of a place?"))
TIES: Question[Sequence[Tie]] = Question("place.ties", N_("Which partnerships does a place have?"))


@dataclass(frozen=True)
class Filters:
    """What the list of places is narrowed to; `region` is an ISO 3166-2 code."""

    text: str = ""
    region: str = ""
    kind: str = ""


def load_place(place_id: int) -> Place | None:
    """Return a place with its region, or None."""
    return db.session.scalar(select(Place).where(Place.id == place_id).options(joinedload(Place.region)))


def load_by_key(key: str) -> Place | None:
    """Return a place with everything its page shows, or None."""
    related = (joinedload(Place.region), joinedload(Place.successor), joinedload(Place.edited_by))
    return db.session.scalar(select(Place).where(Place.key == key).options(*related))


def get_place(place_id: int, *, lock: bool = False) -> Place:
    """Return a place with its region; NotPermitted when there is none."""
    statement = select(Place).where(Place.id == place_id)
    statement = statement.options(joinedload(Place.region), joinedload(Place.successor))
    if lock:
        statement = statement.with_for_update(of=Place).execution_options(populate_existing=True)
    place = db.session.scalar(statement)
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
    by_code = case((Place.country == "JP", Place.code), else_="")
    statement = (
        select(Place)
        .where(Place.kind.in_(rules.REGION_KINDS))
        .order_by(Place.country.desc(), by_code, Place.sort_key)
    )
    if country:
        statement = statement.where(Place.country == country)
    return db.session.scalars(statement).all()


def visible_to(_actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the places that an actor may see: all, the gazetteer is public."""
    return true()


def list_places(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[Place]:
    """Return one page of the gazetteer in the order of the reader's language."""
    statement = select(Place).where(visible_to(actor))
    statement = statement.options(joinedload(Place.region), joinedload(Place.successor))
    if filters.kind in set(PlaceKind):
        statement = statement.where(Place.kind == filters.kind)
    if filters.region:
        regions = select(Place.id).where(Place.code == filters.region)
        statement = statement.where(or_(Place.region_id.in_(regions), Place.code == filters.region))
    if filters.text.strip():
        statement = statement.where(Place.id.in_(matching(Place.__subject__, filters.text)))
    return fetch_page(statement, [Place.key_in(actor.language), Place.id], cursor=cursor, size=size)


def list_predecessors(place: Place) -> Sequence[Place]:
    """Return the former municipalities that became part of a place, the oldest change first."""
    statement = select(Place).where(Place.successor_id == place.id)
    return db.session.scalars(statement.order_by(Place.succeeded_on, Place.key)).all()


def list_homonyms(place: Place) -> Sequence[Place]:
    """Return the other places of the same English name or the same Japanese reading, with their regions."""
    same = [COLUMNS.name_en == place.name.en]
    if place.reading and place.country == "JP":
        same.append(COLUMNS.reading == place.reading)
    statement = select(Place).where(Place.id != place.id, or_(*same)).options(joinedload(Place.region))
    return db.session.scalars(statement.order_by(Place.key)).all()


def list_figures(place_id: int) -> Sequence[PopulationFigure]:
    """Return the figures of population of a place, the newest first."""
    statement = select(PopulationFigure).where(PopulationFigure.place_id == place_id)
    return db.session.scalars(statement.order_by(PopulationFigure.year.desc(), PopulationFigure.id)).all()


def get_figure(figure_id: int) -> PopulationFigure:
    """Return a figure of population; NotPermitted when there is none."""
    figure = db.session.get(PopulationFigure, figure_id)
    if figure is None:
        raise NotPermitted(policy.VIEW.name)
    return figure


def figures_of_places(place_ids: Iterable[int]) -> dict[int, list[PopulationFigure]]:
    """Return the figures of population of several places with one statement."""
    found: dict[int, list[PopulationFigure]] = {}
    statement = select(PopulationFigure).where(PopulationFigure.place_id.in_(list(place_ids)))
    for figure in db.session.scalars(statement.order_by(PopulationFigure.id)):
        found.setdefault(figure.place_id, []).append(figure)
    return found


def claims_of(subject_kind: str, subject_ids: Sequence[int]) -> Sequence[Claim]:
    """Return what sources say of several records of a kind."""
    statement = select(Claim).where(Claim.subject_kind == subject_kind, Claim.subject_id.in_(subject_ids))
    return db.session.scalars(statement.order_by(Claim.field, Claim.is_preferred.desc(), Claim.id)).all()


def find_claim(subject_kind: str, subject_id: int, field: str, source: str) -> Claim | None:
    """Return what a source said already of a field of a record, or None."""
    return db.session.scalar(
        select(Claim).where(
            Claim.subject_kind == subject_kind,
            Claim.subject_id == subject_id,
            Claim.field == field,
            Claim.source == source,
        )
    )


def get_claim(claim_id: int) -> Claim:
    """Return a claim; NotPermitted when there is none."""
    claim = db.session.get(Claim, claim_id)
    if claim is None:
        raise NotPermitted(policy.STATE_CLAIM.name)
    return claim


def load_claim_subject(record_kind: str, record_id: int) -> Any:
    """Return the record of which sources speak, None when sources do not speak of this kind."""
    return subjects[record_kind].load(record_id) if record_kind in rules.CLAIM_FIELDS else None


def searchable_texts(place_ids: Sequence[int] | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of some places, or of all: names, reading, code, and those of their regions."""
    place, region = Place.__table__, Place.__table__.alias()
    names = [one.c[name] for one in (place, region) for name in ("name_en", "name_ja", "reading")]
    statement = select(place.c.id, place.c.key, place.c.local_code, *names)
    statement = statement.outerjoin(region, region.c.id == place.c.region_id)
    if place_ids is not None:
        statement = statement.where(place.c.id.in_(list(place_ids)))
    for identity, *words in db.session.execute(statement):
        yield identity, [word for word in words if word]
