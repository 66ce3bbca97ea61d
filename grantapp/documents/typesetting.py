"""PDFs by typst: data as JSON, our own fonts, a fixed time, so that the same data give the same bytes."""

import json
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


def make_pdf(template_name: str, data: Mapping[str, Any], language: str, at: datetime) -> bytes:
    """Return a PDF of `templates/print/<name>.typ`; the template reads `data` and the words of the frame."""
    import typst

    root = Path(str(current_app.template_folder)) / FOLDER
    with force_locale(language):
        words = {name: str(gettext(message)) for name, message in WORDS.items()}
        made = both_clocks(at, *ZONES)
    inputs = {"data": json.dumps(plain(data)), "words": json.dumps(words)}
    made_pdf = typst.compile(
        root / f"{template_name}.typ", root=root, font_paths=_fonts(), format="pdf", pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0), sys_inputs=inputs | {"language": language, "made": made},
    )  # fmt: skip
    if not isinstance(made_pdf, bytes):
        raise TypeError("typst made no document")
    return made_pdf


@cache
def _fonts() -> Any:
    import noto_cjk_sans_jp_bold
    import noto_cjk_sans_jp_regular
    import typst

    packages = (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)
    folders = [Path(str(package.FONT_PATH)).parent for package in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
