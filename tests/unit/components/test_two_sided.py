"""What belongs to two cities: states, clocks, money, the spread, the task list, clashes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from grantapp.core.money import Money
from tests.unit.components.conftest import Render

CLOSES = datetime(2011, 12, 17, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize("state", ["empty", "half", "done", "waits", "late", "back", "none"])
def test_every_state_has_a_glyph_and_a_word(render: Render, state: str) -> None:
    page = render('{{ status.tag(state, "Word") }}', state=state)
    assert page.one("{http://www.w3.org/2000/svg}svg").get("aria-hidden") == "true"
    assert "Word" in page.text
    assert f"glyph-{state}" in page.text


def test_states_differ_by_shape_not_only_by_color(render: Render) -> None:
    source = "{{ status.glyph(state) }}"
    states = ("empty", "half", "done", "waits", "late", "back", "none")
    shapes = {render(source, state=state).text.replace(f"glyph-{state}", "") for state in states}
    assert len(shapes) == len(states)


def test_clock_pair_shows_each_city_its_own_time_and_day(render: Render) -> None:
    source = """{{ clocks.clock_pair(at, {"zone": "America/New_York", "place": "Washington, DC"},
      {"zone": "Asia/Tokyo", "place": "Japan"}) }}"""
    text = render(source, at=CLOSES).text
    left, right = text.split('<div class="clock">')[1:]
    assert all(word in left for word in ("Washington, DC", "23:59", "ET", "Fri 16 Dec 2011"))
    assert all(word in right for word in ("Japan", "13:59", "JST", "Sat 17 Dec 2011"))


def test_two_clocks_stand_on_one_line(render: Render) -> None:
    source = '{{ clocks.two_clocks(at, ["America/New_York", "Asia/Tokyo"]) }}'
    page = render(source, at=CLOSES)
    assert (
        " ".join("".join(page.one("span").itertext()).split())
        == "Fri 16 Dec 2011, 23:59 ET · Sat 17 Dec 2011, 13:59 JST"
    )


def test_zero_is_a_dash_that_is_read_as_zero(render: Render) -> None:
    page = render("{{ money.amount(zero) }}", zero=Money(0, "USD"))
    assert "–" in page.text
    assert page.one("span[@class='visually-hidden']").text == "0"


def test_money_pair_puts_the_own_currency_first(render: Render) -> None:
    source = "{{ money.money_pair(own, other=other, rate=rate) }}"
    text = render(
        source, own=Money(1_800_000, "USD"), other=Money(1_397_700, "JPY"), rate=Decimal("77.65")
    ).text
    assert text.index("$18,000.00") < text.index("¥1,397,700 at 77.65")


def test_two_sided_puts_lead_left_and_names_the_reader(render: Render) -> None:
    source = """{% call(side) spread.two_sided({"name": "Tacoma"},
      {"name": "Kitakyushu", "own": "北九州市", "yours": true}) %}<p>{{ side }}</p>{% endcall %}"""
    page = render(source)
    lead, partner = page.all("section")
    assert "Tacoma" in "".join(lead.itertext())
    assert lead.find("p[.='lead']") is not None
    assert "your city" in "".join(partner.itertext())
    assert partner.find(".//span[@lang='ja']").text == "北九州市"


def test_rows_of_two_sides_stay_level_when_one_has_none(render: Render) -> None:
    source = '{{ spread.two_sided_rows({"name": "A"}, {"name": "B"}, rows) }}'
    page = render(
        source, rows=[{"lead": {"label": "Signed", "state": "done", "word": "Done"}, "partner": None}]
    )
    assert [len(side.findall("div[@class='side-row']")) for side in page.all("section")] == [1, 1]


def test_task_row_shows_both_cities_states(render: Render) -> None:
    source = """{% call tasks.tasks(lead, partner) %}
      {{ tasks.task_row(1, "Partner city", "/two", "Office",
                        {"state": "none", "word": "Only Kitakyushu"},
                  {"state": "half", "word": "In progress", "by": "松永", "boxed": true}) }}{% endcall %}"""
    page = render(
        source,
        lead={"name": "Tacoma", "done": 7, "total": 7},
        partner={"name": "Kitakyushu", "done": 4, "total": 7},
    )
    assert page.one("tbody//a").get("href") == "/two"
    states = ["".join(cell.itertext()).split() for cell in page.all("tbody//td")]
    assert states == [["Only", "Kitakyushu"], ["In", "progress", "松永"]]
    assert "4 of 7 sections done" in page.text


def test_clash_offers_both_texts_and_keeps_them(render: Render) -> None:
    source = '{{ clash.clash("Title", "q1", "mine", "theirs", by="Yamada Hanako", at_text="14:02") }}'
    page = render(source)
    assert [radio.get("value") for radio in page.all("input[@name='q1-choice']")] == [
        "yours",
        "theirs",
        "both",
    ]
    assert "mine" in page.one("textarea").text
    assert "theirs" in page.one("textarea").text
    assert "Saved 14:02 by Yamada Hanako" in page.text


def test_score_row_counts_not_applicable_apart(render: Render) -> None:
    source = '{{ score.score_row(1, "It lasts", 20, "score-3", value=4, anchors={4: "Goes on"}) }}'
    page = render(source)
    radios = page.all("input[@type='radio']")
    assert [radio.get("value") for radio in radios] == ["1", "2", "3", "4", "5", "na"]
    assert [radio.get("value") for radio in radios if radio.get("checked") is not None] == ["4"]
    assert {radio.get("id") for radio in radios} == {label.get("for") for label in page.all("label")}


def test_interval_is_hollow_only_where_it_crosses_the_cut(render: Render) -> None:
    source = "{{ funding_line.interval_bar(low, high, 4.0, cut=4.05) }}"
    assert "interval-open" in render(source, low=3.9, high=4.2).text
    assert "interval-open" not in render(source, low=4.1, high=4.4).text
