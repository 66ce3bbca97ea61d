"""Marking and choosing words; the only place that knows which languages there are."""

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("en", "ja")
_CLOSED_BY = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),  # embeddings and overrides
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),  # isolates
}
_NO_CHARACTERS = "".join(
    f"{chr(end)}{chr(end + 1)}" for end in range(0xFFFE, 0x110000, 0x10000)
)  # no XML holds them
UNSTORABLE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
REPLACEMENT = "\ufffd"
HALF_WIDTH = re.compile(r"[\uff61-\uff9f]+")


def N_(message: str) -> str:  # noqa: N802 - the customary name that the catalog extractor looks for
    """Mark a message for the catalogs without translating it here."""
    return message


def unstorable(text: str) -> bool:
    """Whether a text holds NUL, another control character, half of a surrogate pair, or what is no character."""
    return UNSTORABLE.search(text) is not None


def shown_text(text: str) -> str:
    """Return a text that can be shown and stored: what cannot be stored stands as the replacement character."""
    return UNSTORABLE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def full_width_kana(text: str) -> str:
    """Return a text with half-width katakana as full-width ones (ﾀｶﾞﾜ as タガワ); everything else stays as typed."""
    return HALF_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def isolated(text: str) -> str:
    """Return a text whose marks of direction are closed, so that its neighbors in a sentence are not turned."""
    awaited: list[str] = []
    for character in text:
        if character in _CLOSED_BY:
            awaited.append(_CLOSED_BY[character])
        elif awaited and character == awaited[-1]:
            awaited.pop()
    return text + "".join(reversed(awaited))


@dataclass(frozen=True)
class Bilingual:
    """One text in English and Japanese; either may be empty, never both when shown."""

    en: str = ""
    ja: str = ""

    def in_(self, language: str) -> str:
        """Return the text of a language, or the other one where it is missing."""
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)

    def language_of(self, language: str) -> str:
        """Return the language that `in_` really gives, for the `lang` attribute."""
        wanted = self.ja if language == "ja" else self.en
        return language if wanted else ("en" if language == "ja" else "ja")

    def other(self, language: str) -> str:
        """Return the text of the other language, empty when it says the same."""
        other = self.en if language == "ja" else self.ja
        return "" if other == self.in_(language) else other
