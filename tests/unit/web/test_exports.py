"""Sheets of a list: text stays text, figures and days stay what they are."""

import io
from datetime import date

from python_calamine import CalamineWorkbook

from grantapp.web.exports import harmless, xlsx_bytes

HOSTILE = '=HYPERLINK("http://example.org";"x")'


def rows_of(content: bytes) -> list[list[object]]:
    """Return what a reader of sheets finds."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def test_xlsx_when_read_back_then_each_cell_is_what_it_was() -> None:
    rows = [["姉妹都市", date(1959, 6, 1), 12, None], ["髙﨑 😀 \u202e", "007", -1.5, True]]
    assert rows_of(xlsx_bytes(["a", "b", "c", "d"], rows)) == [
        ["a", "b", "c", "d"],
        ["姉妹都市", date(1959, 6, 1), 12.0, ""],
        ["髙﨑 😀 \u202e", "007", -1.5, "True"],
    ]


def test_xlsx_when_a_text_looks_like_a_formula_then_it_stays_text() -> None:
    texts = [HOSTILE, "+1", "@x", "http://example.org", "12"]
    assert rows_of(xlsx_bytes(["a"], [[text] for text in texts]))[1:] == [[text] for text in texts]


def test_xlsx_when_a_text_is_hostile_or_too_long_then_the_file_is_whole() -> None:
    found = rows_of(xlsx_bytes(["a"], [["\ud800"], ["x" * 40_000], [10**20]]))
    assert (found[1], len(str(found[2][0])), found[3]) == (["?"], 32_767, [str(10**20)])


def test_csv_when_a_cell_would_be_a_formula_then_it_is_quoted_and_figures_are_not() -> None:
    assert [harmless(cell) for cell in (HOSTILE, "-12.5", "-x", None)] == [f"'{HOSTILE}", "-12.5", "'-x", ""]
