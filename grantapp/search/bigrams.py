"""Texts as terms that both databases find: one spelling of each character, words, and pairs of Japanese signs.

Neither engine finds 交流 inside 姉妹都市交流事業 by itself, so each run of Japanese is cut into overlapping pairs
(姉妹 妹都 都市 …) and its last sign; a query is the same pairs in a row. Half-width kana, katakana and hiragana,
accents, capitals and the variants of some characters in names are one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_TEXT, MOST_TERMS, LONGEST_WORD, MOST_RUNS = 20_000, 10_000, 60, 12
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F5)}
SMALL_KANA = str.maketrans("ヵヶゕゖ", "かけかけ")
VARIANTS = str.maketrans("髙﨑濵濱邊邉齋齊澤廣國櫻瀧惠眞嶋德邨𠮷", "高崎浜浜辺辺斎斉沢広国桜滝恵真島徳村吉")
SIGN = r"[\u3005-\u3007\u3040-\u309f\u30a0-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
RUN = re.compile(rf"(?P<signs>(?:(?!\u30fb|\u30a0){SIGN})+)|(?P<word>(?:(?!{SIGN})[^\W_])+)")


def fold(text: str) -> str:
    """Return a text in the one spelling in which it is written and looked for."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    for table in (KATAKANA_TO_HIRAGANA, SMALL_KANA, VARIANTS):
        plain = plain.translate(table)
    return unicodedata.normalize("NFC", "".join(_without_accents(plain)))


def _without_accents(text: str) -> Iterator[str]:
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            base = character
        elif not ("\u3040" <= base <= "\u30ff"):
            continue
        yield character


@dataclass(frozen=True)
class Run:
    """Terms that stand in a row; `open_end` says that the last one may go on (a word or a sign just begun)."""

    terms: tuple[str, ...]
    open_end: bool


def terms_of(texts: Iterable[str]) -> list[str]:
    """Return the terms of texts in order, for the index."""
    found: list[str] = []
    for text in texts:
        for run in RUN.finditer(fold(text)):
            signs = run["signs"]
            found += [*_pairs(signs), signs[-1]] if signs else [run["word"][:LONGEST_WORD]]
    return found[:MOST_TERMS]


def runs_of(words: str) -> list[Run]:
    """Return what must all be found for a query; empty when it holds nothing that could be."""
    found = []
    for run in RUN.finditer(fold(words)):
        signs = run["signs"]
        terms = (*_pairs(signs),) if signs else (run["word"][:LONGEST_WORD],)
        found.append(Run(terms or (signs,), open_end=not signs or len(signs) == 1))
    return found[:MOST_RUNS]


def _pairs(signs: str) -> list[str]:
    return [signs[at : at + 2] for at in range(len(signs) - 1)]


def fts5_query(runs: Iterable[Run]) -> str:
    """Return runs in the language of SQLite's FTS5 (terms hold letters, figures and signs only)."""
    return " AND ".join(f'"{" ".join(run.terms)}"{"*" if run.open_end else ""}' for run in runs)


def tsquery(runs: Iterable[Run]) -> str:
    """Return runs in the language of PostgreSQL's tsquery."""
    return " & ".join(f"({' <-> '.join(_lexeme(run, term) for term in run.terms)})" for run in runs)


def _lexeme(run: Run, term: str) -> str:
    return f"'{term}'{':*' if run.open_end else ''}"


def tsvector(terms: Iterable[str]) -> str:
    """Return terms with their places as PostgreSQL writes a tsvector."""
    return " ".join(f"'{term}':{place}" for place, term in enumerate(terms, start=1))
