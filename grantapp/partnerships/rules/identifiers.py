"""Numbers of organizations in public registers: what they look like and how their check digits are made.

EIN (United States, tax): two digits of the issuing campus, a hyphen, seven digits. UEI (United States, federal awards):
twelve letters and digits, never O or I, the first is not 0. 全国地方公共団体コード: six digits, the last a check digit
(see places/rules/codes.py). 法人番号: thirteen digits, the first a check digit over the other twelve.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.partnerships.models import Scheme
from grantapp.places.rules import LOCAL_CODE_WRONG, is_local_code, plain_code

SCHEME_WORDS = {
    Scheme.EIN: N_("EIN (tax number)"),
    Scheme.UEI: N_("UEI (federal awards)"),
    Scheme.LOCAL_CODE: N_("Code of the local government"),
    Scheme.CORPORATE_NUMBER: N_("Corporate number (法人番号)"),
}
SCHEMES_OF = {"US": (Scheme.EIN, Scheme.UEI), "JP": (Scheme.LOCAL_CODE, Scheme.CORPORATE_NUMBER)}
UNUSED_PREFIXES = frozenset(
    f"{prefix:02}" for prefix in (0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97)
)
_EIN = re.compile(r"(\d{2})-?(\d{7})")
_UEI = re.compile(r"[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}")
_CORPORATE = re.compile(r"\d{13}")


def normal_identifier(scheme: Scheme, text: str) -> str:
    """Return a number as it is stored: half-width, capitals, an EIN with its hyphen."""
    plain = plain_code(text).upper()
    if scheme is Scheme.EIN and (found := _EIN.fullmatch(plain)):
        return f"{found[1]}-{found[2]}"
    return plain if scheme is Scheme.EIN else plain.replace("-", "")


def is_ein(number: str) -> bool:
    """Whether a number has the form of an EIN with a prefix that is given out."""
    found = _EIN.fullmatch(number)
    return bool(found) and found[1] not in UNUSED_PREFIXES if found else False


def is_uei(number: str) -> bool:
    """Whether a number has the form of a UEI."""
    return bool(_UEI.fullmatch(number))


def corporate_check_digit(digits: str) -> str:
    """Return the first digit of a 法人番号 for its other twelve: nine minus the weighted sum modulo nine."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(digits)))
    return str(9 - total % 9)


def is_corporate_number(number: str) -> bool:
    """Whether a number is a 法人番号 with the right check digit."""
    return bool(_CORPORATE.fullmatch(number)) and number[0] == corporate_check_digit(number[1:])


_CHECKS: Mapping[Scheme, tuple[Callable[[str], bool], str]] = {
    Scheme.EIN: (is_ein, N_("An EIN has nine digits: 12-3456789. This prefix or length does not exist.")),
    Scheme.UEI: (is_uei, N_("A UEI has twelve letters and digits, never O or I, and does not begin with 0.")),
    Scheme.LOCAL_CODE: (is_local_code, LOCAL_CODE_WRONG),
    Scheme.CORPORATE_NUMBER: (
        is_corporate_number,
        N_("A corporate number has thirteen digits, the first of which is a check digit: 8000020401005."),
    ),
}


def check_identifiers(country: str, texts: Mapping[str, str]) -> Iterable[Problem]:
    """Yield what is wrong with the numbers of an organization; `texts` is by scheme, empty where there is none."""
    for scheme in SCHEMES_OF[country]:
        text = texts.get(scheme, "")
        holds, message = _CHECKS[scheme]
        if text.strip() and not holds(normal_identifier(scheme, text)):
            yield Problem(scheme, scheme, message)
