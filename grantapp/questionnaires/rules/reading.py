"""From what people type to what is kept: figures in either width, dates of either calendar, counts."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.questionnaires.models import QuestionType

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
ERAS |= dict(zip("RHSTM", tuple(ERAS.values()), strict=True))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*(?P<era_year>\d{1,2}|元)|(?P<year>\d{4}))"
_FIGURES = re.compile(
    rf"{_YEAR}(?:\s*年\s*|[-/.])?(?:(?P<month>\d{{1,2}})(?:\s*月\s*|[-/.])?(?:(?P<day>\d{{1,2}})\s*日?)?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_WEEKDAY = re.compile(r"\([月火水木金土日]\)|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def read_answer(kind: QuestionType, typed: Any) -> Any:
    """Return the value to keep; what cannot be understood stays as it was typed, nothing is lost."""
    if kind == QuestionType.DECLARATION:
        return True if typed in (True, "yes", "true", "y") else None
    if kind in (QuestionType.CHOICES, QuestionType.FILES):
        return list(dict.fromkeys(typed or [])) or None
    if not isinstance(typed, str):
        return typed
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return None
    reader = _READERS.get(kind)
    return reader(text) if reader is not None else text


def _kept_date(text: str) -> str:
    found = read_date(text)
    return found.isoformat() if found else text


def _kept_partial(text: str) -> str:
    return str(read_partial_date(text) or text)


def _kept_number(text: str) -> str:
    found = read_number(text)
    return text if found is None else f"{found:f}"


def _kept_email(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


_READERS: dict[QuestionType, Callable[[str], str]] = {
    QuestionType.DATE: _kept_date,
    QuestionType.PARTIAL_DATE: _kept_partial,
    QuestionType.NUMBER: _kept_number,
    QuestionType.EMAIL: _kept_email,
    QuestionType.SHORT_TEXT: lambda text: " ".join(text.split("\n")).strip(),
}


def read_number(text: str) -> Decimal | None:
    """Return the figure that a text is ("12,000", full-width digits), or None."""
    plain = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
    return Decimal(plain) if len(plain) <= 30 and _NUMBER.fullmatch(plain) else None


def read_date(text: str) -> date | None:
    """Return the whole date that a text is (ISO, 令和8年3月14日, R8.3.14, 14 Mar 2026), or None."""
    found = read_partial_date(text)
    return date(found.year, found.month, found.day) if found and found.day else None


def read_partial_date(text: str) -> PartialDate | None:
    """Return the date that a text is, known to the year, the month or the day; None when it is none."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    found = _FIGURES.fullmatch(plain) or _DAY_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    if found is None:
        return None
    try:
        return _dated(found.groupdict())
    except ValueError:
        return None


def _dated(parts: dict[str, str | None]) -> PartialDate:
    if era := parts.get("era"):
        counted = 1 if parts["era_year"] == "元" else int(parts["era_year"] or 0)
        year = ERAS[era.upper()] + counted
    else:
        year = int(parts["year"] or 0)
    return PartialDate(year, _month(parts["month"] or ""), int(parts["day"] or 0))


def _month(text: str) -> int:
    if not text or text.isdecimal():
        return int(text or 0)
    return MONTHS.index(text[:3].lower()) + 1


def language_of_text(text: str) -> str:
    """Return "ja" for a text that is mainly Japanese, else "en"; a Japanese letter weighs two Latin ones."""
    return "ja" if 2 * len(_JAPANESE.findall(text)) > len(_LATIN.findall(text)) else "en"


def count_words(text: str) -> int:
    """Return how many words a text has: runs between white space, after NFC."""
    return len(unicodedata.normalize("NFC", text).split())


def count_characters(text: str) -> int:
    """Return how many characters a text has after NFC; a line end is one."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def is_blank(value: Any) -> bool:
    """Whether a value is no answer at all; zero is an answer."""
    return value is None or value is False or value in ("", [])
