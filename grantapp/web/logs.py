"""Logs: JSON lines on stdout, a request id on everything, and one access line for each request.

An access line holds ids and codes only: no address, no link, no form value, no token. Lines of signed-in people also go to
the spool (`ACCESS_LOG`), from which the worker of the same host loads them into the database (`audit.actions`).
"""

import json
import logging
import os
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import Engine, event

from grantapp.core import clock
from grantapp.core.policy import Actor

HEADER = "X-Request-ID"
_SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_QUIET = {"static", "bootstrap.static", "web.healthz", "web.readyz"}
_HANDLER = "grantapp"
log = logging.getLogger(__name__)
access_log = logging.getLogger("grantapp.access")


def request_id() -> str:
    """Return the id of the present request, empty outside of one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def entry_of(response: Response) -> dict[str, Any]:
    """Return the access line of a request as plain values."""
    actor: Actor = g.get("actor") or Actor.anonymous()
    return {
        "at": clock.wall().isoformat(),
        "request_id": request_id(),
        "method": request.method,
        "endpoint": request.endpoint or "",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        "statements": g.get("statements", 0),
        "actor": actor.person_id,
        "on_behalf_of": actor.on_behalf_of,
        "session": g.get("session_key"),
        "subjects": [list(key) for key in g.get("seen", {})],
    }


def _begin() -> None:
    offered = request.headers.get(HEADER, "")
    g.request_id = offered if _SANE_ID.fullmatch(offered) else secrets.token_hex(8)
    g.began, g.statements = time.perf_counter(), 0


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if request.endpoint not in _QUIET:
        entry = entry_of(response)
        access_log.info("access", extra=entry)
        if entry["actor"] is not None:
            _spool(entry)
    return response


def _spool(entry: dict[str, Any]) -> None:
    """Append a line by one write, so that lines of several processes never mix; a full disk stops no page."""
    path = current_app.config["ACCESS_LOG"]
    if not path:
        return
    line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        log.warning("the access line was not spooled: %s", type(error).__name__)


@event.listens_for(Engine, "before_cursor_execute")
def _count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if has_request_context() and not statement.startswith("BEGIN"):
        g.statements = g.get("statements", 0) + 1


def _add_request_id(_logger: Any, _name: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (found := request_id()) and "request_id" not in values:
        values["request_id"] = found
    return values


def configure(production: bool) -> None:
    """Send every log record to stdout: JSON in production, colored words in development; once per process."""
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _add_request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if production:  # no values of variables: they may be a form's
        plain = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        final += [
            structlog.processors.ExceptionRenderer(plain),
            structlog.processors.JSONRenderer(default=str),
        ]
    else:
        exception = structlog.dev.plain_traceback
        final += [structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), exception_formatter=exception)]
    handler = logging.StreamHandler(sys.stdout)
    handler.name = _HANDLER
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if one.name != _HANDLER] + [handler]
    root.setLevel(logging.INFO)
    for loud in ("huey", "alembic", "werkzeug"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def register(app: Flask) -> None:
    """Number, time and note every request; a test run keeps its own logging."""
    if not app.testing:
        configure(app.config["PRODUCTION"])
    app.before_request(_begin)
    app.after_request(_end)
