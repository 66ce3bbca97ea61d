"""How passwords are kept, and which are refused and why (NIST SP 800-63B-4).

A password is counted in NFC characters and hashed as NFKC, so that full-width letters from a Japanese
keyboard and half-width ones open the same door; nothing is cut off, no kinds of characters are asked for.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from grantapp.core.errors import Problem
from grantapp.core.words import N_

LEAST, MOST = 15, 256
MEMORY_KIB, PASSES, LANES, AT_ONCE = 19_456, 2, 1, 2
LEAST_OF_ONES_OWN, LEAST_DIFFERENT, LEAST_WORD = 8, 5, 3
IN_STEP = 0.8

TOO_SHORT = N_("The password has %(count)s characters. Use at least %(least)s, such as four unrelated words.")
TOO_LONG = N_("The password is longer than %(most)s characters. Use a shorter one.")
COMMON = N_("Most of this password is “%(word)s”, which is guessed first. Add words of your own.")
REPEATS = N_("This password repeats the same few characters, which is guessed first. Use different words.")
SEQUENCE = N_(
    "The characters of this password follow one another as on a keyboard or in counting. Use different words."
)
DIFFERENT = N_("The two passwords differ. Type the same one twice.")

WORDS_FILE = Path(__file__).resolve().parent.parent / "data" / "common_words.txt"
PRODUCT_WORDS = (
    "sistercityexchangegrants",
    "sistercitiesinternational",
    "sistercities",
    "sistercity",
    "leadingasia",
    "grantapp",
    "exchange",
    "grants",
    "姉妹都市交流助成",
    "姉妹都市",
)
KEYBOARD = ("qwertyuiopasdfghjklzxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turn = BoundedSemaphore(AT_ONCE)  # more at once would fill the memory in the minute before a deadline


@cache
def common_words() -> tuple[str, ...]:
    """Return the words that are guessed first, in both scripts, as passwords are compared; the longest first."""
    words = {_plain(word) for word in WORDS_FILE.read_text("utf-8").split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password (slow on purpose: never inside a transaction)."""
    with _turn:
        return _hasher.hash(_prepared(password))


def is_right(password_hash: str, password: str) -> bool:
    """Whether a password belongs to a hash; an empty hash takes the same time and is never right."""
    with _turn:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), _prepared(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def needs_rehash(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than the present ones."""
    return _hasher.check_needs_rehash(password_hash)


def password_problems(
    password: str, own_words: Iterable[str] = (), field: str = "password"
) -> Iterator[Problem]:
    """Yield why a new password is refused; `own_words` are the person's name and address."""
    length = len(unicodedata.normalize("NFC", password))
    if length < LEAST:
        yield Problem(field, "password_short", TOO_SHORT, {"count": length, "least": LEAST})
    elif length > MOST:
        yield Problem(field, "password_long", TOO_LONG, {"most": MOST})
    else:
        yield from _guessed_first(password, own_words, field)


def _guessed_first(password: str, own_words: Iterable[str], field: str) -> Iterator[Problem]:
    plain = _plain(password)
    word, rest = _without_known(plain, own_words)
    if len(set(plain)) < LEAST_DIFFERENT:
        yield Problem(field, "password_repeats", REPEATS)
    elif _in_step(plain) >= IN_STEP:
        yield Problem(field, "password_sequence", SEQUENCE)
    elif word and len(rest) < LEAST_OF_ONES_OWN:
        yield Problem(field, "password_common", COMMON, {"word": word})


def _without_known(plain: str, own_words: Iterable[str]) -> tuple[str, str]:
    own = [part for text in own_words for part in _parts(text)]
    first, rest = "", plain
    for word in (*PRODUCT_WORDS, *common_words(), *sorted(own, key=len, reverse=True)):
        if word in rest:
            first, rest = first or word, rest.replace(word, "")
    return first, rest


def _parts(text: str) -> list[str]:
    pieces = "".join(c if c.isalnum() else " " for c in _prepared(text).casefold()).split()
    return [piece for piece in (*pieces, "".join(pieces)) if len(piece) >= LEAST_WORD]


def _in_step(plain: str) -> float:
    rows = [row + row[::-1] for row in KEYBOARD]
    pairs = list(pairwise(plain))
    steps = [a == b or any(a + b in row for row in rows) or (a + b) in ("01", "10") for a, b in pairs]
    return sum(steps) / len(steps) if steps else 1.0


def _plain(text: str) -> str:
    return "".join(c for c in _prepared(text).casefold() if c.isalnum()) or text


def _prepared(password: str) -> str:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")
