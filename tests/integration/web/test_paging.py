"""Pages by key, whatever type the key has and whatever is typed into the address."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from grantapp.core.paging import write_cursor
from grantapp.core.words import Bilingual
from grantapp.database import fetch_page
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind, Partnership, PartnershipActivity
from tests.factories import partnerships as factory

pytestmark = pytest.mark.usefixtures("app")
IMPOSSIBLE = [
    ["after", "a\x00b", 1],
    ["after", "a", 2**70],
    ["after", "a", "b"],
    ["after", 5, 5],
    ["after", "a", True],
    ["after", "\ud800", 1],
    ["after", "a"],
    ["sideways", "a", 1],
]


@pytest.fixture
def pair(app: Flask) -> Partnership:
    """Return a partnership with three lines of history, two on the same day."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    found = factory.partnership()
    for kind, day in ((ActivityKind.AWARD, 2), (ActivityKind.EXCHANGE, 9), (ActivityKind.OUTCOME, 9)):
        record_activity(
            factory.system(),
            found.id,
            kind,
            on=date(2012, 10, day),
            subject=found,
            summary=Bilingual("a", "a"),
        )
    return found


@pytest.mark.parametrize("key", [PartnershipActivity.on, PartnershipActivity.recorded_at])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.usefixtures("pair")
def test_fetch_page_when_the_key_is_a_date_then_every_row_comes_once_in_both_directions(
    key: object, descending: bool
) -> None:
    keys = [key, PartnershipActivity.id]
    seen, cursor, last = [], "", ""
    for _step in range(3):
        page = fetch_page(select(PartnershipActivity), keys, cursor=cursor, size=1, descending=descending)
        seen += [row.id for row in page.rows]
        cursor, last = page.next_cursor, page.previous_cursor
    assert cursor == ""
    assert len(set(seen)) == 3
    back = fetch_page(select(PartnershipActivity), keys, cursor=last, size=1, descending=descending)
    assert [row.id for row in back.rows] == [seen[1]]


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("parts", IMPOSSIBLE)
def test_list_when_a_hand_was_at_the_cursor_then_the_first_page_comes(
    client: FlaskClient, parts: list[object]
) -> None:
    cursor = write_cursor(str(parts[0]), parts[1:])
    assert "Tacoma" in client.get("/partnerships", query_string={"cursor": cursor}).get_data(as_text=True)


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("value", ["soon", "2012-13-40", datetime(2012, 1, 1, tzinfo=UTC).isoformat()])
def test_fetch_page_when_the_cursor_holds_no_date_of_its_column_then_the_first_page_comes(value: str) -> None:
    cursor = write_cursor("after", [value, 1])
    page = fetch_page(
        select(PartnershipActivity), [PartnershipActivity.on, PartnershipActivity.id], cursor=cursor
    )
    assert len(page.rows) == 3


@pytest.mark.parametrize(
    "path", ["/partnerships?q=%00", "/partnerships?q=a&q=%01", "/partnerships/99999999999999999999"]
)
def test_address_when_nothing_can_bear_it_then_it_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
