"""A text goes through form, database, page, CSV, XLSX, letter and PDF as it was typed, and spoils no neighbor."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from grantapp.accounts.models import Person, Role
from grantapp.accounts.queries.people import find_people
from grantapp.applications.models import Side
from grantapp.database import db
from grantapp.questionnaires.models import Answer
from grantapp.questionnaires.rules import field_name
from grantapp.web.exports import xlsx_bytes
from tests.factories import applications, people

TEXTS = {
    "half-width kana": "ﾊﾝｶｸ ｶﾅ ﾀﾅｶ",
    "full-width digits": "２０２６年　ＡＢＣ",
    "variants": "髙﨑 德永 𠮷野家",
    "kept as typed": "神戸\ufa19社 and 神",
    "emoji": "Friends 👩‍👩‍👧‍👦🇯🇵🇺🇸",
    "combining": "e\u0301 か\u3099 é が",
    "right to left": "a\u202eb שלום \u2067x\u2069 \u200f",
    "zero width": "zero\u200bwidth\u200djoin\ufeff.",
    "vertical": "波ダッシュ〜～ − － ー",
    "selectors": "葛\U000e0100城 辻\U000e0101",
    "many marks": "Z\u0351\u036b\u0343a\u0363\u0366",
}
WIDENED = {
    TEXTS["half-width kana"]: "ハンカク カナ タナカ"
}  # names alone: whole kana are what city halls write


@pytest.fixture
def browser(client, sign_in):
    """Return the browser of somebody who may see everybody."""
    dana = people.staff(Role.ADMINISTRATOR)
    sign_in(client, dana)
    client.person_id = dana.id
    return client


def _save(browser, name, reading=""):
    form = {"name": name, "reading": reading, "title": name, "language": "en", "zone": "Asia/Tokyo"}
    return browser.post("/profile", data=form)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_name_when_typed_then_kept_but_for_half_kana_on_page_and_in_csv(browser, text):
    assert _save(browser, text).status_code == 302
    person = db.session.get_one(Person, browser.person_id, populate_existing=True)
    text = WIDENED.get(text, text)
    assert person.name == text
    assert text in browser.get("/profile").text
    rows = list(
        csv.reader(io.StringIO(browser.get("/people.csv").get_data(as_text=True).removeprefix("\ufeff")))
    )
    assert text in [cell for row in rows for cell in row]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_workbook_when_read_back_then_as_it_was_typed(text):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes([text], [[text, 5]]))).get_sheet_by_index(0)
    assert sheet.to_python() == [[text, ""], [text, 5.0]]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_answer_when_typed_then_kept_byte_for_byte_and_shown(app, client, sign_in, text):
    world = applications.world()
    draft = applications.draft(world)
    sign_in(client, world.editors[Side.LEAD])
    question = applications.find_question(draft, "title")
    answer = client.post(f"/applications/{draft.id}/sections/project", data={field_name(question): text})
    assert answer.status_code in (302, 422)
    assert db.session.query(Answer.value).filter_by(question_id=question.id).one()[0] == text
    assert text in client.get(f"/applications/{draft.id}/sections/project").text


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x07b", "a\x1bb", "a\x85b", "a\ufffeb", "a\ufdd0b", "a\U0010ffffb"]
)
def test_name_when_it_cannot_be_stored_then_said_and_nothing_is_lost(browser, text):
    answer = _save(browser, text, "タナカ")
    assert answer.status_code == 422
    assert "cannot be stored" in answer.text
    assert "タナカ" in answer.text
    assert "a\ufffdb" in answer.text


def test_name_when_it_cannot_be_stored_then_said_in_japanese(browser):
    person = db.session.get_one(Person, browser.person_id)
    form = {"name": "a\x00b", "reading": "", "title": "", "language": "ja", "zone": "Asia/Tokyo"}
    browser.post("/language", data={"language": "ja"})
    answer = browser.post("/profile", data=form)
    assert person.id
    assert "保存できない文字" in answer.text


def test_search_when_typed_composed_decomposed_or_wide_then_the_same_people_are_found(app):
    jose = people.person("José García", reading="ホセ")
    taro = people.person("がぎ 太郎", reading="ガギ タロウ")
    loose = people.person("Zoe\u0308 Smith")
    anybody = people.acting(Role.ADMINISTRATOR)
    for typed, found in (
        ("José", jose), ("Jose\u0301", jose), ("ｊｏｓé", jose), ("か\u3099き\u3099", taro), ("がぎ", taro), ("ﾎｾ", jose),
        ("Zoë", loose), ("Zoe\u0308", loose),
    ):  # fmt: skip
        assert list(find_people(anybody, typed)) == [found.id], typed


def test_file_of_a_sheet_when_opened_then_it_begins_with_the_mark_of_utf8(browser):
    assert browser.get("/people.csv").data.startswith(b"\xef\xbb\xbf")
