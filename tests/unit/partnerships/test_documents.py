"""Reading CSV files as cities send them."""

import pytest

from grantapp.core.errors import Invalid
from grantapp.core.words import unstorable
from grantapp.partnerships import documents
from grantapp.web.exports import xlsx_bytes

TEXT = "us_place,jp_place,kind,note_ja\nTacoma,北九州市,sister_city,提携\n"


def refused(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Invalid) as refusal:
        documents.read_table(content)
    (problem,) = refusal.value.problems
    assert problem.message % problem.parameters
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_read_table_when_saved_by_any_spreadsheet_then_it_is_read(encoding: str) -> None:
    (line,) = documents.read_table(TEXT.replace("\n", "\r\n").encode(encoding))
    assert line.number == 2
    assert line.cells == {
        "us_place": "Tacoma",
        "jp_place": "北九州市",
        "kind": "sister_city",
        "note_ja": "提携",
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"us_place,kind\nTacoma,sister_city\n", "columns_missing"),
        (b"us_place,jp_place,kind,color\n", "columns_unknown"),
        (b"us_place,jp_place,kind,kind\n", "columns_twice"),
        (b'us_place,jp_place,kind\n"Tacoma,Kitakyushu,sister_city\n', "malformed"),
        (b'us_place,jp_place,kind\n"Tac"oma,Kitakyushu,sister_city\n', "malformed"),
        (b"PK\x03\x04rest of a workbook", "not_table"),
        (b"us_place,jp_place,kind\nTac\x00oma,x,y\n", "not_table"),
        (b"us_place,jp_place,kind\n\x81\xff\xfe,x,y\n", "encoding"),
        (b"x" * (documents.LARGEST_FILE + 1), "too_large"),
    ],
)
def test_read_table_when_the_file_is_malformed_then_it_is_refused_whole(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_read_table_when_a_line_has_other_cells_then_only_that_line_is_marked() -> None:
    lines = documents.read_table(b"us_place,jp_place,kind\na,b\n\na,b,c,d\na,b,c\n")
    assert [(line.number, line.cells is None) for line in lines] == [(2, True), (4, True), (5, False)]


def test_shipped_pairs_when_read_then_every_line_is_whole() -> None:
    lines = documents.read_table(documents.shipped_pairs())
    assert len(lines) == 79
    assert all(line.cells for line in lines)


def test_read_table_when_cells_hold_what_cannot_be_stored_then_it_is_marked_and_the_rest_is_as_typed() -> (
    None
):
    head = ["us_place", "jp_place", "kind", "note_ja"]
    book = xlsx_bytes(
        head,
        [["Tacoma", "ｷﾀｷｭｳｼｭｳ", "sister_city", "髙﨑 神\ufa19 𠮷 😀"], ["a_x0000_", "b", "c", "x_x000D_\ny"]],
    )
    first, second = documents.read_table(book)
    assert first.cells == dict(
        zip(head, ["Tacoma", "ｷﾀｷｭｳｼｭｳ", "sister_city", "髙﨑 神\ufa19 𠮷 😀"], strict=True)
    )
    assert second.cells is not None
    assert not any(unstorable(cell) for cell in second.cells.values())
