"""Addresses in the forms of both countries: what they must say, and how they are printed."""

import re
from collections.abc import Iterable, Mapping

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.partnerships.models import Address
from grantapp.places.rules import plain_code

COUNTRY_NAMES = {"US": ("USA", "アメリカ合衆国"), "JP": ("Japan", "日本")}
LONGEST_PART = 200
PARTS = ("municipality_en", "municipality_ja", "street_en", "street_ja", "building_en", "building_ja")
_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?")
_JAPANESE = re.compile(r"(\d{3})-?(\d{4})")
_PHONE = re.compile(r"\+?[\d()/.x-]{5,40}", re.IGNORECASE)


def normal_postal_code(country: str, text: str) -> str:
    """Return a postal code as it is printed ("98402", "98402-1234", "803-8501"), or as typed when it is none."""
    plain = plain_code(text).removeprefix("〒")
    found = (_JAPANESE if country == "JP" else _ZIP).fullmatch(plain)
    return "-".join(part for part in found.groups() if part) if found else plain


def is_postal_code(country: str, text: str) -> bool:
    """Whether a text is a postal code of a country, in any digits and hyphens."""
    return bool((_JAPANESE if country == "JP" else _ZIP).fullmatch(plain_code(text).removeprefix("〒")))


def is_phone(text: str) -> bool:
    """Whether a text can be a telephone number: digits in any width, hyphens, brackets, a plus."""
    plain = plain_code(text)
    return bool(_PHONE.fullmatch(plain)) and sum(character.isdigit() for character in plain) >= 5


def check_address(country: str, texts: Mapping[str, str]) -> Iterable[Problem]:
    """Yield what is wrong with the parts of an address; an address without any part is none."""
    given = [name for name in ("postal_code", "address_region", *PARTS) if texts[name].strip()]
    if not given:
        return
    if not is_postal_code(country, texts["postal_code"]):
        message = (
            N_("A Japanese postal code has seven digits: 803-8501.")
            if country == "JP"
            else N_("A ZIP code has five digits, or nine with a hyphen: 98402 or 98402-1234.")
        )
        yield Problem("postal_code", "postal_code", message)
    if not texts["address_region"]:
        yield Problem("address_region", "empty", N_("Choose the state or prefecture of the address."))
    for part, message in (
        ("municipality", N_("Write the municipality of the address.")),
        ("street", N_("Write the street, or the block and number.")),
    ):
        if not texts[f"{part}_en"].strip() and not texts[f"{part}_ja"].strip():
            yield Problem(f"{part}_{'ja' if country == 'JP' else 'en'}", "empty", message)
    for name in PARTS:
        if len(texts[name]) > LONGEST_PART:
            message = N_("This is longer than %(limit)s characters.")
            yield Problem(name, "too_long", message, {"limit": str(LONGEST_PART)})


def address_lines(address: Address, language: str, *, abroad: bool = False) -> list[str]:
    """Return an address as it is printed on an envelope, from the form of its own country.

    A Japanese address begins with 〒 in Japanese and ends with the postal code in English; an American one keeps its
    own form in both languages. `abroad` adds the country for a letter from the other one.
    """
    lines = _japanese_lines(address, language) if address.country == "JP" else _american_lines(address)
    if abroad:
        lines.append(COUNTRY_NAMES[address.country][language == "ja"])
    return [line for line in lines if line]


def _american_lines(address: Address) -> list[str]:
    state = address.region.code.partition("-")[2] if address.region else ""
    last = ", ".join(
        part for part in (address.municipality.in_("en"), f"{state} {address.postal_code}".strip()) if part
    )
    return [address.street.in_("en"), address.building.in_("en"), last]


def _japanese_lines(address: Address, language: str) -> list[str]:
    if language == "ja":
        prefecture = address.region.name.ja if address.region else ""
        place = f"{prefecture}{address.municipality.in_('ja')}{address.street.in_('ja')}"
        return [f"〒{address.postal_code}" if address.postal_code else "", place, address.building.in_("ja")]
    prefecture = address.region.name.en if address.region else ""
    last = ", ".join(
        part
        for part in (address.municipality.in_("en"), f"{prefecture} {address.postal_code}".strip())
        if part
    )
    return [address.building.in_("en"), address.street.in_("en"), last]
