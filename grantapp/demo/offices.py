"""What is invented about a few offices: addresses, telephones, mailboxes, and memberships around today."""

from dataclasses import dataclass
from datetime import date, timedelta

from grantapp.core.words import Bilingual
from grantapp.demo.cast import SYSTEM
from grantapp.partnerships.actions import (
    Period,
    create_organization,
    edit_organization,
    ensure_organization,
    mark_demonstration,
    record_membership,
)
from grantapp.partnerships.models import OrganizationKind
from grantapp.partnerships.rules import class_of, organization_texts
from grantapp.places.queries import find_by_key

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Invented:
    """An office of a place: its contact and its address, and in how many days its membership ends."""

    key: str
    texts: dict[str, str]
    ends_in_days: int | None = None


def _american(
    key: str, office: Bilingual, mailbox: str, street: str, city: str, zip_code: str, ends_in_days: int
) -> Invented:
    texts = {
        "office_en": office.en, "office_ja": office.ja, "mailbox": mailbox, "phone": "+1 202 555 0100",
        "street_en": street, "building_en": "Floor 2", "municipality_en": city, "postal_code": zip_code,
        "address_region": key[:5].upper(),
    }  # fmt: skip
    return Invented(key, texts, ends_in_days)


def _japanese(key: str, office: Bilingual, mailbox: str, city: Bilingual, postal_code: str) -> Invented:
    texts = {
        "office_en": office.en, "office_ja": office.ja, "mailbox": mailbox, "phone": "03-5550-0100",
        "street_en": "1-2-3 Reicho", "street_ja": "例町一丁目2番3号",
        "building_en": "City Hall, 4F", "building_ja": "市庁舎4階",
        "municipality_en": city.en, "municipality_ja": city.ja, "postal_code": postal_code,
        "address_region": key[:5].upper(),
    }  # fmt: skip
    return Invented(key, texts)


OFFICES = (
    _american(
        "us-wa-tacoma", Bilingual("Office of Sister Cities", "姉妹都市課"), "sistercities@tacoma.example",
        "100 Example Street", "Tacoma", "98400", 200,
    ),
    _american(
        "us-tx-austin", Bilingual("Office of International Relations", "国際関係課"), "world@austin.example",
        "200 Example Avenue", "Austin", "78700", 30,
    ),
    _american(
        "us-il-springfield", Bilingual("Sister Cities Desk", "姉妹都市担当"), "sistercities@springfield.example",
        "300 Example Road", "Springfield", "62700", -40,
    ),
    _japanese(
        "jp-40-kitakyushu", Bilingual("International Affairs Division", "国際交流課"), "kokusai@kitakyushu.example",
        Bilingual("Kitakyushu", "北九州市"), "800-0000",
    ),
    _japanese(
        "jp-44-oita", Bilingual("International Exchange Section", "国際化推進担当"), "kokusai@oita.example",
        Bilingual("Oita", "大分市"), "870-0000",
    ),
)  # fmt: skip


def furnish(today: date) -> None:
    """Give a few offices what is invented, marked as such, and Tacoma a committee of volunteers."""
    for office in OFFICES:
        place = find_by_key(office.key)
        if place is None:
            raise LookupError(office.key)
        organization = ensure_organization(SYSTEM, place.id)
        texts = organization_texts(organization)
        edit_organization(
            SYSTEM, organization.id, texts | office.texts, version=organization.version, shown=texts
        )
        if office.ends_in_days is not None:
            ends = today + timedelta(days=office.ends_in_days)
            for begins_on, ends_on in (
                (ends - 2 * YEAR, ends - YEAR),
                (ends - YEAR + timedelta(days=1), ends),
            ):
                period = Period(f"DEMO-{organization.id:04}", begins_on, ends_on, class_of(place.population))
                record_membership(SYSTEM, organization.id, period)
        mark_demonstration(SYSTEM, organization.id)
    name = Bilingual(
        "Tacoma–Kitakyushu Sister City Committee (invented)", "タコマ・北九州姉妹都市委員会（架空）"
    )
    reading = "タコマ・キタキュウシュウシマイトシイインカイ"
    committee = create_organization(SYSTEM, "us-wa-tacoma", OrganizationKind.COMMITTEE, name, reading)
    mark_demonstration(SYSTEM, committee.id)
