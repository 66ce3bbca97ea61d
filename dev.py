#!/usr/bin/env python3
"""Everything a developer of Grantapp starts: setup, run, test, lint. Needs nothing but Python 3.11."""

import argparse
import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STAMP = VENV / "grantapp.stamp"
LOCK = ROOT / "requirements" / "dev.txt"
CATALOGS = ROOT / "grantapp" / "translations"
HOST = "127.0.0.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS_TO_START = 90
SECONDS_TO_STOP = 10
NOTHING_COLLECTED = 5


class Failure(Exception):
    """A mishap that is told in one sentence, without a traceback."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    options, rest = parser().parse_known_args(arguments)
    if rest and options.command not in ("test", "screenshots", "bench"):
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = [word for word in rest if word != "--"]
    try:
        return int(options.run(options))
    except Failure as failure:
        print(f"dev.py: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Describe the subcommands."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__, allow_abbrev=False)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
        sub.set_defaults(run=run)
        return sub

    command("setup", setup, "make .venv with the locked packages and compile the catalogs")
    start = command("run", run, "start web and worker with the demonstration inside, on this machine only")
    start.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")
    code = command("code", show_code, "print the present second-step codes of the demonstration's office")
    code.add_argument("person", nargs="?", default="", help="part of an address, such as castellano")
    test = command("test", run_tests, "run the tests; further arguments go to pytest")
    test.add_argument("--full", action="store_true", help="both databases everywhere, full sizes")
    bench_ = command("bench", bench, "measure (pages) and print one JSON object; further arguments go on")
    bench_.add_argument("name", metavar="NAME", help="what is measured: pages")
    command("walk", walk, "judge every page of the demonstration with axe, keyboard and small screens")
    command("lint", lint, "check style, types, templates, import rules, catalogs and generated documents")
    command("screenshots", screenshots, "photograph the pages of the journey; further arguments go on")
    command("catalogs", catalogs, "collect the words of the product into the catalogs and compile them")
    command("lock", lock, "resolve pyproject.toml anew into requirements/*.txt")
    return top


# ---------------------------------------------------------------- setup


def setup(_options: argparse.Namespace | None = None) -> int:
    """Make .venv as the lock says, once per lock, and compile the catalogs that changed."""
    lock_hash = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {lock_hash}"
    if not PYTHON.exists() or not STAMP.exists() or STAMP.read_text() != wanted:
        install()
        STAMP.write_text(wanted)
    compile_catalogs()
    return 0


def install() -> None:
    """Install exactly the locked packages, each checked against its hash."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader's own Python may be older
        raise Failure("Grantapp needs Python 3.11 or later")
    if not PYTHON.exists():
        say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except subprocess.CalledProcessError as error:
            raise Failure("venv or pip is missing (on Debian: apt-get install python3-venv)") from error
    say(f"installing the packages of {LOCK.relative_to(ROOT)}")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps"]
    if call([*pip, "--require-hashes", "--requirement", str(LOCK)]):
        raise Failure("the packages could not be installed; what pip said stands above")


def compile_catalogs() -> None:
    """Compile each catalog whose words are younger than its compiled form."""
    texts = list(CATALOGS.glob("*/LC_MESSAGES/*.po"))
    if any(older(text.with_suffix(".mo"), text) for text in texts):
        must([tool("pybabel"), "--quiet", "compile", "--directory", str(CATALOGS)])


def older(made: Path, source: Path) -> bool:
    """Whether a made file is missing or older than its source."""
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


# ---------------------------------------------------------------- run


