"""No cell of a sheet that we hand out is a formula, whatever people wrote."""

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from grantapp.core.money import Money
from grantapp.web.exports import harmless, xlsx_bytes
from tests import attacker

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = (
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INVISIBLE = " \u00a0\u3000\u200b\ufeff\u2060\u200e\u200f\u202e"


def _dangerous(cell):
    bare = cell.lstrip(INVISIBLE)
    figure = bare.removeprefix("-").replace(".", "", 1).replace(",", "")
    return bare.startswith(STARTS) and not figure.isdigit()


def test_sheets_when_every_text_is_a_formula_then_each_cell_is_text(grounds):
    attacker.flood(*FORMULAS)
    sheets, cells, books = 0, 0, 0
    for spot in grounds.spots("GET"):
        answer = grounds.browser(spot.role).get(spot.path) if spot.path.endswith((".csv", ".xlsx")) else None
        if answer is None or answer.status_code != 200:
            continue
        if spot.path.endswith(".xlsx"):
            books += _check_workbook(answer.data) > 0
            continue
        assert answer.data.startswith(b"\xef\xbb\xbf"), spot
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))
        assert [cell for row in rows for cell in row if _dangerous(cell)] == [], spot
        sheets, cells = sheets + 1, cells + sum(map(len, rows))
    assert sheets >= 8
    assert books >= 3
    assert cells > 100


@pytest.mark.parametrize("text", FORMULAS)
def test_cell_when_it_begins_like_a_formula_then_marked_as_text_and_kept(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", [-5, "-5", "-12.50", 3, "1959-06", "Tacoma", "北九州", None, "", Money(-5, "JPY")]
)
def test_cell_when_it_is_a_figure_or_plain_text_then_left_as_it_is(value):
    assert harmless(value) == ("" if value is None else str(value))


def _check_workbook(content):
    """Assert that no cell of a workbook is more than text, a figure or a day; return how many are written as text."""
    book = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in book.namelist() if "external" in name.lower() or "vba" in name.lower()]
    written = 0
    for name in book.namelist():
        if name.startswith("xl/worksheets/sheet"):
            cells = [one for one in ET.fromstring(book.read(name)).iter() if one.tag.startswith(MAIN)]
            tags = {one.tag.removeprefix(MAIN) for one in cells}
            assert not tags & {"f", "hyperlink", "hyperlinks", "oleObjects", "drawing"}
            kinds = [one.get("t", "n") for one in cells if one.tag == f"{MAIN}c"]
            assert set(kinds) <= {"n", "inlineStr", "s"}
            written += len(kinds) - kinds.count("n")
    return written


def test_workbook_when_every_text_is_a_formula_then_it_holds_none():
    assert _check_workbook(xlsx_bytes(["=1"], [[text] for text in FORMULAS])) == len(FORMULAS) + 1
