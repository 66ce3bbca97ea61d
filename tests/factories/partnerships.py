"""Places and partnerships of tests, made by the product's own actions."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import Any

from sqlalchemy import insert, select

from grantapp.core.dates import PartialDate
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships import actions, policy, queries, rules
from grantapp.partnerships.models import (
    ActivityKind,
    DateQuality,
    Organization,
    Partnership,
    PartnershipActivity,
    PartnershipKind,
    PartnershipMember,
    SideStatus,
)
from grantapp.places.actions import load_gazetteer
from grantapp.places.documents import shipped_gazetteer
from grantapp.places.models import Place, PlaceKind
from grantapp.search.actions import rebuild
from grantapp.unit_of_work import writing
from tests.factories.people import NOW
from tests.kept import kept

TODAY = NOW.date()
PAIR = {
    "us_place": "us-wa-tacoma", "us_region": "US-WA", "jp_place": "jp-40-kitakyushu", "jp_region": "JP-40",
    "kind": "sister_city", "agreed_on": "1959-06", "source": "https://example.org/list",
}  # fmt: skip


def system() -> Actor:
    """Return the product itself at the instant of the tests."""
    return Actor.system("test").moved_to(NOW)


@kept
def gazetteer(*keys: str) -> None:
    """Load the shipped places, or only the named ones with their states and prefectures (faster)."""
    rows = shipped_gazetteer()
    regions = {row["region_key"] for row in rows if row["key"] in keys}
    load_gazetteer(system(), [row for row in rows if not keys or row["key"] in {*keys, *regions}])


def row(**cells: str) -> rules.PairRow:
    """Return a valid row with some cells changed."""
    found, problems = rules.read_row({**PAIR, **cells}, TODAY)
    assert found is not None, problems
    return found


@kept
def partnership(cells: Mapping[str, str] | None = None) -> Partnership:
    """Return the partnership of Tacoma and Kitakyushu, or another one; the gazetteer must be loaded."""
    imported = actions.import_partnership(system(), row(**(cells or {})))
    found = queries.find_by_key(imported.key)
    assert found is not None
    return found


def office_of(found: Partnership, side: int = 1) -> Organization:
    """Return the city office of a side."""
    member = next(member for member in found.members if member.side == side)
    office = queries.find_organization_of_place(member.place_id)
    assert office is not None
    return office


def sees(who: Actor, office: Organization) -> bool:
    """Whether the permission shows an office to an actor."""
    return policy.VIEW_ORGANIZATION.allows(who, office)


BEGINNINGS = ("Ash", "Birch", "Cedar", "Elm", "Fair", "Glen", "Lake", "Mill", "North", "Oak", "Pine", "River")
ENDINGS = ("brook", "bury", "dale", "field", "ford", "ham", "mont", "port", "ton", "view", "ville", "wood")
FIRST_SIGNS = (("青", "アオ"), ("石", "イシ"), ("上", "ウエ"), ("岡", "オカ"), ("北", "キタ"), ("竹", "タケ"))
LAST_SIGNS = (("川", "カワ"), ("崎", "サキ"), ("島", "シマ"), ("田", "タ"), ("野", "ノ"), ("山", "ヤマ"))


def make_many_partnerships(count: int) -> None:
    """Write so many partnerships of invented cities at once (10,000 in seconds); an empty gazetteer is loaded.

    Each city has about four; every fifth partnership has an award and a journey in its history.
    """
    if db.session.scalar(select(Place.id).limit(1)) is None:
        gazetteer()
    cities = max(count // 4, 10)
    with writing():
        left, right = _add_cities("US", cities), _add_cities("JP", cities)
        pairs = list(islice(_pairs(left, right), count))
        rows = [_partnership_row(at, *pair) for at, pair in enumerate(pairs)]
        added = insert(Partnership).returning(Partnership.id, sort_by_parameter_order=True)
        ids = db.session.scalars(added, rows).all()
        members = [
            one for identity, pair in zip(ids, pairs, strict=True) for one in _member_rows(identity, *pair)
        ]
        db.session.execute(insert(PartnershipMember), members)
        activities = [one for identity in ids[::5] for one in _activity_rows(identity)]
        db.session.execute(insert(PartnershipActivity), activities)
        rebuild(system(), Partnership.__subject__)


def _add_cities(country: str, count: int) -> list[Place]:
    regions = db.session.scalars(
        select(Place).where(Place.country == country, Place.code != "").order_by(Place.code)
    ).all()
    rows = [
        {"key": f"{country.lower()}-invented-{at}", "country": country, "kind": PlaceKind.CITY,
         "region_id": regions[at % len(regions)].id, "zone": regions[at % len(regions)].zone,
         "latitude": 36.0 + at % 10 / 3, "longitude": (-95.0 if country == "US" else 138.0) + at % 14 / 4,
         **_invented_name(country, at)}
        for at in range(count)
    ]  # fmt: skip
    db.session.execute(insert(Place), rows)
    invented = Place.key.startswith(f"{country.lower()}-invented-")
    return list(db.session.scalars(select(Place).where(invented).order_by(Place.id)))


def _invented_name(country: str, at: int) -> dict[str, str]:
    if country == "US":
        english = f"{BEGINNINGS[at % 12]}{ENDINGS[at // 12 % 12]} {at}"
        return {"name_en": english, "name_ja": f"フィールド{at}市", "reading": f"フィールド{at}シ"}
    first, last = FIRST_SIGNS[at % 6], LAST_SIGNS[at // 6 % 6]
    name = {"name_en": f"Takeda {at}", "name_ja": f"{first[0]}{last[0]}{at}市"}
    return {**name, "reading": f"{first[1]}{last[1]}{at}シ"}


def _pairs(left: list[Place], right: list[Place]) -> Iterator[tuple[Place, Place]]:
    for step, (at, place) in product(range(len(right)), enumerate(left)):
        yield place, right[(at + step * 7) % len(right)]


def _partnership_row(at: int, left: Place, right: Place) -> dict[str, Any]:
    kinds = (PartnershipKind.SISTER_CITY, PartnershipKind.SISTER_CITY, PartnershipKind.FRIENDSHIP_CITY)
    name = rules.partnership_name([[left], [right]])
    sort_key, reading_key = rules.sort_keys([[left], [right]])
    return {
        "key": rules.partnership_key([left, right]), "kind": kinds[at % 3],
        "name_en": name.en, "name_ja": name.ja, "sort_key": sort_key, "reading_key": reading_key,
        "established": PartialDate(1955 + at % 68, 1 + at % 12), "created_at": NOW,
        "date_quality": DateQuality.STATED,
    }  # fmt: skip


def _member_rows(identity: int, *pair: Place) -> list[dict[str, Any]]:
    status = SideStatus.DORMANT if identity % 9 == 0 else SideStatus.ACTIVE
    return [
        {"partnership_id": identity, "place_id": place.id, "side": at + 1, "position": at, "status": status}
        for at, place in enumerate(pair)
    ]


def _activity_rows(identity: int) -> list[dict[str, Any]]:
    kinds = ((ActivityKind.AWARD, date(2024, 6, 1)), (ActivityKind.EXCHANGE, date(2025, 4, 10)))
    return [
        {"partnership_id": identity, "kind": kind, "on": on, "direction": "outbound",
         "summary_en": f"Garden design {identity}", "summary_ja": f"姉妹都市交流事業{identity}",
         "subject_kind": Partnership.__subject__, "subject_id": identity, "recorded_at": NOW}
        for kind, on in kinds
    ]  # fmt: skip