def run(options: argparse.Namespace) -> int:
    """Start web and worker, say when they answer, and end both when one ends or the developer says so."""
    refuse_busy(options.port)
    setup()
    flask = [tool("flask"), "--app", "wsgi"]
    say("bringing the database up to date")
    must([*flask, "db", "upgrade"])
    say("loading the demonstration")
    must([*flask, "demo"])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    address = ["--interface", "wsgi", "--host", HOST, "--port", str(options.port)]
    size = ["--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(start([tool("granian"), *address, *size, "wsgi:app"], options.port))
        children.append(start([*flask, "worker"], options.port))
        wait_until_ready(options.port, children)
        print(f"Grantapp is ready on http://{HOST}:{options.port}", flush=True)
        call([*flask, "demo", "--sign-ins"])
        say("Ctrl-C ends it")
        return watch(children)
    except KeyboardInterrupt:
        say("ending")
        return 0
    finally:
        for child in children:
            end(child)


def show_code(options: argparse.Namespace) -> int:
    """Print the codes that the authenticator apps of the demonstration's people would show now."""
    setup()
    return call([tool("flask"), "--app", "wsgi", "demo", "--code", options.person])


def refuse_busy(port: int) -> None:
    """Stop at once when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise Failure(f"port {port} is not free; choose another with --port N") from error


def start(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches it through us only, once."""
    address = {"HOST": HOST, "PORT": str(port)}
    return subprocess.Popen(command, cwd=ROOT, env=environment(address), start_new_session=True)


def wait_until_ready(port: int, children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask /readyz until it answers 200; give up when a child has ended or the time is over."""
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit:
        if any(child.poll() is not None for child in children):
            raise Failure("web or worker ended before the product was ready; what it said stands above")
        if answers(port):
            return
        time.sleep(0.2)
    raise Failure(f"the product did not answer on /readyz within {SECONDS_TO_START} seconds")


def answers(port: int) -> bool:
    """Whether the product says that it is ready."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz?worker=1")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(children: Sequence[subprocess.Popen[bytes]]) -> int:
    """Wait until a child ends by itself, which neither ever should."""
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    raise Failure("web or worker has ended; the other is ended too")


def end(child: subprocess.Popen[bytes]) -> None:
    """End one child gently; with all it started when it does not listen."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Treat a polite request to end, or a closed terminal, as Ctrl-C."""
    raise KeyboardInterrupt


# ---------------------------------------------------------------- test


def run_tests(options: argparse.Namespace) -> int:
    """Run the quick tests first, then those that need databases and browsers; or just what was asked for."""
    setup()
    loud = missing_browser()
    if loud and os.environ.get("CI") == "true":
        raise Failure(loud)
    left_out = [mark for mark, out in (("full", not options.full), ("browser", bool(loud))) if out] + ["walk"]
    pytest = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadgroup"]
    pytest += ["-m", " and ".join(f"not {mark}" for mark in left_out)] if left_out else []
    env = {"GRANTAPP_TEST_SIZE": "full" if options.full else "small"}
    codes = []
    for name, words in stages(options).items():
        say(f"tests: {name}")
        codes.append(call([*pytest, *words], env))
    if loud:
        say(f"NOT TESTED: {loud}")
    if all(code == NOTHING_COLLECTED for code in codes):
        raise Failure("no test was found")
    return next((code for code in codes if code not in (0, NOTHING_COLLECTED)), 0)


def walk(_options: argparse.Namespace) -> int:
    """Walk through every page of the demonstration in a browser; takes longer than all other tests together."""
    setup()
    if loud := missing_browser():
        raise Failure(loud)
    return call([str(PYTHON), "-m", "pytest", "-n", "2", "-m", "walk", "tests/browser/test_every_page.py"])


def stages(options: argparse.Namespace) -> dict[str, list[str]]:
    """Return the runs of pytest: one when tests are named, else quick, SQLite and PostgreSQL."""
    if any(not word.startswith("-") for word in options.rest):
        return {"as asked": options.rest}
    return {
        "rules of the house and units": [*folders("architecture", "unit"), *options.rest],
        "SQLite": [*folders("integration", "journeys", "browser", "load"), *options.rest],
        "PostgreSQL": ["--database", "postgresql", *on_postgres(full=options.full), *options.rest],
    }


def on_postgres(*, full: bool) -> list[str]:
    """Return what is asked of PostgreSQL: all in full, else what speaks to the engine in its own tongue."""
    both = [*folders("journeys"), "tests/architecture/test_migrations.py"]
    if not full:
        rooms = ("ledger", "jobs", "audit", "search", "operations", "places", "disbursements", "accounts")
        return [*both, *folders(*(f"integration/{name}" for name in rooms))]
    once = ("attacks", "statements", "test_permissions.py")  # pages and doors are the same on every engine
    return [*both, *folders("integration", "load"), *(f"--ignore=tests/integration/{name}" for name in once)]


def folders(*names: str) -> list[str]:
    """Return those folders of tests that exist."""
    return [f"tests/{name}" for name in names if (ROOT / "tests" / name).is_dir()]


def missing_browser() -> str:
    """Say what is left out when no browser is installed; nothing otherwise."""
    if any(map(shutil.which, BROWSERS)):
        return ""
    return "no chromium is installed, so every page was left unseen (on Debian: apt-get install chromium)"


# ---------------------------------------------------------------- lint


def lint(_options: argparse.Namespace) -> int:
    """Run every check, tell what failed, and fail when one did."""
    setup()
    words = "tests/architecture/test_words.py"
    checks = {
        "style": [tool("ruff"), "check", "."],
        "format": [tool("ruff"), "format", "--check", "."],
        "types": [tool("mypy")],
        "templates": [tool("djlint"), "templates", "--lint", "--quiet"],
        "import rules": [tool("lint-imports"), "--no-cache"],
        "dependencies": [tool("deptry"), "."],
        "dead code": [tool("vulture")],
        "catalogs": [str(PYTHON), "-m", "pytest", "-q", "-p", "no:randomly", words],
        "generated documents": [tool("flask"), "--app", "wsgi", "docs", "--check"],
    }
    failed = []
    for name, command in checks.items():
        say(name)
        if call(command):
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else f"all {len(checks)} checks passed")
    return 1 if failed else 0


