"""Photograph the pages of the journey: `python -m tests.browser.screenshots [--database FILE] [part of a name …]`.

Each page is taken in English and Japanese, 1280 and 360 wide, into docs/pictures/all/ (not kept in the
repository); the home page of a city also becomes docs/pictures/home.png, the picture of the README. It works on a
copy of a database that holds the demonstration (the developer's own, or another file), and loads the
demonstration anew where there is none.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from grantapp import create_app
from grantapp.demo import play
from grantapp.demo.cast import PASSWORD
from tests.browser.conftest import CHROMIUM, QUIET, Silent
from tests.browser.shots import Shot, list_shots
from tests.factories import people

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
LOADED = ROOT / "instance" / "grantapp.db"
WIDTHS = {1280: 900, 360: 780}
PLACES = {"en": ("en-US", "America/New_York"), "ja": ("ja-JP", "Asia/Tokyo")}
HOME = ("home-lead", "en", 1280)


def main(arguments: list[str]) -> int:
    """Photograph every page whose name holds one of some words, or all."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("--database", type=Path, default=LOADED)
    parser.add_argument("wanted", nargs="*")
    options = parser.parse_args(arguments)
    if CHROMIUM is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="grantapp-pictures-"))
    try:
        app = demonstration(folder, options.database)
        with app.app_context():
            shots = list(enumerate(list_shots(), start=1))
        chosen = [
            one for one in shots if not options.wanted or any(word in one[1].name for word in options.wanted)
        ]
        with served(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            wrong = sum(photograph(app, browser, address, chosen, language) for language in PLACES)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{len(chosen)} pages in {len(PLACES)} languages and {len(WIDTHS)} widths, {wrong} wrong: {PICTURES / 'all'}"
    )
    return 1 if wrong else 0


def demonstration(folder: Path, loaded: Path) -> Flask:
    """Return the product on a copy of the loaded demonstration, or on one that is loaded into the folder."""
    database = folder / "pictures.db"
    if loaded.exists():
        copy(loaded, database)
    app = create_app({
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}", "FILES_URL": (folder / "files").as_uri(),
        "MAIL_FOLDER": str(folder / "mail"), "HUEY_PATH": str(folder / "huey.db"), "RATELIMIT_ENABLED": False,
    })  # fmt: skip
    with app.app_context():
        upgrade()
        if not play.is_loaded():
            play.play(print)
    return app


def copy(source: Path, target: Path) -> None:
    """Copy a database that may be in use."""
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as old, sqlite3.connect(target) as new:
        old.backup(new)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the product on loopback and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def photograph(
    app: Flask, browser: Browser, address: str, shots: list[tuple[int, Shot]], language: str
) -> int:
    """Photograph all pages in one language, each as the one who sees it; return how many went wrong."""
    contexts: dict[str, BrowserContext] = {}
    wrong = 0
    for number, shot in shots:
        if shot.email not in contexts:
            contexts[shot.email] = come(app, browser, address, shot.email, language)
        page = contexts[shot.email].new_page()
        wrong += not take(page, address, shot, language, number)
        page.close()
    return wrong


def come(app: Flask, browser: Browser, address: str, email: str, language: str) -> BrowserContext:
    """Return a browser of somebody, signed in unless it is the public, in one language."""
    locale, zone = PLACES[language]
    context = browser.new_context(locale=locale, timezone_id=zone, reduced_motion="reduce")
    page = context.new_page()
    if email:
        page.goto(f"{address}/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        if "second-step" in page.url:
            with app.app_context():
                page.fill("[name=code]", people.next_code(email))
            page.click("main button[type=submit]")
    else:
        page.goto(f"{address}/about")
    page.click(f".languages button[lang={language}]")
    page.close()
    return context


def take(page: Page, address: str, shot: Shot, language: str, number: int) -> bool:
    """Take one page at every width; say when it does not answer or is wider than the screen."""
    good = True
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        answer = page.goto(address + shot.path)
        status = answer.status if answer else 0
        real = page.evaluate("document.documentElement.scrollWidth")
        if status != shot.status or real > width:
            good = False
            print(f"{shot.name} {language} {width}: status {status}, {real} wide, {shot.path}")
        target = PICTURES / "all" / f"{number:02d}-{shot.name}-{language}-{width}.png"
        page.screenshot(path=target, full_page=True)
        if (shot.name, language, width) == HOME:
            shutil.copyfile(target, PICTURES / "home.png")
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
