"""PDFs hold Japanese as text, embed our own fonts, and are the same bytes for the same data."""

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from grantapp.documents.typesetting import make_pdf

AT = datetime(2026, 11, 2, 15, 0, 0, 123456, tzinfo=UTC)
SOURCE = """
#import "base.typ": *
#show: sheet.with(title: data.title, number: data.number, hash: data.sha256)
#section("Cities")
#two-sided(
  (role: "Lead", name: "Tacoma", other: "タコマ市"), (role: "Partner", name: "北九州市"),
  rows: (("Contact", "Jane Doe", "髙﨑 花子"),),
)
#facts((("Theme", "姉妹都市交流"),))
#answer("What?", "二つの市の交流。\\n二行目。", lang: "ja")
#answer("Why?", "")
#rows-table(("Line", "Amount"), range(80).map(i => ("Line " + str(i), "$1,000.00")), numbers: (1,))
#amount-line("Total", "$80,000.00", total: true)
#signatures((
  (role: "Lead", city: "Tacoma", name: "Jane Doe", date: "2 Nov"), (role: "Partner", city: "北九州市"),
))
"""
DATA = {"title": "姉妹都市 Exchange", "number": "2026-0143", "sha256": "ab" * 32}


@pytest.fixture
def pdf(app, tmp_path, monkeypatch):
    """Return a way to set the test's own document."""
    folder = tmp_path / "print"
    shutil.copytree(Path(app.template_folder) / "print", folder)
    (folder / "sample.typ").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(app, "template_folder", str(tmp_path))
    return lambda language="en", data=DATA, at=AT: make_pdf("sample", data, language, at)


def pages(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_pdf_when_read_then_japanese_is_text_as_it_was_typed(pdf):
    text = "\n".join(pages(pdf()))
    for words in ("姉妹都市交流", "髙﨑 花子", "北九州市", "二行目。", "$80,000.00"):
        assert words in text
    assert "No answer" in text
    assert "Not signed yet" in text


def test_pdf_when_opened_then_only_our_fonts_and_each_is_embedded(pdf):
    fonts = {}
    for page in PdfReader(io.BytesIO(pdf())).pages:
        for font in page["/Resources"]["/Font"].values():
            drawn = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(drawn["/BaseFont"]).partition("+")[2]] = drawn["/FontDescriptor"].get_object()
    assert {name.removesuffix("-Identity-H") for name in fonts} == {
        "NotoSansCJKjp-Regular",
        "NotoSansCJKjp-Bold",
    }
    assert all("/FontFile3" in descriptor for descriptor in fonts.values())


def test_pdf_when_it_has_several_sheets_then_each_bears_name_number_hash_times_and_its_count(pdf):
    sheets = pages(pdf())
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet
        for words in (DATA["title"], DATA["number"], DATA["sha256"], "10:00 ET", "00:00 JST"):
            assert words in sheet
        assert "Amount" in sheet or "Line 0" not in sheet


def test_pdf_when_opened_by_a_screen_reader_then_tagged_with_its_language(pdf):
    reader = PdfReader(io.BytesIO(pdf("ja")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert reader.metadata.title == DATA["title"]
    width, height = (round(float(side)) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (595, 842)


def test_pdf_when_made_twice_then_the_same_bytes(pdf):
    assert pdf() == pdf()
    assert pdf() != pdf(at=datetime(2026, 11, 3, tzinfo=UTC))


def test_pdf_when_the_data_hold_code_then_it_stays_text(pdf):
    text = "".join(pages(pdf(data=DATA | {"title": '#read("/etc/passwd") $x$ *b* \\ "q"'})))
    assert '#read("/etc/passwd") $x$ *b* \\ "q"' in text
    assert "root:" not in text


def test_pdf_when_the_data_hold_a_fraction_then_refused(pdf):
    with pytest.raises(TypeError):
        pdf(data=DATA | {"amount": 1.5})


def test_pdf_when_names_hold_rare_characters_then_each_is_drawn_by_its_own_glyph(pdf):
    names = "髙﨑 神社の\ufa19 𠮷野家 德永 葛\U000e0100城 ﾊﾝｶｸ ２０２６ é Nguyễn שלום"
    content = pdf(data=DATA | {"title": names, "number": "\ufa19"})
    folded = "".join(pages(content)).replace("\n", "")
    for word in names.split():
        assert word in folded or word[::-1] in folded, word
    assert "\ufffd" not in folded
    assert "\x00" not in folded


def test_pdf_when_a_character_has_no_glyph_then_its_name_stands_there_and_the_rest_is_whole(pdf):
    text = "".join(
        pages(pdf(data=DATA | {"title": "友だち 😀 ❤️ 1️⃣ か\u3099 🇯🇵🇺🇸 สวัสดี \ufeff\ufffeend"}))
    ).replace("\n", "")
    assert "友だち [grinning face]" in text
    assert "JPUS" in text
    assert "1 が" in text
    assert "[thai character so sua]" in text
    assert "end" in text


def test_pdf_when_a_name_turns_the_writing_then_its_neighbors_stand_as_they_were(pdf):
    text = "".join(pages(pdf(data=DATA | {"title": "Eve\u202eliart \u2067x"})))
    assert "Eveliart x" in text
