"""Names lose their tricks and keep their letters; kinds are told by content."""

import io
import zipfile

import pytest

from grantapp.files import rules
from grantapp.files.views import disposition
from tests.factories import uploads


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("見積書（最終）.pdf", "見積書（最終）.pdf"),
        ("Agreement final (2).docx", "Agreement final (2).docx"),
        ("神戸\ufa19.pdf", "神戸\ufa19.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\evil.pdf", "evil.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("/absolute/plan.pdf", "plan.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
        (None, "file"),
        ("/", "file"),
        ("   plan.pdf  ", "plan.pdf"),
    ],
)
def test_name_when_cleaned_then_paths_and_marks_go_and_letters_stay(typed, kept):
    assert rules.clean_name(typed) == kept


def test_name_when_long_then_its_ending_stays():
    name = rules.clean_name("長" * 400 + ".pdf")
    assert len(name) == rules.LONGEST_NAME
    assert name.endswith("長.pdf")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", uploads.PDF, rules.PDF),
        ("a.jpg", uploads.JPEG, rules.JPEG),
        ("a.png", uploads.PNG, rules.PNG),
        ("a.docx", uploads.office("word/document.xml"), rules.DOCX),
        ("a.xlsx", uploads.office("xl/workbook.xml"), rules.XLSX),
        ("a.csv", "市,額\n大津,1\n".encode("cp932"), rules.CSV),
        ("a.csv", "\ufeffcity,amount\n".encode(), rules.CSV),
        ("a.txt", "京都\n".encode(), rules.TXT),
        ("a.pdf", uploads.EXE, ""),
        ("a.txt", uploads.EXE, ""),
        ("a.txt", b"MZ\x00\x01", ""),
        ("a.docx", uploads.office("word/document.xml", "word/vbaProject.bin"), ""),
        ("a.docx", uploads.office("evil.exe"), ""),
        ("a.docx", b"PK\x03\x04 broken", ""),
        ("a.html", b"<html><script>alert(1)</script>", ""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ""),
        ("a.pdf", b"<html>not a PDF", ""),
    ],
)
def test_kind_when_read_from_the_content_then_only_known_ones_are_named(name, content, media_type):
    assert rules.media_type_of(io.BytesIO(content), name) == media_type


def problem(name, content, limit=rules.MEGABYTE, accepted=rules.EVERY_TYPE):
    media_type = rules.media_type_of(io.BytesIO(content), name) if content else ""
    found = list(rules.problems_of_upload(name, media_type, len(content), limit, accepted, "plan"))
    return [(entry.field, entry.code) for entry in found]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", uploads.EXE, "file_content"),
        ("a.png", uploads.PDF, "file_content"),
        ("a.exe", uploads.EXE, "file_type"),
        ("a.pdf.exe", uploads.PDF, "file_type"),
        ("a", uploads.PDF, "file_type"),
        ("a.pdf", uploads.PDF + b" " * rules.MEGABYTE, "file_too_large"),
    ],
)
def test_upload_when_something_speaks_against_it_then_one_problem_beside_its_field(name, content, code):
    assert problem(name, content) == [("plan", code)]


def test_upload_when_the_question_takes_papers_only_then_a_sheet_is_refused():
    sheet = uploads.office("xl/workbook.xml")
    assert problem("a.xlsx", sheet) == []
    assert problem("a.xlsx", sheet, accepted=rules.PAPERS) == [("plan", "file_type")]


def test_upload_when_a_bomb_then_only_its_list_is_read():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", b"\0" * 50 * rules.MEGABYTE)
    assert rules.media_type_of(packed, "a.docx") == rules.DOCX


def test_quota_when_it_would_be_passed_then_a_problem():
    assert rules.problem_of_quota("a.pdf", rules.QUOTA - 10, 10, "file") is None
    assert rules.problem_of_quota("a.pdf", rules.QUOTA - 10, 11, "file").code == "file_quota"


def test_kinds_when_listed_then_as_each_language_lists_them():
    assert rules.spoken(rules.PAPERS).en == "PDF, JPEG or PNG"
    assert rules.spoken(rules.PAPERS).ja == "PDF・JPEG・PNG"
    assert rules.accept_attribute(rules.PAPERS) == ".pdf,.jpg,.jpeg,.png"


@pytest.mark.parametrize("name", ["見積書.pdf", 'a"b\\c;d.pdf', "50%.pdf", "a\r\nX-Evil: 1.pdf", "naïve.pdf"])
def test_disposition_when_written_then_plain_ascii_and_the_true_name_encoded(name):
    header = disposition(name)
    assert header.isascii()
    assert "\r" not in header
    assert header.count('"') == 2
    assert header.startswith("attachment; filename=")
    assert "filename*=UTF-8''" in header
