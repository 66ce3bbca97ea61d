"""Codes and figures as people type them: full-width digits, any hyphen, spaces around them."""

import re
import unicodedata

from grantapp.core.words import N_

HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ー－ｰ"), "-")
LOCAL_CODE_WEIGHTS = (6, 5, 4, 3, 2)
LOCAL_CODE_WRONG = N_("The code has six digits, the last of which is a check digit: 401005.")
_LOCAL_CODE = re.compile(r"\d{6}")


def plain_code(text: str) -> str:
    """Return a code in half-width characters with plain hyphens and without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).translate(HYPHENS).split())


def local_code_check_digit(digits: str) -> str:
    """Return the sixth digit of a code of Japanese local governments (全国地方公共団体コード) for its first five."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, LOCAL_CODE_WEIGHTS, strict=True))
    return str(11 - total % 11)[-1]


def is_local_code(code: str) -> bool:
    """Whether a code of Japanese local governments has six digits and the right check digit."""
    return bool(_LOCAL_CODE.fullmatch(code)) and code[5] == local_code_check_digit(code[:5])
