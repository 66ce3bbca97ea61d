"""PDFs by typst: data as JSON, our own fonts, a fixed time, so that the same data give the same bytes.

Japanese, Latin, Greek and Cyrillic are set in Noto Sans CJK, other scripts in the fonts that typst brings along. A
character that none of them has would make the engine refuse the whole document; it is written by its name instead.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from grantapp.core.words import N_
from grantapp.documents.canonical import plain
from grantapp.web.formats import both_clocks

ZONES = ("America/New_York", "Asia/Tokyo")
FOLDER = "print"
WORDS = {
    "product": N_("Sister City Exchange Grants"),
    "number": N_("Number"),
    "hash": N_("Hash of the content (SHA-256)"),
    "made": N_("Made"),
    "page": N_("Page {n} of {m}"),
    "name": N_("Name"),
    "title": N_("Office"),
    "date": N_("Date"),
    "signed": N_("Signed by typing the name"),
    "not_signed": N_("Not signed yet"),
    "no_answer": N_("No answer"),
}


GLYPHS = """#set document(title: "glyphs")
#for one in json(bytes(sys.inputs.data)) { par(text(font: "Noto Sans CJK JP", one)) }"""
UNSEEN = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # turn or break what stands beside them
)
COMPOSABLE = re.compile(r"\w[\u0300-\u036f\u3099\u309a]+")
FIRST_REGIONAL, LAST_REGIONAL = 0x1F1E6, 0x1F1FF  # two of them are a flag
_has_glyph = dict.fromkeys(range(0x20, 0x7F), True)


def make_pdf(template_name: str, data: Mapping[str, Any], language: str, at: datetime) -> bytes:
    """Return a PDF of `templates/print/<name>.typ`; the template reads `data` and the words of the frame."""
    import typst

    root = Path(str(current_app.template_folder)) / FOLDER
    with force_locale(language):
        words = {name: str(gettext(message)) for name, message in WORDS.items()}
        made = both_clocks(at, *ZONES)
    inputs = {"words": json.dumps(words), "language": language, "made": made}
    text = settable(json.dumps(plain(data), ensure_ascii=False))

    def compiled(content: str) -> bytes:
        return typst.compile(
            root / f"{template_name}.typ", root=root, font_paths=_fonts(), format="pdf", pdf_standards=["ua-1"],
            timestamp=at.replace(microsecond=0), sys_inputs=inputs | {"data": content},
        )  # fmt: skip

    try:
        return compiled(text)
    except typst.TypstError:  # a mark on a letter that no font draws together: once more without such marks
        return compiled(_without_marks(text))


def _without_marks(text: str) -> str:
    composed = COMPOSABLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return "".join(one for one in composed if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def settable(text: str) -> str:
    """Return a text whose every character has a glyph: one that has none, such as an emoji, stands as its name."""
    new = [one for one in sorted(set(text)) if ord(one) not in _has_glyph]
    without = set(_without_glyph(new))
    _has_glyph.update({ord(one): one not in without for one in new})
    table = {ord(one): _stand_in(one) for one in set(text) if not _has_glyph[ord(one)]}
    return text.translate(table | dict.fromkeys(map(ord, UNSEEN), ""))


def _stand_in(character: str) -> str:
    code = ord(character)
    if FIRST_REGIONAL <= code <= LAST_REGIONAL:
        return chr(ord("A") + code - FIRST_REGIONAL)
    name = unicodedata.name(character, f"U+{code:04X}")
    return (
        ""
        if unicodedata.category(character) in ("Cf", "Mn", "Me")
        else f"[{name.lower() if ' ' in name else name}]"
    )


def _without_glyph(characters: list[str]) -> list[str]:
    """Return those that no font of ours has, by halves: the engine refuses a document and names but one."""
    if not characters or _all_have_glyphs(characters):
        return []
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return [*_without_glyph(characters[:half]), *_without_glyph(characters[half:])]


def _all_have_glyphs(characters: list[str]) -> bool:
    import typst

    shown = [f"a{one}" if unicodedata.combining(one) else one for one in characters]
    try:
        typst.compile(
            GLYPHS.encode(), font_paths=_fonts(), format="pdf", pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(shown)},
        )  # fmt: skip
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> Any:
    import noto_cjk_sans_jp_bold
    import noto_cjk_sans_jp_regular
    import typst

    packages = (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)
    folders = [Path(str(package.FONT_PATH)).parent for package in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
