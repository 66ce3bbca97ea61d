"""Public pages are made once and shown to every visitor without a session, for some seconds, in each language.

A page is kept under its address and language. It is never kept, nor shown from here, when the visitor has a session, when
making it touched one, or when it set a cookie. A committed action empties the cache of its own process at once; what another
process changed is seen after PAGE_CACHE_SECONDS at the latest.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import brotli
from flask import Flask, Response, current_app, g, make_response, request, session

from grantapp.core.workflow import Happened
from grantapp.unit_of_work import after_commit
from grantapp.web.language import COOKIE_KEY

VARY = ("Accept-Language", "Cookie", "Accept-Encoding")
MOST_PAGES, LARGEST_PAGE, LONGEST_QUERY = 500, 400_000, 300
QUIET_KINDS = frozenset({"person", "role_grant", "access_token", "letter"})  # no public page shows them
Key = tuple[str, str, bytes]
CSRF_KEY = "csrf_token"
_EXTENSION = "page_cache"


@dataclass
class Page:
    """A page as it was made, and its compressed twins once somebody asked for them."""

    body: bytes
    media_type: str
    etag: str
    until: float
    packed: dict[str, bytes] = field(default_factory=dict)

    def in_(self, encoding: str) -> bytes:
        """Return the body as a visitor takes it."""
        if not encoding:
            return self.body
        if encoding not in self.packed:
            fast = encoding == "gzip"
            self.packed[encoding] = (
                gzip.compress(self.body, 6) if fast else brotli.compress(self.body, quality=5)
            )
        return self.packed[encoding]


class Cache:
    """The pages of one process, the least used of too many forgotten first."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.lock, self.version = threading.Lock(), 0

    def get(self, key: Key) -> Page | None:
        """Return a page that is still fresh."""
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.until < time.monotonic():
                return None
            self.pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page, version: int) -> None:
        """Keep a page, unless something was committed while it was made."""
        with self.lock:
            if version == self.version:
                self.pages[key] = page
                while len(self.pages) > MOST_PAGES:
                    self.pages.popitem(last=False)

    def clear(self) -> None:
        """Forget every page."""
        with self.lock:
            self.version += 1
            self.pages.clear()


def cached(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a public page be shown from the cache to visitors without a session; stands right under `@public`."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        seconds = current_app.config["PAGE_CACHE_SECONDS"]
        if not seconds or not _is_for_everybody():
            return view(**values)
        cache: Cache = current_app.extensions[_EXTENSION]
        key = (g.actor.language, request.host + request.path, request.query_string)
        if page := cache.get(key):
            return _response(page)
        version = cache.version
        response = make_response(view(**values))
        if not _may_be_kept(response):
            return response
        page = _page(response, seconds)
        cache.put(key, page, version)
        return _response(page)

    return answer


def _is_for_everybody() -> bool:
    """Whether nothing of this visitor can stand on the page: nobody is signed in and no message waits."""
    return (
        not g.actor.is_signed_in
        and set(session) <= {COOKIE_KEY, CSRF_KEY}
        and not session.modified
        and request.method in ("GET", "HEAD")
        and len(request.query_string) <= LONGEST_QUERY
    )


def _may_be_kept(response: Response) -> bool:
    plain = response.status_code == 200 and not response.is_streamed and "Set-Cookie" not in response.headers
    holds_token = CSRF_KEY in session  # a form on the page would bear this visitor's token
    return plain and not holds_token and not session.modified and len(response.get_data()) <= LARGEST_PAGE


def _page(response: Response, seconds: float) -> Page:
    body = response.get_data()
    etag = hashlib.sha256(body).hexdigest()[:24]
    return Page(body, response.content_type or "", etag, time.monotonic() + seconds)


def _response(page: Page) -> Response:
    encoding = request.accept_encodings.best_match(["br", "gzip"]) or ""
    response = Response(page.in_(encoding), content_type=page.media_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(VARY)
    response.set_etag(page.etag, weak=True)
    response.make_conditional(request)
    return response


def _forget(facts: list[Happened]) -> None:
    if any(getattr(fact.subject, "__subject__", "") not in QUIET_KINDS for fact in facts):
        current_app.extensions[_EXTENSION].clear()


after_commit.append(_forget)


def register(app: Flask) -> None:
    """Give the process its cache."""
    app.extensions[_EXTENSION] = Cache()
