"""No page has a fault that axe, the keyboard or a small screen can find: both languages, day and night, wide and narrow.

Quick: the kit of parts, which holds every component in every state. Full: each template that the demonstration can
show, as whoever sees it, once, and every page of the journey.
"""

import shutil
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException

from tests.browser.screenshots import come, demonstration, served
from tests.browser.shots import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FINANCE,
    OBSERVER,
    OFFICER,
    PUBLIC,
    list_shots,
)
from tests.browser.walk import judge

LANGUAGES = ("en", "ja")
STAFF = {
    "officer": OFFICER, "director": DIRECTOR, "finance": FINANCE, "observer": OBSERVER, "auditor": AUDITOR,
    "administrator": ADMINISTRATOR,
}  # fmt: skip
MOST_OF_ONE_ENDPOINT = 3
FEWEST_TEMPLATES = 90


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_kit_when_walked_then_nothing_is_found(
    browser: Browser, address: str, language: str, theme: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/_kit?language={language}&theme={theme}")
    faults = list(judge(page, f"{language} {theme}", keyboard=(language, theme) == ("en", "light")))
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """Return the product with the demonstration inside, and its address."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = demonstration(folder, folder / "none.db")
    with served(app) as address:
        yield app, address
    shutil.rmtree(folder, ignore_errors=True)


class Walk:
    """One person's way through the product: which addresses show which templates."""

    def __init__(self, app: Flask, address: str, context: BrowserContext, seen: set[str]) -> None:
        self.app, self.address, self.context, self.seen = app, address, context, seen
        self.rendered = ""
        self.visits: dict[str, int] = {}

    def addresses(self, start: str) -> list[str]:
        """Return one address for each template that nobody saw before, following links from a page."""
        template_rendered.connect(self._note, self.app)
        found, waiting, known = [], deque([start]), {start}
        while waiting:
            path = waiting.popleft()
            if not self._wanted(path):
                continue
            self.rendered = ""
            answer = self.context.request.get(self.address + path)
            html = answer.text() if "html" in answer.headers.get("content-type", "") else ""
            good = answer.ok
            answer.dispose()
            if not html:
                continue
            if self.rendered and self.rendered not in self.seen and good:
                self.seen.add(self.rendered)
                found.append(path)
            fresh = [link for link in _links(html) if link not in known]
            known.update(fresh)
            waiting.extend(fresh)
        template_rendered.disconnect(self._note, self.app)
        return found

    def _note(self, _app: Flask, template: Any, **_more: Any) -> None:
        if template.name and not template.name.startswith(("emails/", "print/")):
            self.rendered = template.name

    def _wanted(self, path: str) -> bool:
        """Whether a page of this kind was opened seldom enough; files and feeds are not pages."""
        try:
            endpoint, _values = self.app.url_map.bind("", "/").match(urlsplit(path).path, method="GET")
        except HTTPException:
            return False
        self.visits[endpoint] = self.visits.get(endpoint, 0) + 1
        return self.visits[endpoint] <= MOST_OF_ONE_ENDPOINT and not path.endswith((".csv", ".xlsx", ".pdf"))


def _links(html: str) -> list[str]:
    root = html5lib.parse(html, namespaceHTMLElements=False)
    addresses = [one.get("href", "").partition("#")[0] for one in root.iter("a")]
    return [address for address in addresses if address.startswith("/") and not address.startswith("//")]


@pytest.mark.full
def test_pages_when_walked_in_the_demonstration_then_nothing_is_found(
    browser: Browser, loaded: tuple[Flask, str]
) -> None:
    app, address = loaded
    with app.app_context():
        shots = list_shots()
    wanted: dict[str, dict[str, None]] = {}
    for shot in shots:
        wanted.setdefault(shot.email, {})[shot.path] = None
    seen: set[str] = set()
    faults: list[str] = []
    for email in dict.fromkeys([PUBLIC, *wanted, *STAFF.values()]):
        contexts = {language: come(app, browser, address, email, language) for language in LANGUAGES}
        found = Walk(app, address, contexts["en"], seen).addresses("/home" if email else "/")
        paths = {**wanted.get(email, {}), **dict.fromkeys(found)}
        for language, context in contexts.items():
            page = context.new_page()
            for path in paths:
                faults += _judged(page, address + path, f"{email or 'public'} {language} {path}")
            context.close()
    assert faults == []
    assert len(seen) >= FEWEST_TEMPLATES, sorted(seen)


def _judged(page: Page, url: str, name: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(url)
    return list(judge(page, name, keyboard=" en " in name))
