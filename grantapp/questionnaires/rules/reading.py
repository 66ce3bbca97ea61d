"""From what people type to what is kept: figures in either width, dates in either year, counts."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from grantapp.core.eras import read_date, read_partial_date
from grantapp.questionnaires.models import QuestionType

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
