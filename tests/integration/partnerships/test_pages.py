"""The directory, the page of a partnership, and the offices of its cities."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from grantapp.accounts.models import Person, Role
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships import actions, documents, jobs, queries
from grantapp.partnerships.models import ActivityKind, Partnership
from tests.factories import partnerships as factory
from tests.factories.people import grant, person, scope, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
JAPANESE = {"Accept-Language": "ja"}
pytestmark = pytest.mark.usefixtures("app")


def pair(**cells: str) -> Partnership:
    """Return the partnership of Tacoma and Kitakyushu in a gazetteer of just these two."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    return factory.partnership(cells)


@pytest.fixture
def pairs(app: Flask) -> None:
    """Load all known pairs."""
    factory.gazetteer()
    jobs.import_file(factory.system(), documents.shipped_pairs())


def names(page: str) -> list[str]:
    """Return the partnerships of a directory page in order."""
    return re.findall(r'<a href="/partnerships/\d+">([^<]+)</a>', page)


def award(found: Partnership, *, is_public: bool = True) -> None:
    """Write an award into the history; the partnership stands in for the award's record."""
    actions.record_activity(
        factory.system(), found.id, ActivityKind.AWARD, on=date(2012, 4, 2), subject=found,
        direction="outbound",
        summary=Bilingual("Japanese garden design", "日本庭園の設計"), is_public=is_public,
    )  # fmt: skip


@pytest.mark.usefixtures("pairs")
def test_directory_when_paged_through_then_every_partnership_comes_once_in_order(client: FlaskClient) -> None:
    url, seen = "/partnerships", []
    while url:
        page = client.get(url).get_data(as_text=True)
        seen += names(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 79
    assert seen[0].startswith("Atlanta")
    assert seen[-1].startswith("Yakima")


@pytest.mark.usefixtures("pairs")
def test_directory_when_read_in_japanese_then_it_is_sorted_by_reading(client: FlaskClient) -> None:
    seen = names(client.get("/partnerships?size=100", headers=JAPANESE).get_data(as_text=True))
    assert seen[0] == "アイオワ州・山梨県"
    assert seen[-1] == "ワシントン州・兵庫県"  # a long vowel stands where its vowel would: ワア before ワシ


FILTERED = {
    "q=tacoma": ["Tacoma – Kitakyushu"],
    "q=きたきゅうしゅう": ["Tacoma – Kitakyushu"],
    "q=山内": ["Sebastopol – Takeo"],
    "q=springfield+tochigi": ["Springfield – Ashikaga"],
    "jp=JP-14": ["Maryland – Kanagawa Prefecture", "Nashville – Kamakura"],
    "kind=sister_state&us=US-MD": ["Maryland – Kanagawa Prefecture"],
    "status=ended": ["San Francisco – Osaka"],
    "program=funded": ["Tacoma – Kitakyushu"],
    "q=%25": [],
    "sort=agreed&q=nagasaki": ["Saint Paul – Nagasaki"],
}


@pytest.mark.usefixtures("pairs")
def test_directory_when_filtered_then_page_and_file_hold_the_same(client: FlaskClient) -> None:
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    award(found)
    for typed, expected in FILTERED.items():
        query = quote(typed, safe="=&+%-")
        assert names(client.get(f"/partnerships?{query}").get_data(as_text=True)) == expected
        file = client.get(f"/partnerships.csv?{query}").get_data(as_text=True)
        assert len(list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))) == len(expected)


@pytest.mark.usefixtures("pairs")
def test_directory_when_sorted_by_date_then_the_oldest_known_comes_after_the_unknown(
    client: FlaskClient,
) -> None:
    newest = names(client.get("/partnerships?sort=-agreed").get_data(as_text=True))
    assert newest[0] == "Nashville – Kamakura"


def test_directory_when_parameters_are_nonsense_then_it_answers_all_the_same(client: FlaskClient) -> None:
    pair()
    for query in ("cursor=abc", "size=9999", "kind=x&status=y&region=z", "sort=;drop", "q=" + "x" * 5000):
        assert client.get(f"/partnerships?{query}").status_code == 200, query


def test_directory_when_it_has_more_rows_then_it_needs_no_more_statements(client: FlaskClient) -> None:
    factory.gazetteer()

    def statements() -> int:
        counted: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get("/partnerships").status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    lines = documents.shipped_pairs().splitlines(keepends=True)
    jobs.import_file(factory.system(), b"".join(lines[:4]))
    few = statements()
    jobs.import_file(factory.system(), b"".join(lines[:26]))
    assert statements() == few


