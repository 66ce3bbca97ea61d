"""The browser of the system, never one that is downloaded, and the product behind a real address."""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.somebody import Somebody, Watch

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ABSENT = "chromium is not installed (on Debian: apt-get install chromium)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder; without a browser leave it out, but never on the machine that decides."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason=ABSENT))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's chromium without any traffic of its own."""
    if CHROMIUM is None:
        pytest.fail(ABSENT)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return no base address: each test says its own."""
    return ""


class Silent(WSGIRequestHandler):
    """A handler that keeps each request to itself; tests read the answers."""

    def log(self, _kind: str, _message: str, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the application of the test on loopback, forms guarded as in earnest, and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    found = f"http://127.0.0.1:{server.port}"
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", value=True)
    monkeypatch.setitem(app.config, "PUBLIC_URL", found)
    monkeypatch.setitem(
        app.config, "COMPRESS_STREAMS", value=False
    )  # compressed files are closed by chance only
    thread = Thread(target=server.serve_forever, name="site")
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def come(app: Flask, address: str, browser: Browser) -> Iterator[Callable[[str, str], Somebody]]:
    """Return a way to let somebody come with a browser of his own; at the end nothing may have gone wrong."""
    watch = Watch()
    contexts = []

    def arrive(name: str, language: str) -> Somebody:
        locale, zone = {"en": ("en-US", "America/New_York"), "ja": ("ja-JP", "Asia/Tokyo")}[language]
        context = browser.new_context(locale=locale, timezone_id=zone, color_scheme="light")
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Somebody(name, language, app, address, context.new_page(), watch)

    yield arrive
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)
