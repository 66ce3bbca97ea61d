"""The frame, lists, and what holds for every template: no inline style or script, unique ids, one h1."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template, render_template_string

from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from tests.unit.components.conftest import ROOT, Render

OWN = [
    path
    for folder in ("components", "layout", "errors")
    for path in sorted((ROOT / "templates" / folder).glob("*.html"))
]
PAGE = """{% extends "layout/base.html" %}{% block title %}Budget & more{% endblock %}
{% block content %}<p>Text</p>{% endblock %}"""


def document(app: Flask, source: str, address: str = "/list?q=a", **context: Any) -> Any:
    """Render a whole page and parse it strictly, as HTML5."""
    with app.test_request_context(address):
        text = (
            render_template(source, **context)
            if source.endswith(".html")
            else render_template_string(source, **context)
        )
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_page_has_one_h1_that_is_the_title(bare_app: Flask, frame: dict[str, Any]) -> None:
    page = document(bare_app, PAGE, **frame)
    assert [heading.text for heading in page.iter("h1")] == ["Budget & more"]
    assert next(page.iter("title")).text == "Budget & more – Sister City Exchange Grants"


@pytest.mark.parametrize("area", ["city", "staff", "public"])
def test_frame_is_valid_and_ids_are_unique_on_every_front(
    bare_app: Flask, frame: dict[str, Any], area: str
) -> None:
    page = document(bare_app, PAGE, **{**frame, "area": area})
    seen = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert [name for name, times in seen.items() if times > 1] == []


def test_language_switch_stays_on_the_page(bare_app: Flask, frame: dict[str, Any]) -> None:
    page = document(bare_app, PAGE, **frame)
    nexts = [field.get("value") for field in page.iter("input") if field.get("name") == "next"]
    assert nexts == ["/list?q=a", "/list?q=a"]
    assert [button.text for button in page.iter("button") if button.get("aria-current")] == ["English"]


def test_staff_find_their_menu_at_the_left_and_cities_at_the_top(
    bare_app: Flask, frame: dict[str, Any]
) -> None:
    for area, place in (("staff", "admin-nav"), ("city", "main-nav")):
        page = document(bare_app, PAGE, **{**frame, "area": area})
        menu = next(nav for nav in page.iter("nav") if nav.get("class") == place)
        assert [link.text for link in menu.iter("a")] == ["Home", "Applications"]
        assert [link.text for link in menu.iter("a") if link.get("aria-current")] == ["Applications"]


def test_the_public_may_sign_in_and_people_may_sign_out(bare_app: Flask, frame: dict[str, Any]) -> None:
    public = document(bare_app, PAGE, **{**frame, "actor": Actor.anonymous()})
    assert "/sign-in" in {link.get("href") for link in public.iter("a")}
    signed_in = document(bare_app, PAGE, **frame)
    assert "/sign-out" in {form.get("action") for form in signed_in.iter("form")}
    assert "/sign-in" not in {link.get("href") for link in signed_in.iter("a")}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 419, 429, 500])
@pytest.mark.parametrize("signed_in", [True, False])
def test_refusals_offer_a_way_forward(
    bare_app: Flask, frame: dict[str, Any], status: int, signed_in: bool
) -> None:
    actor = frame["actor"] if signed_in else Actor.anonymous()
    page = document(bare_app, f"errors/{status}.html", **{**frame, "actor": actor})
    ways = next(part for part in page.iter("p") if part.get("class") == "ways")
    assert {"#help"} < {link.get("href") for link in ways.iter("a")}
    assert len(list(page.iter("h1"))) == 1


def test_conflict_page_shows_both_texts(bare_app: Flask, frame: dict[str, Any]) -> None:
    clash = SimpleNamespace(yours={"title": "mine"}, theirs={"title": "theirs"}, by="Yamada")
    page = document(bare_app, "errors/409.html", **frame, clash=clash, labels={"title": "Project title"})
    words = "".join(page.itertext())
    assert all(word in words for word in ("mine", "theirs", "Yamada", "Project title"))


def test_pager_keeps_filters_and_starts_again_with_another_size(render: Render) -> None:
    listed = Page(rows=[1], size=50, total=120, next_cursor="abc")
    source = "{{ table.pager(listed) }}"
    links = {
        link.text: link.get("href")
        for link in render(source, "/list?theme=a&cursor=old", listed=listed).all("a")
    }
    assert links == {
        "Next page": "/list?theme=a&cursor=abc",
        "25": "/list?theme=a&size=25",
        "100": "/list?theme=a&size=100",
    }


def test_sort_link_turns_around_and_is_announced(render: Render) -> None:
    source = '<table><tr>{{ table.head("Requested", sort="requested", number=true) }}</tr></table>'
    first = render(source, "/list?cursor=x")
    assert first.one("th").get("aria-sort") is None
    assert first.one("a").get("href") == "/list?sort=requested"
    second = render(source, "/list?sort=requested")
    assert second.one("th").get("aria-sort") == "ascending"
    assert second.one("a").get("href") == "/list?sort=-requested"


@pytest.mark.parametrize(("total", "words"), [(1, "1 row"), (34, "34 rows"), (1001, "more than 1,000 rows")])
def test_totals_are_exact_up_to_the_limit(render: Render, total: int, words: str) -> None:
    page = render("{{ table.table_tools(listed) }}", listed=Page(rows=[], total=total))
    assert words in page.text
    assert ("count=all" in page.text) == (total > 1000)


def test_confirm_names_the_object_and_posts_once(render: Render) -> None:
    source = (
        '{{ confirm.confirm("Garden <Exchange>", ["No change afterwards."], "/submit", "Submit", "/back") }}'
    )
    page = render(source)
    form = page.one("form")
    assert (form.get("method"), form.get("action")) == ("post", "/submit")
    assert "Garden &lt;Exchange&gt;" in page.text
    assert page.one("input[@name='csrf_token']") is not None
    assert page.one("button").text == "Submit"


def test_history_and_timeline_mark_time(render: Render) -> None:
    source = '{{ timeline.timeline([{"title": "A", "state": "past"}, {"title": "B", "state": "now"}]) }}'
    assert [step.get("aria-current") for step in render(source).all("li")] == [None, "step"]
