"""How fast pages are, beside the floor under them: one JSON object on stdout, progress on stderr.

    python3 dev.py bench pages --partnerships 1000        python3 dev.py bench pages --database postgresql

The floor of a page is what no framework could save: in the same process, and in turns with the page, the statements that it
asked are asked again on the bare driver, all rows fetched, and its own words are written by one flat Jinja loop.
"""

import argparse
import gc
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, Template
from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from grantapp import create_app
from grantapp.accounts.actions import begin_session
from grantapp.accounts.models import Factor
from grantapp.accounts.views.session import USER_KEY
from grantapp.core.policy import Actor
from grantapp.database import Base, db
from grantapp.demo import play
from grantapp.extensions import limiter
from grantapp.operations.jobs import load_access
from tests.databases import start_postgres
from tests.factories.partnerships import make_many_partnerships
from tests.load.pages import Measured, pages

FLAT: Template = Environment(autoescape=True).from_string("{% for word in words %}{{ word }} {% endfor %}")
WARM_UPS, FOREVER = 3, 3600
Statement = tuple[str, Any]


def say(words: str) -> None:
    """Tell whoever waits what happens."""
    print(f"── {words}", file=sys.stderr, flush=True)


@contextmanager
def house(database: str) -> Iterator[Flask]:
    """Open an empty product of its own in a temporary folder."""
    server = start_postgres() if database == "postgresql" else None
    try:
        with tempfile.TemporaryDirectory(prefix="grantapp-bench-") as name:
            folder = Path(name)
            settings = {
                "TESTING": True, "INLINE_JOBS": False, "MAIL_SERVER": "", "PUBLIC_URL": "http://localhost",
                "SQLALCHEMY_DATABASE_URI": server.url if server else f"sqlite:///{folder / 'bench.db'}",
                "FILES_URL": (folder / "files").as_uri(), "MAIL_FOLDER": str(folder / "mail"),
                "HUEY_PATH": str(folder / "huey.db"), "ACCESS_LOG": str(folder / "access.log"),
            }  # fmt: skip
            limiter.enabled = False
            app = create_app(settings)
            with app.app_context():
                engine = db.engine
                Base.metadata.create_all(engine)
            yield app
            engine.dispose()
    finally:
        if server:
            server.stop()


def fill(count: int) -> None:
    """Load the demonstration and many partnerships."""
    gc.disable()
    play.play(say)
    gc.enable()
    say(f"{count} partnerships more")
    make_many_partnerships(count)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    db.session.remove()
    gc.collect()
    gc.freeze()  # as the server does when it has started


def asked_by(app: Flask, page: Measured) -> Callable[[], tuple[int, bytes]]:
    """Return a way to ask for a page as a server would, with the cookie of its person."""
    client = app.test_client()
    if page.person_id:
        begun = begin_session(Actor.system("bench"), page.person_id, Factor.TOTP, "")
        with client.session_transaction() as session:
            session[USER_KEY] = begun.key
            session.permanent = True
        db.session.remove()
    cookie = client.get_cookie("session")
    headers = {"Accept-Language": "en", **({"Cookie": f"session={cookie.value}"} if cookie else {})}
    environ = EnvironBuilder(path=page.path, headers=headers).get_environ()

    def ask() -> tuple[int, bytes]:
        body, status, _headers = run_wsgi_app(app, dict(environ), buffered=True)
        return int(status[:3]), b"".join(body)

    return ask


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Collect every statement with its parameters."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def floor_of(statements: Sequence[Statement], body: bytes, driver: Any) -> Callable[[], None]:
    """Return the least that any program would do for a page."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", body.decode(), flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]*>", " ", text)).split()

    def do() -> None:
        cursor = driver.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        FLAT.render(words=words)

    return do


def took(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many milliseconds something took."""
    begun = clock()
    work()
    return (clock() - begun) * 1000


def measure(
    app: Flask, page: Measured, rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Any]:
    """Return the figures of one page: it and its floor in turns."""
    app.config["PAGE_CACHE_SECONDS"] = FOREVER if page.cached else 0
    with app.app_context():
        ask, engine = asked_by(app, page), db.engine
    for _time in range(WARM_UPS):
        status, body = ask()
    if status != 200:
        raise SystemExit(f"{page.name} ({page.path}) answered {status}")
    with recorded(engine) as statements:
        ask()
    connection = engine.raw_connection()
    try:
        floor = floor_of(statements, body, connection.driver_connection)
        times = [(took(ask, clock), took(floor, clock)) for _time in range(rounds)]
    finally:
        connection.close()
    own, least = zip(*times, strict=True)
    return {
        "page": page.name, "median_ms": round(statistics.median(own), 2),
        "p95_ms": round(statistics.quantiles(own, n=20)[-1], 2), "statements": len(statements), "bytes": len(body),
        "floor_ms": round(statistics.median(least), 3),
        "ratio": round(statistics.median(own) / statistics.median(least), 2),
    }  # fmt: skip


def bench_pages(options: argparse.Namespace) -> dict[str, Any]:
    """Measure every page on the demonstration and so many partnerships more."""
    with house(options.database) as app:
        found: list[dict[str, Any]] = []
        with app.app_context():
            fill(options.partnerships)
            measured = list(pages(app))
        for page in measured:
            if options.only and options.only not in page.name:
                continue
            if page.name == "access log":
                with app.app_context():
                    load_access()
            found.append(measure(app, page, options.rounds, CLOCKS[options.clock]))
            say(" ".join(f"{key}={value}" for key, value in found[-1].items()))
    return {"pages": found}


CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}
BENCHES = {"pages": bench_pages}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one bench and print what it found."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true", help="on one line")
    parser.add_argument("--partnerships", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="", help="pages whose name holds these words")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--clock", choices=sorted(CLOCKS), default="wall", help="cpu: own work only, where others work beside"
    )
    options = parser.parse_args(arguments)
    os.environ.setdefault("PYTHONUTF8", "1")
    with redirect_stdout(sys.stderr):
        found = BENCHES[options.name](options)
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 1))


if __name__ == "__main__":
    main()
