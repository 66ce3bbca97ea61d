"""How places are named and told apart."""

import unicodedata

from grantapp.core.words import N_, Bilingual
from grantapp.places.models import Place, PlaceKind, Succession

REGION_KINDS = frozenset({PlaceKind.STATE, PlaceKind.DISTRICT, PlaceKind.TERRITORY, PlaceKind.PREFECTURE})
COUNTRIES = ("US", "JP")
TITLES = {
    PlaceKind.CITY: "City of {}",
    PlaceKind.TOWN: "Town of {}",
    PlaceKind.VILLAGE: "Village of {}",
    PlaceKind.WARD: "{} City",
    PlaceKind.STATE: "State of {}",
    PlaceKind.PORT: "Port of {}",
}
COUNTRY_WORDS = {"US": N_("United States"), "JP": N_("Japan")}
SUCCESSION_WORDS = {
    Succession.MERGED: N_("joined with others to form %(place)s"),
    Succession.ABSORBED: N_("became part of %(place)s"),
    Succession.RENAMED: N_("was renamed %(place)s"),
}
CHANGE_WORDS = {
    Succession.MERGED: N_("Joined with others into a new municipality"),
    Succession.ABSORBED: N_("Became part of an existing municipality"),
    Succession.RENAMED: N_("Was renamed"),
}
LONGEST_NAME = 24
PLAIN_PREFECTURES = {"JP-01", "JP-13"}


def plain_name(place: Place) -> Bilingual:
    """Return the name alone: "Tacoma", "Kanagawa Prefecture"; 「タコマ市」, 「神奈川県」."""
    if place.kind is PlaceKind.PREFECTURE and place.code not in PLAIN_PREFECTURES:
        return Bilingual(f"{place.name.en} Prefecture", place.name.ja)
    return place.name


def full_name(place: Place) -> Bilingual:
    """Return the name with its state or prefecture: "Tacoma, Washington", 「ワシントン州タコマ市」."""
    name = plain_name(place)
    if place.region is None:
        return name
    return Bilingual(f"{name.en}, {place.region.name.en}", f"{place.region.name.ja}{name.ja}")


def government_name(place: Place) -> Bilingual:
    """Return the name of a place's local government: "City of Tacoma", "Kanagawa Prefecture"."""
    if place.kind is PlaceKind.PREFECTURE:
        return Bilingual(f"{place.name.en} Prefecture", place.name.ja)
    return Bilingual(TITLES.get(place.kind, "{}").format(place.name.en), place.name.ja)


def is_region(place: Place) -> bool:
    """Whether a place is a state, a district or a prefecture."""
    return place.kind in REGION_KINDS


def region_of(place: Place) -> Place:
    """Return the state or prefecture of a place, the place itself when it is one."""
    return place.region or place


def sort_reading(reading: str) -> str:
    """Return a reading in katakana, so that hiragana and katakana sort into one order."""
    folded = unicodedata.normalize("NFKC", reading)
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in folded)


def folded(text: str) -> str:
    """Return a text as names are compared: NFKC, no case, no spaces at the ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def goes_by(place: Place, text: str) -> bool:
    """Whether a text is the key, the code or a name of a place, in either language."""
    full, plain = full_name(place), plain_name(place)
    names = {place.key, place.code, place.name.en, place.name.ja, plain.en, full.en, full.ja}
    if place.kind is PlaceKind.STATE and place.code:
        names.add(place.code.partition("-")[2])
    return folded(text) in {folded(name) for name in names if name}


def lookup_words(text: str) -> set[str]:
    """Return the lower-case names and codes under which a typed text may stand in the gazetteer."""
    wanted = folded(text)
    first = wanted.partition(",")[0].strip()
    endings = {wanted[start:] for start in range(min(len(wanted), LONGEST_NAME))}
    return {wanted, first, first.removesuffix(" prefecture"), f"us-{wanted}"} | endings
