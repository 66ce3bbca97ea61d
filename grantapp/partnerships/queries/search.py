"""By which words a partnership is found: its cities, what they were before, their regions, its public history."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from grantapp.database import db
from grantapp.partnerships.models import Partnership, PartnershipActivity, PartnershipMember
from grantapp.places.models import Place

MEMBER = PartnershipMember


def searchable_texts(partnership_ids: Sequence[int] | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the public words of some partnerships, or of all, with four statements."""
    texts: dict[int, list[str]] = {}
    columns = Partnership.__table__.c
    of = None if partnership_ids is None else list(partnership_ids)
    for identity, english, japanese in _rows(select(columns.id, columns.name_en, columns.name_ja), of):
        texts[identity] = [english, japanese]
    for statement in (_places(), _former_places(), _history()):
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for identity, *words in _rows(statement, of):
            found[identity] |= dict.fromkeys(word for word in words if word)
        for identity, words in found.items():
            texts[identity] += words
    yield from texts.items()


def _rows(statement: Select[Any], of: list[int] | None) -> Any:
    if of is not None:
        statement = statement.where(statement.selected_columns[0].in_(of))
    return db.session.execute(statement)


def _places() -> Select[Any]:
    place, region = Place.__table__, Place.__table__.alias()
    names = [one.c[name] for one in (place, region) for name in ("name_en", "name_ja", "reading")]
    return (
        select(MEMBER.partnership_id, *names)
        .join(place, or_(MEMBER.place_id == place.c.id, MEMBER.signed_as_id == place.c.id))
        .outerjoin(region, region.c.id == place.c.region_id)
    )


def _former_places() -> Select[Any]:
    former = Place.__table__.alias()
    names = [former.c[name] for name in ("name_en", "name_ja", "reading")]
    return select(MEMBER.partnership_id, *names).join(former, former.c.successor_id == MEMBER.place_id)


def _history() -> Select[Any]:
    columns = PartnershipActivity.__table__.c
    said = select(columns.partnership_id, columns.summary_en, columns.summary_ja)
    return said.where(columns.is_public, columns.removed_at.is_(None))


def partnerships_named_after(place_ids: Sequence[int]) -> list[int]:
    """Return the partnerships whose words hold the names of places: as members, before them or around them."""
    former = aliased(Place)
    wanted = list(place_ids)
    statement = (
        select(MEMBER.partnership_id).distinct().join(Place, Place.id == MEMBER.place_id)
        .outerjoin(former, former.successor_id == Place.id)
        .where(
            or_(
                MEMBER.place_id.in_(wanted), MEMBER.signed_as_id.in_(wanted), Place.region_id.in_(wanted),
                former.id.in_(wanted),
            )
        )
    )  # fmt: skip
    return list(db.session.scalars(statement))
