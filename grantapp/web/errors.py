"""The four refusals and the HTTP errors, each mapped once to a page with a way forward."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.web import formats
from grantapp.web.access import safe_path
from grantapp.web.logs import request_id
from grantapp.web.requests import UnreadableForm

SESSION_EXPIRED = 419
PAGES = {
    400: "errors/400.html",
    403: "errors/403.html",
    404: "errors/404.html",
    405: "errors/405.html",
    409: "errors/409.html",
    413: "errors/413.html",
    SESSION_EXPIRED: "errors/419.html",
    429: "errors/429.html",
    500: "errors/500.html",
}
carriers: list[Callable[[], Any]] = []  # what saves a form whose session has run out; accounts puts it here
MEGABYTE = 1024 * 1024
MOST_READ_AWAY = 100 * MEGABYTE


def wants_json() -> bool:
    """Whether the browser's own script asked (autosave)."""
    return request.accept_mimetypes.best == "application/json"


def page(status: int, **values: Any) -> Any:
    """Return an error page, or its JSON twin for scripts."""
    if wants_json():
        return jsonify(error=status), status
    if status >= 500:
        values.setdefault("reference", request_id())
    if "actor" not in g:
        g.actor = Actor.anonymous()
    return render_template(PAGES[status], **values), status


def _http(error: HTTPException) -> Any:
    if isinstance(error, SecurityError):
        return Response(
            "Bad request: this host is not ours.\n", 400, mimetype="text/plain"
        )  # it has no addresses
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        _read_away()
        return page(status, limit=_limit_in_words(), back=_referring_page())
    if isinstance(error, UnreadableForm):
        return page(400, unreadable=True, back=_referring_page())
    return page(status if status in PAGES else 400 if status < 500 else 500)


def _limit_in_words() -> str:
    takes_files = getattr(current_app.view_functions.get(request.endpoint or ""), "__takes_files__", False)
    limit = current_app.config["MAX_UPLOAD_SIZE"] if takes_files else request.max_content_length
    return f"{(limit or 0) // MEGABYTE} MB"


def _referring_page() -> str | None:
    from_here = urlsplit(request.referrer or "")
    return safe_path(from_here.path, "/") if from_here.netloc == request.host else None


def _read_away() -> None:
    """Take in what is still being sent: a browser shows no answer while it cannot finish sending."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_READ_AWAY)
    while left > 0 and (chunk := stream.read(min(left, MEGABYTE))):
        left -= len(chunk)


def _not_permitted(_error: NotPermitted) -> Any:
    return page(403)


def _not_allowed_now(error: NotAllowedNow) -> Any:
    return page(409, refusal=error, sentence=formats.say(error.message, error.parameters), code=error.code)


def _invalid(error: Invalid) -> Any:
    problems = [(problem, formats.say(problem.message, problem.parameters)) for problem in error.problems]
    return page(409, problems=problems)


def _changed(error: Changed) -> Any:
    return page(409, clash=error)


def _csrf(_error: CSRFError) -> Any:
    carried = None if wants_json() else next((answer for carry in carriers if (answer := carry())), None)
    return carried or page(SESSION_EXPIRED)


def _crash(error: Exception) -> Any:
    current_app.logger.exception("unhandled: %s", type(error).__name__)
    return page(500)


def register(app: Flask) -> None:
    """Map every refusal to its page."""
    app.register_error_handler(NotPermitted, _not_permitted)
    app.register_error_handler(NotAllowedNow, _not_allowed_now)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Changed, _changed)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _crash)
