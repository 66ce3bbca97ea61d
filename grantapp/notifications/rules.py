"""Who a letter goes to, how its facts are packed as plain data, and when it is tried again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.money import Money
from grantapp.core.words import Bilingual

MOST_ATTEMPTS = 10
TIMEOUT_SECONDS = 10
LEASE = timedelta(minutes=5)
LONGEST_DETAIL = 500
TAG = "__"
FORGOTTEN = "forgotten@anonymized.invalid"
_BREAKS_A_HEADER = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029"\\\\<>()\[\]:;@,]+')
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=8)


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a letter: an address with its language and zone; a person that may be unknown, or an office."""

    address: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"
    person_id: int | None = None
    is_office: bool = False


@dataclass(frozen=True)
class Link:
    """A page of the product; its address is made when the letter is delivered."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TokenLink:
    """A page that a token opens: only the token's public id is kept, the raw token is derived at delivery."""

    endpoint: str
    purpose: str
    token_public_id: str
    parameter: str = "token"


def header_name(name: str) -> str:
    """Return a name as it may stand before an address: mail is written without quotes, so no mark that means something."""
    return " ".join(_BREAKS_A_HEADER.sub(" ", name).split())


def pause_after(attempts: int) -> timedelta:
    """Return the pause after so many attempts: one minute, then three times longer, eight hours at most."""
    factor: int = 3 ** (max(attempts, 1) - 1)
    return min(_FIRST_PAUSE * factor, _LONGEST_PAUSE)


def pack(value: Any) -> Any:
    """Return a fact as plain JSON data, values of our own types under a tag; TypeError for any other."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): pack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    return _pack_tagged(value)


def unpack(value: Any) -> Any:
    """Return what was packed."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if TAG not in value:
        return {key: unpack(item) for key, item in value.items()}
    parts = [unpack(item) for item in value["v"]]
    return _READERS[value[TAG]](*parts)


def _pack_tagged(value: Any) -> dict[str, Any]:
    for tag, kind, parts_of, _read in _KINDS:
        if isinstance(value, kind):
            return {TAG: tag, "v": parts_of(value)}
    raise TypeError(f"a letter cannot tell a {type(value).__name__}")


def _instant(value: datetime) -> list[Any]:
    if value.tzinfo is None:
        raise TypeError("a letter tells no naive instant")
    return [value.isoformat()]


# A datetime is a date too, so it stands first.
_KINDS: tuple[tuple[str, type, Callable[[Any], list[Any]], Callable[..., Any]], ...] = (
    ("money", Money, lambda value: [value.amount, value.currency], Money),
    ("instant", datetime, _instant, datetime.fromisoformat),
    ("date", date, lambda value: [value.isoformat()], date.fromisoformat),
    ("partial", PartialDate, lambda value: [str(value)], PartialDate.parse),
    ("bilingual", Bilingual, lambda value: [value.en, value.ja], Bilingual),
    ("link", Link, lambda value: [value.endpoint, pack(value.values)], Link),
    ("token", TokenLink, lambda value: [getattr(value, part.name) for part in fields(value)], TokenLink),
)
_READERS = {tag: read for tag, _kind, _parts_of, read in _KINDS}
