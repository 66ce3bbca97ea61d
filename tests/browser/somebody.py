"""Somebody at a browser: opens pages, follows links, types and presses buttons; every new page is examined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask_babel import force_locale, gettext
from playwright.sync_api import ConsoleMessage, Locator, Page, Request

from grantapp.database import db
from tests.factories import people

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
NARROW = {"width": 360, "height": 800}
WIDE = {"width": 1280, "height": 900}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
# Pages whose components differ most; they are seen by night and on a phone too.
SEEN_TWICE = {
    "calls.public_call", "applications.hub", "applications.section", "applications.budget", "reviews.score",
    "reviews.decisions", "portfolio.award", "portfolio.home", "disbursements.of_award", "showcase.front",
}  # fmt: skip


@dataclass
class Watch:
    """What went wrong in any browser, and which pages were examined."""

    faults: list[str] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)


class Somebody:
    """A person with a browser and a language."""

    def __init__(self, name: str, language: str, app: Flask, address: str, page: Page, watch: Watch) -> None:
        self.name, self.language, self.app, self.address = name, language, app, address
        self.page, self.watch = page, watch
        self._listen(page)

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.watch.faults.append(f"{self.name}: {error}"))
        page.on("request", self._follow_request)
        page.on("response", self._read_response)

    def _hear(self, message: ConsoleMessage) -> None:
        refused = "Failed to load resource" in message.text  # the answer's status is judged by itself
        if message.type in ("error", "warning") and not refused:
            self.watch.faults.append(f"{self.name} at {self.page.url}: {message.text}")

    def _follow_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.watch.faults.append(f"{self.name}: a request left the host: {request.url}")

    def _read_response(self, response: Any) -> None:
        if response.status >= 500 or response.status in (404, 400, 403):
            self.watch.faults.append(f"{self.name}: {response.status} at {response.url}")

    # ---------------------------------------------------------------- reading

    def word(self, english: str, **values: Any) -> str:
        """Return what a button or link says in this person's language."""
        with self.app.test_request_context(), force_locale(self.language):
            return str(gettext(english, **values))

    @property
    def path(self) -> str:
        """Where the person is."""
        return urlsplit(self.page.url).path

    @property
    def title(self) -> str:
        """The h1 of the page."""
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        """Everything that the page says."""
        return " ".join(self.page.locator("body").inner_text().split())

    def read(self, *expected: str) -> "Somebody":
        """Find texts on the page."""
        words = self.words
        missing = [one for one in expected if one not in words]
        assert not missing, f"{self.name} misses {missing} at {self.page.url}: {words[:3000]}"
        return self

    # ---------------------------------------------------------------- moving

    def open(self, path: str) -> "Somebody":
        """Open an address of the host."""
        self.page.goto(self.address + path)
        return self._arrive()

    def follow(self, english: str, **values: Any) -> "Somebody":
        """Click a link in the content by its words."""
        return self._click(
            self.page.locator("main").get_by_role("link", name=self.word(english, **values)).first
        )

    def click(self, selector: str) -> "Somebody":
        """Click what a selector names, and see the page that comes."""
        return self._click(self.page.locator(selector).first)

    def press(self, english: str, **values: Any) -> "Somebody":
        """Press a button by its words."""
        return self._click(
            self.page.get_by_role("button", name=self.word(english, **values), exact=True).first
        )

    def switch_to(self, language: str) -> "Somebody":
        """Press the other language in the masthead; the page stays the same."""
        before = self.path
        self.language = language
        self._click(self.page.locator(f".languages button[lang={language}]"))
        assert self.path == before
        return self

    def _click(self, target: Locator) -> "Somebody":
        with self.page.expect_navigation():
            target.click()
        return self._arrive()

    def _arrive(self) -> "Somebody":
        db.session.rollback()  # what the server wrote is read anew
        self._examine()
        return self

    # ---------------------------------------------------------------- typing

    def fill(self, values: Mapping[str, Any]) -> "Somebody":
        """Fill in controls by their names: text, a choice by its value, several, files by their names."""
        for name, value in values.items():
            self._fill_one(self.page.locator(f'main [name="{name}"]:not([type=hidden])'), name, value)
        return self

    def _fill_one(self, control: Locator, name: str, value: Any) -> None:
        assert control.count(), f"{self.name} finds no {name} at {self.page.url}"
        kind = control.first.evaluate("one => one.type")
        if kind == "checkbox" and control.count() == 1:
            control.check()
        elif kind in ("radio", "checkbox"):
            for one in [value] if isinstance(value, str) else value:
                self.page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif kind == "file":
            control.first.set_input_files({"name": value, "mimeType": "application/pdf", "buffer": PDF})
        elif kind.startswith("select"):
            control.first.select_option(value)
        else:
            control.first.fill(value)

    def type_text(self, name: str, text: str) -> None:
        """Type into a field key by key."""
        field = self.page.locator(f'main [name="{name}"]')
        field.click()
        field.fill("")
        field.press_sequentially(text)

    def see_saved(self) -> str:
        """Wait until the page says that it saved by itself; return what it says."""
        state = self.page.locator(".save-state-saved [data-save-text]")
        state.wait_for()
        return state.inner_text()

    def sign_in(self, email: str, password: str) -> "Somebody":
        """Sign in on the page."""
        self.open("/sign-in").fill({"email": email, "password": password})
        self.press("Sign in")
        if "second-step" in self.page.url:
            self.fill({"code": people.next_code(email)}).press("Continue")
        return self

    # ---------------------------------------------------------------- examining

    def _examine(self) -> None:
        endpoint, values = self.app.url_map.bind("", "/").match(self.path, method="GET")
        part = str(values.get("section_key", ""))
        key = (endpoint, part, self.title)
        if key in self.watch.seen:
            return
        self.watch.seen.add(key)
        self._judge("")
        if endpoint in SEEN_TWICE:
            self.page.emulate_media(color_scheme="dark")
            self._judge("dark")
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size(NARROW)
            self._judge("360")
            self._measure()
            self.page.set_viewport_size(WIDE)

    def _measure(self) -> None:
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            self.watch.faults.append(f"{self.path} is {width} wide on a phone")

    def _judge(self, how: str) -> None:
        for one in Axe().run(self.page, options=OPTIONS).response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in one["nodes"][:4])
            summary = one["nodes"][0].get("failureSummary", "").replace("\n", " ")[:300]
            self.watch.faults.append(
                f"axe {how} {self.language} {self.path}: {one['id']}: {nodes} ({summary})"
            )
