"""No page has a fault that axe, the keyboard or a small screen can find: both languages, day and night, wide and narrow.

Quick: the kit of parts, which holds every component in every state. Asked for: each template that the demonstration can
show, once in each language, as whoever sees it; the people are shared out, so that workers walk side by side.
"""

import fcntl
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Browser, BrowserContext
from werkzeug.exceptions import HTTPException

from grantapp.accounts import queries
from grantapp.accounts.actions import begin_session
from grantapp.accounts.models import Factor
from grantapp.accounts.views.session import USER_KEY
from grantapp.core.policy import Actor
from grantapp.unit_of_work import writing
from tests.browser import shots
from tests.browser.screenshots import PLACES, copy, demonstration, served
from tests.browser.walk import SIZES, bring_axe, judge

LANGUAGES = ("en", "ja")
OFFICE = (shots.OFFICER, shots.DIRECTOR)
CONTROL = (shots.FINANCE, shots.OBSERVER, shots.AUDITOR, shots.ADMINISTRATOR)
# Who walks, and how many templates these people see at least.
SHARES = {"public": 15, "cities": 30, "office": 30, "control": 20}
MOST_OF_ONE_ENDPOINT = 2
LINK = re.compile(r'<a\b[^>]*?\bhref="(/(?!/)[^"#]*)')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_kit_when_walked_then_nothing_is_found(
    browser: Browser, address: str, language: str, theme: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    bring_axe(context)
    page = context.new_page()
    page.goto(f"{address}/_kit?language={language}&theme={theme}")
    widths = SIZES if (language, theme) == ("en", "light") else ()
    faults = list(judge(page, f"{language} {theme}", keyboard=widths))
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory, engine_name: str, worker_id: str) -> Path:
    """Return the folder of a demonstration that the first worker loads for all."""
    if engine_name != "sqlite":
        pytest.skip("the demonstration of the walk lies in SQLite")
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "loaded").exists():
            demonstration(folder, folder / "none.db")
            (folder / "loaded").touch()
    return folder


@pytest.fixture(scope="module")
def loaded(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """Return the product with a copy of the demonstration inside, and its address."""
    folder = tmp_path_factory.mktemp("walk")
    copy(demonstrated / "pictures.db", folder / "all.db")
    shutil.copytree(demonstrated / "files", folder / "files")
    app = demonstration(folder, folder / "all.db")
    with served(app) as address:
        yield app, address
    shutil.rmtree(folder, ignore_errors=True)


class Walk:
    """One person's way through the product: which addresses show which templates."""

    def __init__(self, app: Flask, cookie: str, seen: set[str]) -> None:
        self.app, self.seen, self.rendered = app, seen, ""
        self.client = app.test_client()
        if cookie:
            self.client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        self.visits: dict[str, int] = {}

    def addresses(self, starts: Iterable[str]) -> list[str]:
        """Return one address for each template that nobody saw before, following links from some pages."""
        found, waiting = [], deque(starts)
        known = set(waiting)
        with template_rendered.connected_to(self._note, self.app):
            while waiting:
                path = waiting.popleft()
                if not self._wanted(path):
                    continue
                html = self._open(path)
                if self.rendered and self.rendered not in self.seen:
                    self.seen.add(self.rendered)
                    found.append(path)
                fresh = [link for link in map(unescape, LINK.findall(html)) if link not in known]
                known.update(fresh)
                waiting.extend(fresh)
        return found

    def _open(self, path: str) -> str:
        """Return the page at an address, and remember its template; nothing where no page comes."""
        self.rendered = ""
        answer = self.client.get(path, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return answer.text
        self.rendered = ""
        return ""

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


@pytest.mark.walk
@pytest.mark.parametrize("share", SHARES)
def test_pages_when_walked_in_the_demonstration_then_nothing_is_found(
    browser: Browser, loaded: tuple[Flask, str], share: str
) -> None:
    app, address = loaded
    seen: set[str] = set()
    faults: list[str] = []
    for email, starts in _people(app, share).items():
        cookie = _enter(app, email)
        found = Walk(app, cookie, seen).addresses([*starts, "/home" if email else "/"])
        for language in LANGUAGES if found else ():
            context = _browse(app, browser, address, cookie, email, language)
            faults += _judged(context, [address + path for path in found], f"{email or 'public'} {language}")
            context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= SHARES[share], sorted(seen)


def _people(app: Flask, share: str) -> dict[str, list[str]]:
    """Return who walks in a share, with the pages of the journey that they begin at."""
    with app.app_context():
        pages = shots.list_shots()
    found: dict[str, list[str]] = {one: [] for one in {"office": OFFICE, "control": CONTROL}.get(share, ())}
    for shot in pages:
        if _share_of(shot) == share and shot.status == 200:
            found.setdefault(shot.email, []).append(shot.path)
    return found


def _share_of(shot: shots.Shot) -> str:
    if not shot.email or shot.name.startswith("reviewer"):
        return "public"
    staff = {**dict.fromkeys(OFFICE, "office"), **dict.fromkeys(CONTROL, "control")}
    return staff.get(shot.email, "cities")


def _enter(app: Flask, email: str) -> str:
    """Return the cookie of a session that was begun for somebody; nothing for the public."""
    if not email:
        return ""
    with app.app_context():
        person = queries.find_person_by_email(email)
        assert person is not None, email
        key = begin_session(Actor.system("test"), person.id, Factor.TOTP, "").key
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({USER_KEY: key, "_permanent": True}))


def _browse(
    app: Flask, browser: Browser, address: str, cookie: str, email: str, language: str
) -> BrowserContext:
    """Return a browser of somebody who reads one language."""
    locale, zone = PLACES[language]
    context = browser.new_context(locale=locale, timezone_id=zone, reduced_motion="reduce")
    bring_axe(context)
    if cookie:
        context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": address}])
        with app.app_context(), writing():
            queries.find_person_by_email(email).language = language  # type: ignore[union-attr]
    return context


def _judged(context: BrowserContext, urls: list[str], name: str) -> Iterator[str]:
    """Yield the faults of some pages; the keyboard and the night are the same in every language."""
    first = f" {LANGUAGES[0]}" in name
    for url in urls:
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(url)
        told = f"{name} {urlsplit(url).path}"
        yield from judge(page, told, keyboard=(1280,) if first else (), night=first)
        page.close()
