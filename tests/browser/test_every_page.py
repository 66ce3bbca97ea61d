"""No page has a fault that axe, the keyboard or a small screen can find: both languages, day and night, wide and narrow.

Quick: the kit of parts, which holds every component in every state. The walk: each template that there is, in each
language and width, as somebody who comes to it in the demonstration.
"""

import fcntl
import pickle
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Browser, BrowserContext, Page

from grantapp.accounts import queries
from grantapp.unit_of_work import writing
from tests.browser.screenshots import PLACES, copy, demonstration, served
from tests.browser.side_doors import add_refusals, open_side_doors
from tests.browser.tour import Stop, cookie_of, find_stops
from tests.browser.walk import SIZES, bring_axe, judge

LANGUAGES = ("en", "ja")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NO_PAGES = ("components", "emails", "layout", "print", "web")  # the kit shows what lies in web
NOT_WALKED = {
    "accounts/data_copy.html": "a file that is kept, and opened without the product",
    "errors/both_texts.html": "a part of the pages of two writers",
    "errors/ways.html": "a part of the other error pages",
}
SEND = """([sends, to]) => {
  const form = document.querySelector("main form[method=post]") ?? document.querySelector("form[method=post]");
  for (const [name, value] of Object.entries(sends)) {
    const there = form.elements.namedItem(name);
    if (there) { there.value = value; continue; }
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  if (to) form.action = to;
  HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_kit_when_walked_then_nothing_is_found(
    browser: Browser, address: str, language: str, theme: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    bring_axe(context)
    page = context.new_page()
    faults: list[str] = []
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{address}/_kit?language={language}&theme={theme}")
        first = (language, theme) == ("en", "light")
        faults += judge(page, f"{language} {theme} at {width}", keyboard=first)
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory, engine_name: str, worker_id: str) -> Path:
    """Return the folder of a demonstration that the first worker loads and finds its way through for all."""
    if engine_name != "sqlite":
        pytest.skip("the demonstration of the walk lies in SQLite")
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "stops").exists():
            app = demonstration(folder, folder / "none.db")
            add_refusals(app)
            stops = [*find_stops(app), *open_side_doors(app)]
            (folder / "stops").write_bytes(pickle.dumps(stops))
    return folder


@pytest.fixture(scope="module")
def stops(demonstrated: Path) -> list[Stop]:
    """Return all pages to be seen."""
    return list(pickle.loads((demonstrated / "stops").read_bytes()))


@pytest.fixture(scope="module")
def loaded(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """Return the product with a copy of the demonstration inside, and its address."""
    folder = tmp_path_factory.mktemp("walk")
    copy(demonstrated / "pictures.db", folder / "all.db")
    shutil.copytree(demonstrated / "files", folder / "files")
    app = demonstration(folder, folder / "all.db")
    add_refusals(app)
    with served(app) as address:
        yield app, address
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.walk
def test_tour_when_planned_then_it_shows_every_template(stops: list[Stop]) -> None:
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    pages = {name for name in every if not name.startswith(NO_PAGES) and "/_" not in name}
    assert pages - {stop.template for stop in stops} == set(NOT_WALKED)


@pytest.mark.walk
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_when_walked_in_the_demonstration_then_nothing_is_found(
    browser: Browser, loaded: tuple[Flask, str], stops: list[Stop], language: str, width: int
) -> None:
    app, address = loaded
    faults: list[str] = []
    for email, some in groupby(stops, key=lambda stop: stop.email):
        context = _browse(app, browser, address, email, language)
        page = context.new_page()
        for stop in some:
            faults += _seen(app, page, address, stop, language, width)
        context.close()
    assert not faults, "\n".join(faults)


def _browse(app: Flask, browser: Browser, address: str, email: str, language: str) -> BrowserContext:
    """Return a browser of somebody who reads one language."""
    locale, zone = PLACES[language]
    context = browser.new_context(locale=locale, timezone_id=zone, reduced_motion="reduce")
    bring_axe(context)
    if email:
        name = app.config["SESSION_COOKIE_NAME"]
        context.add_cookies([{"name": name, "value": cookie_of(app, email), "url": address}])
        with app.app_context(), writing():
            queries.find_person_by_email(email).language = language  # type: ignore[union-attr]
    return context


def _seen(app: Flask, page: Page, address: str, stop: Stop, language: str, width: int) -> Iterator[str]:
    """Come to a page and yield its faults; the keyboard goes the same way in every language."""
    rendered: list[str] = []

    def note(_app: Flask, template: Any, **_more: Any) -> None:
        rendered.append(template.name or "")

    name = f"{language} {width} {stop.name}"
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    with template_rendered.connected_to(note, app):
        page.goto(address + stop.path)
        if stop.sends is not None:
            with page.expect_navigation():
                page.evaluate(SEND, [stop.sends, stop.to])
    if stop.template not in rendered and stop.path not in ("/", "/about"):
        yield f"{name} shows {rendered}"
        return
    yield from judge(page, name, keyboard=language == LANGUAGES[0])
