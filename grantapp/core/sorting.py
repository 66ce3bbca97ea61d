"""Keys by which names are sorted alike on every database: by Latin letters, and by kana in the order of dictionaries."""

import re
import unicodedata

LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
VOICE_MARKS = str.maketrans(dict.fromkeys("\u3099\u309a"))
ROWS = (
    "アカサタナハマヤラワ",
    "イキシチニヒミリヰ",
    "ウクスツヌフムユルヴ",
    "エケセテネヘメレヱ",
    "オコソトノホモヨロヲ",
)
VOWEL_OF = {sign: row[0] for row in ROWS for sign in row}


def latin_key(name: str) -> str:
    """Return a name without capitals, accents and marks between the letters ("São Paulo", "O'Fallon", "ST. Louis")."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(LETTERS)
    return " ".join("".join(_letters(plain)).split())


def _letters(text: str) -> list[str]:
    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Pd", "Zs"):
            kept.append(" ")
        elif kind[0] not in "MPCZ":
            kept.append(character)
    return kept


def kana_key(reading: str) -> str:
    """Return a reading as dictionaries sort it: voice marks, small signs and long vowels count only among equals."""
    if not KANA.search(reading):
        return latin_key(reading)
    katakana = unicodedata.normalize("NFKC", reading).translate(HIRAGANA).casefold()
    plain = unicodedata.normalize("NFD", katakana).translate(VOICE_MARKS).translate(SMALL)
    plain = " ".join("".join(_with_vowels(plain)).split())
    return plain if plain == katakana else f"{plain} {katakana}"


def _with_vowels(text: str) -> list[str]:
    kept: list[str] = []
    for sign in text:
        if sign == "ー" and kept:
            kept.append(VOWEL_OF.get(kept[-1], kept[-1]))
        elif sign in "・＝=":
            kept.append(" ")
        else:
            kept.append(sign)
    return kept
