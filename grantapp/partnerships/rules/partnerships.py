"""How a partnership is named, and which kinds fit which places."""

from collections.abc import Iterable, Sequence
from datetime import date

from grantapp.core.errors import Problem
from grantapp.core.sorting import kana_key, latin_key
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships.models import PartnershipKind
from grantapp.places.models import Place
from grantapp.places.rules import is_region, plain_name

REGION_PARTNERSHIPS = {PartnershipKind.SISTER_STATE}


def check_members(kind: PartnershipKind, places: Sequence[Place]) -> Iterable[Problem]:
    """Yield why places cannot be partners of this kind."""
    if len({place.id for place in places}) != len(places):
        yield Problem("us_place", "same_place", N_("The same place stands twice in one partnership."))
    if len({place.country for place in places}) < 2:
        yield Problem("us_place", "one_country", N_("A partnership needs places of two countries."))
    for place in places:
        if place.successor_id is not None:
            message = N_(
                "%(name)s has merged into another municipality. Name that one, and this one as signatory."
            )
            yield Problem("jp_place", "merged", message, {"name": place.name.en})
    wrong = [place for place in places if is_region(place) != (kind in REGION_PARTNERSHIPS)]
    if wrong and kind is not PartnershipKind.OTHER:
        names = ", ".join(place.name.en for place in wrong)
        yield Problem(
            "kind", "kind_fits", N_("This kind of partnership does not fit %(places)s."), {"places": names}
        )


def partnership_key(places: Iterable[Place]) -> str:
    """Return the key of a partnership: its members' keys in order, whatever its kind becomes."""
    return "+".join(sorted(place.key for place in places))


def partnership_name(sides: Sequence[Sequence[Place]]) -> Bilingual:
    """Return "Tacoma – Kitakyushu" and 「タコマ市・北九州市」."""
    names = [[plain_name(place) for place in side] for side in sides]
    english = " – ".join(" and ".join(name.en for name in side) for side in names)
    return Bilingual(english, "・".join(name.ja for side in names for name in side))


def sort_keys(sides: Sequence[Sequence[Place]]) -> tuple[str, str]:
    """Return the keys by which a partnership is sorted in English and in Japanese."""
    places = [place for side in sides for place in side]
    english, japanese = zip(*(place.sorted_by() for place in places), strict=True)
    return latin_key(" ".join(english)), kana_key(" ".join(japanese))


def two_years_before(on: date) -> date:
    """Return the same day two years earlier (28 February for 29 February)."""
    return on.replace(year=on.year - 2, day=28 if (on.month, on.day) == (2, 29) else on.day)
