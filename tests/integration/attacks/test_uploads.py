"""Files that are not what they say are refused in words; a strange name becomes a safe one; text is never lost."""

import io
import zipfile

import pytest

from grantapp.applications.models import Side
from grantapp.database import db
from grantapp.files.models import StoredFile
from grantapp.questionnaires.forms import FILE_PREFIX
from tests.factories import applications, uploads

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"
POLYGLOT = b"GIF89a/*<script>*/=1;//" + uploads.PDF
REFUSED = [
    ("a.svg", SVG, "image/svg+xml"),
    ("a.pdf", SVG, "application/pdf"),
    ("a.html", HTML, "text/html"),
    ("a.png", HTML, "image/png"),
    ("a.pdf", HTML, "application/pdf"),
    ("a.pdf.exe", uploads.EXE, "application/pdf"),
    ("a.pdf", uploads.EXE, "application/pdf"),
    ("a.php", uploads.PDF, "application/pdf"),
    ("a.pdf", POLYGLOT, "application/pdf"),
    ("a.pdf\x00.exe", uploads.EXE, "application/pdf"),
    ("a.docm", uploads.office("word/document.xml", "word/vbaProject.bin"), "application/pdf"),
    ("a", uploads.PDF, "application/pdf"),
    ("a.pdf ", b"", "application/pdf"),
    (".pdf", HTML, "application/pdf"),
    ("a.pdf/../b.html", HTML, "application/pdf"),
    ("a.shtml.pdf", HTML, "application/pdf"),
    ("a.pdf::$DATA", uploads.PDF, "application/pdf"),
]


@pytest.fixture
def desk(app, client, sign_in):
    """Return a way to attach a file to a draft by its form, with some text beside it."""
    world = applications.world()
    draft = applications.draft(world)
    sign_in(client, world.editors[Side.LEAD])
    question = applications.find_question(draft, "letter")
    path = f"/applications/{draft.id}/sections/papers"

    def attach(name, content, kind="application/pdf"):
        data = {f"{FILE_PREFIX}{question.id}": (io.BytesIO(content), name, kind)}
        return client.post(path, data=data, content_type="multipart/form-data")

    attach.path, attach.field, attach.client = path, f"{FILE_PREFIX}{question.id}", client
    return attach


def kept():
    return [(one.name, one.media_type) for one in db.session.query(StoredFile)]


@pytest.mark.parametrize(("name", "content", "kind"), REFUSED)
def test_upload_when_it_is_not_what_it_says_then_refused_in_words(desk, name, content, kind):
    answer = desk(name, content, kind)
    assert answer.status_code in (422, 302)
    assert kept() == []
    if answer.status_code == 422:
        assert "was not attached" in answer.text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("見積書\ufa19.pdf", "見積書\ufa19.pdf"),
        ("con.pdf", "con.pdf"),
        ("a;b=c.pdf", "a;b=c.pdf"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
        ("😀.pdf", "😀.pdf"),
    ],
)
def test_upload_when_its_name_is_strange_then_kept_under_a_safe_one_and_sent_as_attachment(desk, typed, name):
    assert desk(typed, uploads.PDF, "text/html").status_code == 302
    assert kept() == [(name, "application/pdf")]
    assert "onerror=alert(1)>" not in desk.client.get(desk.path).text
    answer = desk.client.get(f"/files/{db.session.query(StoredFile.id).one()[0]}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _raw(desk, name):
    head = f'--limit\r\nContent-Disposition: form-data; name="{desk.field}"; filename="'.encode()
    body = head + name + b'"\r\nContent-Type: application/pdf\r\n\r\n' + uploads.PDF + b"\r\n--limit--\r\n"
    return desk.client.post(desk.path, data=body, content_type="multipart/form-data; boundary=limit")


@pytest.mark.parametrize(
    "name", ["見積書.pdf".encode("cp932"), b"\xff\xfe.pdf", "見積書.pdf".encode("euc-jp")]
)
def test_upload_when_its_name_is_in_an_old_encoding_then_said_so_and_nothing_is_kept(desk, name, monkeypatch):
    monkeypatch.setitem(desk.client.application.config, "WTF_CSRF_ENABLED", value=True)
    answer = _raw(desk, name)
    assert answer.status_code == 400
    assert "old encoding" in answer.text
    assert kept() == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--limit\r\n", "multipart/form-data; boundary=limit"),
        (b"", "multipart/form-data; boundary="),
        (b"x", "multipart/form-data"),
        (
            b"--limit\r\nContent-Disposition: form-data\r\n\r\n\r\n--limit--",
            "multipart/form-data; boundary=limit",
        ),
        (b"--limit\r\nX", "multipart/form-data; boundary=" + "l" * 5000),
    ],
)
def test_upload_when_the_form_is_broken_off_then_no_crash(desk, body, kind):
    assert desk.client.post(desk.path, data=body, content_type=kind).status_code < 500


def test_upload_when_it_is_a_bomb_then_it_is_not_unpacked(desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * 50_000_000)
    assert len(packed.getvalue()) < 100_000
    assert desk("bomb.docx", packed.getvalue()).status_code in (302, 422)
