"""Canonical bytes (RFC 8785) and their SHA-256; whatever has no one form is refused."""

import enum
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

from grantapp.core.dates import PartialDate
from grantapp.core.money import Money
from grantapp.core.words import Bilingual

LARGEST_NUMBER = 2**53 - 1


def plain(value: Any) -> Any:
    """Return a value as text, whole numbers, lists and objects; TypeError for floats and other values."""
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_one(value)


def canonical_bytes(content: Any) -> bytes:
    """Return the one form of a content as RFC 8785 bytes."""
    return rfc8785.dumps(plain(content))


def sha256_of(content: Any) -> str:
    """Return the SHA-256 of a content's canonical bytes, in hexadecimal."""
    return sha256_of_bytes(canonical_bytes(content))


def sha256_of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _plain_one(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return _plain_one(value.value)
    if isinstance(value, int):
        return _whole(value)
    return _text(value) if isinstance(value, str) else _own_value(value)


def _own_value(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": _whole(value.amount), "currency": value.currency}
    if isinstance(value, Bilingual):
        return {"en": _text(value.en), "ja": _text(value.ja)}
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a naive instant has no one form")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} has no one form")


def _whole(value: int) -> int:
    if abs(value) > LARGEST_NUMBER:
        raise TypeError("a number of more than 53 bits has no one form")
    return value


def _text(value: str) -> str:
    if "\0" in value:
        raise TypeError("NUL cannot be kept")
    value.encode()
    return value


def _key(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("names of values are text")
    return _text(value)