@pytest.mark.usefixtures("pairs")
def test_export_when_read_back_then_nothing_changes(client: FlaskClient) -> None:
    response = client.get("/partnerships.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"].startswith("attachment")
    results = jobs.import_file(factory.system(), response.data)
    assert {result.outcome for result in results} == {"unchanged"}
    assert len(results) == 79


def test_export_when_a_cell_is_a_formula_then_it_is_harmless(client: FlaskClient) -> None:
    pair(note='=HYPERLINK("https://evil.example")', note_ja="@x")
    text = client.get("/partnerships.csv").get_data(as_text=True)
    assert "'=HYPERLINK" in text
    assert "'@x" in text


def test_partnership_when_opened_then_both_sides_the_date_and_the_source_stand_there(
    client: FlaskClient,
) -> None:
    found = pair(jp_status="ended", jp_status_on="2018-10-02")
    page = client.get(f"/partnerships/{found.id}").get_data(as_text=True)
    for words in (
        "Tacoma",
        "北九州市",
        "June 1959",
        "Tue 2 Oct 2018",
        "example.org",
        "Active",
        "Ended",
        "Washington",
    ):
        assert words in page, words
    japanese = client.get(f"/partnerships/{found.id}", headers=JAPANESE).get_data(as_text=True)
    assert "タコマ市・北九州市" in japanese
    assert "1959年6月" in japanese
    assert "福岡県" in japanese


def test_partnership_when_an_award_is_recorded_twice_then_its_history_shows_it_once(
    client: FlaskClient,
) -> None:
    found = pair()
    award(found)
    award(found)
    page = client.get(f"/partnerships/{found.id}").get_data(as_text=True)
    assert page.count("Japanese garden design") == 1
    assert "outbound" in page


def test_partnership_when_a_line_is_not_public_then_only_office_and_partners_read_it(
    client: FlaskClient, sign_in: SignIn
) -> None:
    found = pair()
    award(found, is_public=False)
    url = f"/partnerships/{found.id}"
    assert "Japanese garden design" not in client.get(url).get_data(as_text=True)
    own = grant(person(), Role.APPLICANT_EDITOR, factory.office_of(found).scope_id)
    assert "Japanese garden design" in sign_in(client, own).get(url).get_data(as_text=True)
    assert "Japanese garden design" in sign_in(client, staff(Role.AUDITOR)).get(url).get_data(as_text=True)
    stranger = grant(person(), Role.APPLICANT_EDITOR, scope().id)
    assert "Japanese garden design" not in sign_in(client, stranger).get(url).get_data(as_text=True)


def test_partnership_when_there_is_none_then_it_is_not_found(client: FlaskClient) -> None:
    assert client.get("/partnerships/999").status_code == 404


def test_change_status_when_the_officer_gives_a_reason_then_only_that_side_changes(
    client: FlaskClient, sign_in: SignIn
) -> None:
    found = pair()
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = f"/partnerships/sides/{found.members[1].id}/status"
    assert client.get(url).status_code == 200
    refused = client.post(url, data={"version": "1", "status": "suspended", "on": "2022-02", "reason": " "})
    assert refused.status_code == 422
    assert "Give a reason" in refused.get_data(as_text=True)
    assert (
        client.post(
            url, data={"version": "1", "status": "suspended", "on": "soon", "reason": "a"}
        ).status_code
        == 422
    )
    assert (
        client.post(
            url,
            data={"version": "1", "status": "suspended", "on": "2022-02", "reason": "Letter of the mayor"},
        ).status_code
        == 302
    )
    changed = queries.get_partnership(found.id)
    assert [str(member.status) for member in changed.members] == ["active", "suspended"]
    assert str(changed.members[1].status_on) == "2022-02"


def test_change_status_when_others_try_then_the_door_is_closed(client: FlaskClient, sign_in: SignIn) -> None:
    found = pair()
    url = f"/partnerships/sides/{found.members[0].id}/status"
    assert client.get(url).status_code == 302
    theirs = grant(person(), Role.APPLICANT_SIGNATORY, factory.office_of(found, 2).scope_id)
    assert sign_in(client, theirs).post(url, data={"status": "ended"}).status_code == 403