# ---------------------------------------------------------------- other


def screenshots(options: argparse.Namespace) -> int:
    """Photograph the pages of the journey in both languages and two widths."""
    setup()
    if loud := missing_browser():
        raise Failure(loud)
    return call([str(PYTHON), "-m", "tests.browser.screenshots", *options.rest])


def bench(options: argparse.Namespace) -> int:
    """Measure; stdout is the JSON object alone."""
    with contextlib.redirect_stdout(sys.stderr):
        setup()
    return call([str(PYTHON), "-m", "tests.load.bench", options.name, *options.rest])


def catalogs(_options: argparse.Namespace) -> int:
    """Collect every marked word, carry it into the catalogs and compile them."""
    setup()
    template = CATALOGS / "messages.pot"
    extract(template)
    plain = ["--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap", "--ignore-pot-creation-date"]
    must([tool("pybabel"), "update", "-i", str(template), "-d", str(CATALOGS), *plain])
    template.unlink()
    compile_catalogs()
    return 0


def extract(template: Path) -> None:
    """Collect every marked word of modules and templates into a template of the catalogs."""
    marks = ["--keyword", "N_", "--keyword", "_l", "--add-comments", "Translators:"]
    shape = ["--no-location", "--sort-output", "-o", str(template)]
    must([tool("pybabel"), "--quiet", "extract", "-F", "pyproject.toml", *marks, *shape, "."])


def lock(_options: argparse.Namespace) -> int:
    """Resolve the dependencies anew, for every platform, with hashes and without naming any index."""
    command = [tool("uv"), "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--no-annotate", "--no-emit-package", "grantapp"]
    command += ["--custom-compile-command", "python3 dev.py lock"]
    must([*command, "--extra", "dev", "--output-file", "requirements/dev.txt"])
    same = ["--constraint", "requirements/dev.txt"]  # what is tested is what runs
    must([*command, *same, "--extra", "postgres", "--output-file", "requirements/base.txt"])
    return 0


# ---------------------------------------------------------------- children


def tool(name: str) -> str:
    """Return the path of a program inside .venv."""
    return str(BIN / name)


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Return the environment of our children: the developer's own, .venv first on the path."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path, "PYTHONUTF8": "1", **(more or {})}


def call(command: Sequence[str], more: dict[str, str] | None = None) -> int:
    """Run a program to its end and return its exit code."""
    try:
        return subprocess.run(command, cwd=ROOT, env=environment(more), check=False).returncode
    except FileNotFoundError as error:
        raise Failure(f"{command[0]} is missing; remove .venv and run python3 dev.py setup") from error


def must(command: Sequence[str]) -> None:
    """Run a program to its end; stop when it fails."""
    if code := call(command):
        raise Failure(f"{Path(command[0]).name} {' '.join(command[1:5])} … failed with exit code {code}")


def say(words: str) -> None:
    """Tell the developer what happens."""
    print(f"── {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
