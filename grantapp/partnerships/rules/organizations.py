"""What people may write about an organization, and what its codes are called."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from grantapp.accounts.rules.people import address_problems
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships.models import Address, LegalStatus, Organization, OrganizationKind, Scheme
from grantapp.partnerships.rules.addresses import PARTS, check_address, is_phone
from grantapp.partnerships.rules.identifiers import SCHEMES_OF, check_identifiers
from grantapp.places.models import Place

ORGANIZATION_WORDS = {
    OrganizationKind.LOCAL_GOVERNMENT: N_("City office"),
    OrganizationKind.COMMITTEE: N_("Sister-city committee"),
    OrganizationKind.NONPROFIT: N_("Nonprofit organization"),
    OrganizationKind.FISCAL_SPONSOR: N_("Fiscal sponsor"),
    OrganizationKind.PORT_AUTHORITY: N_("Port authority"),
    OrganizationKind.SCHOOL: N_("School"),
    OrganizationKind.OTHER: N_("Other organization"),
}
LEGAL_WORDS = {
    LegalStatus.UNKNOWN: N_("Not known"),
    LegalStatus.GOVERNMENT: N_("Local government"),
    LegalStatus.CHARITY_US: N_("501(c)(3) organization"),
    LegalStatus.NONPROFIT_US: N_("Other nonprofit corporation (United States)"),
    LegalStatus.PUBLIC_INTEREST_JP: N_("Public interest foundation or association (公益法人)"),
    LegalStatus.GENERAL_JP: N_("General foundation or association (一般法人)"),
    LegalStatus.NPO_JP: N_("Specified nonprofit corporation (NPO法人)"),
    LegalStatus.SCHOOL_CORPORATION: N_("School corporation"),
    LegalStatus.UNINCORPORATED: N_("Unincorporated group"),
    LegalStatus.COMPANY: N_("Company"),
    LegalStatus.OTHER: N_("Other legal status"),
}
DESCRIBED = (
    "kind",
    "legal_status",
    "name_en",
    "name_ja",
    "reading",
)  # the program office alone changes these
CONTACT = ("office_en", "office_ja", "mailbox", "phone", "website")
LOCATED = ("postal_code", "address_region", *PARTS)
LONGEST = 200
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・ー ]+")


def organization_fields(country: str) -> tuple[str, ...]:
    """Return the fields of the form of an organization in a country."""
    return (*DESCRIBED, *CONTACT, *SCHEMES_OF[country], *LOCATED)


def organization_texts(organization: Organization) -> dict[str, str]:
    """Return what the form of an organization shows: a text for each field."""
    numbers = {identifier.scheme: identifier.value for identifier in organization.identifiers}
    country = organization.place.country
    return {
        "kind": str(organization.kind), "legal_status": str(organization.legal_status),
        "name_en": organization.name.en, "name_ja": organization.name.ja, "reading": organization.reading,
        "office_en": organization.office.en, "office_ja": organization.office.ja,
        "mailbox": organization.mailbox, "phone": organization.phone, "website": organization.website,
        **{str(scheme): numbers.get(scheme, "") for scheme in SCHEMES_OF[country]},
        **_address_texts(organization.address),
    }  # fmt: skip


def _address_texts(address: Address | None) -> dict[str, str]:
    if address is None:
        return dict.fromkeys(LOCATED, "")
    parts = {"municipality": address.municipality, "street": address.street, "building": address.building}
    return {
        "postal_code": address.postal_code,
        "address_region": address.region.code if address.region else "",
        **{f"{name}_en": part.en for name, part in parts.items()},
        **{f"{name}_ja": part.ja for name, part in parts.items()},
    }


def check_organization(texts: Mapping[str, str], country: str) -> Iterable[Problem]:
    """Yield what is wrong with the texts of an organization."""
    yield from _check_name({name: texts[name] for name in DESCRIBED[2:]})
    yield from _check_lengths({name: texts[name] for name in CONTACT})
    if texts["mailbox"].strip():
        yield from address_problems(texts["mailbox"].strip(), "mailbox")
    if texts["phone"].strip() and not is_phone(texts["phone"]):
        yield Problem(
            "phone", "phone", N_("Write the number in digits, with hyphens: +1 253 555 0142 or 093-555-0142.")
        )
    if texts["website"].strip() and not texts["website"].strip().startswith(("https://", "http://")):
        yield Problem("website", "website", N_("Write the whole web address, with https:// in front."))
    yield from check_identifiers(country, texts)
    yield from check_address(country, texts)


def _check_name(texts: Mapping[str, str]) -> Iterable[Problem]:
    if not texts["name_en"].strip() and not texts["name_ja"].strip():
        yield Problem("name_en", "empty", N_("Write the name of the organization in at least one language."))
    reading = unicodedata.normalize("NFKC", texts["reading"])
    if reading and not _KANA.fullmatch(reading):
        yield Problem("reading", "kana", N_("Write the reading in hiragana or katakana."))
    yield from _check_lengths(texts)


def _check_lengths(texts: Mapping[str, str]) -> Iterable[Problem]:
    for name, text in texts.items():
        if len(text) > LONGEST:
            message = N_("This is longer than %(limit)s characters.")
            yield Problem(name, "too_long", message, {"limit": str(LONGEST)})


def check_new_organization(place: Place | None, name: Bilingual, reading: str) -> Iterable[Problem]:
    """Yield what is wrong with an organization that is to be added."""
    if place is None:
        yield Problem("place", "unknown", N_("The gazetteer has no place with this key."))
    elif place.successor_id is not None:
        yield Problem("place", "former", N_("This municipality does not exist any more; name its successor."))
    texts = {"name_en": name.en, "name_ja": name.ja, "reading": reading}
    yield from _check_name(texts)


def check_identifier_is_free(scheme: Scheme, owner: Organization | None) -> Iterable[Problem]:
    """Yield that another organization bears a number already."""
    if owner is not None:
        message = N_("%(organization)s has this number already. Is it the same organization?")
        yield Problem(scheme, "taken", message, {"organization": owner.name})


def office_name(organization: Organization) -> Bilingual:
    """Return the name of an organization with its office in charge, as letters address it."""
    name, office = organization.name, organization.office
    return Bilingual(
        f"{name.in_('en')}, {office.en}" if office.en else name.in_("en"),
        f"{name.in_('ja')} {office.ja}".strip(),
    )


def corporate_digits(place: Place) -> str:
    """Return the last twelve digits of the 法人番号 of a Japanese local government, which come from its code."""
    return f"000020{place.local_code}" if place.local_code else ""
