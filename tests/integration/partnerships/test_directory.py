"""The choices of the directory say exactly how many they leave; sheets and map hold what is chosen."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships import actions, documents, jobs, queries
from grantapp.partnerships.models import ActivityKind
from grantapp.partnerships.queries import Filters
from tests.factories import partnerships as factory

pytestmark = pytest.mark.usefixtures("app")
SELECTIONS = (
    Filters(), Filters(kind="sister_state"), Filters(us="US-CA", status="active"), Filters(decade="1960"),
    Filters(program="funded"), Filters(text="shi", jp="JP-13"), Filters(status="ended", program="recent"),
    Filters(decade="none"), Filters(text="nothing of this name"),
)  # fmt: skip
MOST_STATEMENTS, MOST_BYTES = 12, 80_000


@pytest.fixture
def pairs(app: Flask) -> None:
    """Load all known pairs; two have a grant, one of them a recent journey."""
    factory.gazetteer()
    jobs.import_file(factory.system(), documents.shipped_pairs())
    for places, kind, on in (
        (("us-wa-tacoma", "jp-40-kitakyushu"), ActivityKind.AWARD, date(2012, 4, 2)),
        (("us-wa-tacoma", "jp-40-kitakyushu"), ActivityKind.EXCHANGE, date(2025, 4, 2)),
        (("us-ca-san-francisco", "jp-27-osaka"), ActivityKind.AWARD, date(2013, 4, 2)),
    ):
        found = queries.find_by_places(places)
        assert found is not None
        actions.record_activity(
            factory.system(), found.id, kind, on=on, subject=found, summary=Bilingual("Gardens", "庭園")
        )


@pytest.mark.usefixtures("pairs")
def test_facets_when_a_value_is_chosen_then_the_list_holds_what_the_figure_said() -> None:
    who = Actor.anonymous()
    for chosen in (replace(one, since=date(2024, 1, 1)) for one in SELECTIONS):
        for name, counts in queries.count_facets(who, chosen).items():
            said = {
                value: queries.count_partnerships(who, replace(chosen, **{name: value})) for value in counts
            }
            assert said == counts, (name, chosen)


@pytest.mark.usefixtures("pairs")
def test_facets_when_nothing_is_chosen_then_each_partnership_is_counted() -> None:
    counts = queries.count_facets(Actor.anonymous(), Filters(since=date(2024, 1, 1)))
    assert sum(counts["kind"].values()) == sum(counts["decade"].values()) == 79
    assert counts["program"] == {"funded": 2, "recent": 1}


@pytest.mark.usefixtures("pairs")
def test_sheet_when_filtered_then_it_holds_the_list_and_the_import_reads_it(client: FlaskClient) -> None:
    content = client.get("/partnerships.xlsx?us=US-WA").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == list(documents.EXPORT_HEAD)
    assert len(rows) - 1 == queries.count_partnerships(Actor.anonymous(), Filters(us="US-WA")) > 3


@pytest.mark.usefixtures("pairs")
def test_map_when_filtered_then_it_draws_and_lists_the_selection(client: FlaskClient) -> None:
    page = client.get("/partnerships/map?us=US-WA").text
    count = queries.count_partnerships(Actor.anonymous(), Filters(us="US-WA"))
    assert len(re.findall(r'class="map-(?:thin|heavy)"', page)) == count
    assert page.count("<tr>") == count + 1
    assert page.count('class="map-heavy"') == 1
    assert "map-place" in page
    assert "Tacoma" in page
    assert "style=" not in page
    assert "us=US-WA" in page
    nothing = client.get("/partnerships/map?q=nothing+of+this+name").text
    assert "No partnership fits these filters." in nothing


def test_directory_when_it_holds_thousands_then_a_page_is_small_and_needs_few_statements(
    client: FlaskClient,
) -> None:
    factory.make_many_partnerships(1500)
    counted: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    page = client.get("/partnerships?size=50")
    event.remove(db.engine, "before_cursor_execute", note)
    assert page.text.count('data-label="Partnership"') == 50
    assert len(counted) <= MOST_STATEMENTS
    assert len(page.data) <= MOST_BYTES
    drawn = client.get("/partnerships/map")
    assert "The map and the table show the first 300 of 1,500 partnerships." in drawn.text
