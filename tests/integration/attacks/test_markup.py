"""Whatever people write stays text: on every page, in every form that comes back, in letters and in PDFs."""

import io
from itertools import islice

import html5lib
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from grantapp import jobs
from grantapp.applications.models import Application
from grantapp.core.words import LANGUAGES
from grantapp.database import db
from grantapp.files.storage import read_bytes
from grantapp.jobs.models import Job
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from grantapp.partnerships.models import Partnership
from grantapp.unit_of_work import writing
from tests import attacker
from tests.factories import applications

MARK = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}{% x %}#panic()$x$ @a *b* _c_ \\ `d` <h1> // %s %(x)s"
SIGN = "img src=x"
WORDS = (
    "role",
    "kind",
    "what",
)  # facts that are words of the product's own, translated when the letter is written


def faults_of(answer, where):
    """Yield what an answer lets out of a text."""
    if not (answer.mimetype.startswith("text/") or answer.is_json):
        return
    if hasattr(answer, "page"):
        for element in answer.page.root.iter():
            if isinstance(element.tag, str):
                if element.get("onerror") or (element.tag == "img" and element.get("src") == "x"):
                    yield where, element.tag
                if element.tag == "script" and not element.get("src"):
                    yield where, "script"
    if "#panic()$x$" in answer.text and "49{% x %}" in answer.text:
        yield where, "evaluated"


def test_forms_when_markup_is_typed_then_it_comes_back_as_text(grounds, traps):
    shown, found = 0, []
    for trap in traps:
        if trap.texts:
            answer = attacker.send(grounds, trap, dict.fromkeys(trap.texts, MARK))
            assert answer.status_code < 500, trap
            found += faults_of(answer, trap.form.action)
            shown += SIGN in answer.text
    assert found == []
    assert shown > 5
    assert len(traps) > 60


@pytest.mark.long
def test_pages_when_every_text_holds_markup_then_it_is_shown_as_text(grounds):
    assert attacker.flood(MARK) > 80
    found, shown = [], 0
    for spot in grounds.spots("GET"):
        for language in LANGUAGES if attacker.FULL else LANGUAGES[:1]:
            answer = grounds.browser(spot.role).get(spot.path, headers={"Accept-Language": language})
            assert answer.status_code < 500 or spot.endpoint == "web.readyz", spot
            found += faults_of(answer, spot.path)
            shown += SIGN.encode() in answer.data
    assert found == []
    assert shown > 60


def test_letters_when_every_fact_holds_markup_then_text_in_text_and_html(grounds):
    letters = list(db.session.scalars(select(Letter)))
    with writing():
        for letter in letters:
            letter.facts = {
                name: value if "zone" in name or name in WORDS else _spoil(value)
                for name, value in letter.facts.items()
            }
            letter.recipient_name = MARK
    names = set()
    for letter in db.session.scalars(select(Letter)):
        message = delivery.message_of(letter)
        root = html5lib.parse(message.html, namespaceHTMLElements=False)
        tags = [one for one in root.iter() if isinstance(one.tag, str)]
        assert not [one.tag for one in tags if one.get("onerror") or one.tag in ("script", "img", "h1")], (
            letter.name
        )
        assert "49{% x %}" not in message.body + message.html
        assert MARK in message.body
        names.add(letter.name)
    assert len(names) >= 8


def _spoil(value):
    if isinstance(value, str):
        return MARK
    if isinstance(value, dict) and set(value) & {"en", "ja"}:
        return {key: MARK if key in ("en", "ja") else part for key, part in value.items()}
    return value


def test_pdfs_when_every_text_holds_markup_then_it_is_set_as_text(grounds):
    attacker.flood(MARK)
    application = db.session.get_one(Application, grounds.worlds[0]["application_id"])
    jobs.drain()
    errors = [one.error for one in db.session.scalars(select(Job)) if one.error]
    assert errors == []
    application = db.session.get_one(Application, application.id)
    kept = [one for one in _files_of(application) if one.media_type == "application/pdf" and one.size > 1000]
    assert kept
    for file in islice(kept, 2):
        text = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(read_bytes(file.storage_key))).pages
        )
        assert "onerror=alert(1)" in text.replace("\n", "")


def _files_of(application):
    from grantapp.files.models import StoredFile

    return db.session.scalars(
        select(StoredFile).where(StoredFile.subject_kind == "application", StoredFile.subject_id == application.id)
        .order_by(StoredFile.id.desc())
    )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in?next=%22%3E%3Cimg%20src=x%20onerror=1%3E",
        "/calls?cursor=%3Cimg%20src=x%3E",
        "/%3Cimg%20src=x%20onerror=1%3E",
    ],
)
def test_addresses_when_they_hold_markup_then_no_page_repeats_it(client, path):
    assert list(faults_of(client.get(path), path)) == []


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "x", " https://a.example"]
)
def test_source_when_it_is_no_web_address_then_no_link(client, app, source):
    world = applications.world()
    with writing():
        db.session.get_one(Partnership, world.partnership.id).source = source
    page = client.get(f"/partnerships/{world.partnership.id}")
    assert page.status_code == 200
    assert not [
        one
        for one in page.page.root.iter("a")
        if one.get("href", "").strip().startswith((source[:8], "data:"))
    ]
