"""The tour through the demonstration: which address shows which page, and to whom, found by following links."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, template_rendered
from werkzeug.exceptions import HTTPException

from grantapp.accounts import queries
from grantapp.accounts.actions import begin_session
from grantapp.accounts.models import Factor
from grantapp.accounts.views.session import USER_KEY
from grantapp.core.policy import Actor
from tests.browser import shots

STAFF = (
    shots.OFFICER, shots.DIRECTOR, shots.FINANCE, shots.OBSERVER, shots.AUDITOR, shots.ADMINISTRATOR,
)  # fmt: skip
MOST_OF_ONE_ENDPOINT = 1
LINK = re.compile(r'<a\b[^>]*?\bhref="(/(?!/)[^"#]*)')
NO_PAGES = ("emails/", "print/")
NO_PAGE_ENDINGS = (".csv", ".xlsx", ".pdf", ".ics")


@dataclass(frozen=True)
class Stop:
    """A page of the tour: who opens which address, and the template that he sees.

    Where something is sent, it goes into the form of that page, which may be sent elsewhere.
    """

    email: str
    path: str
    template: str
    sends: dict[str, str] | None = None
    to: str = ""

    @property
    def name(self) -> str:
        """How a fault is told."""
        return f"{self.template} ({self.path} as {self.email or 'the public'})"


def find_stops(app: Flask) -> list[Stop]:
    """Return one stop for each template at each endpoint, seen by whoever sees it first."""
    found: dict[tuple[str, str], Stop] = {}
    visits: dict[str, dict[str, int]] = {}
    for email, starts in _people(app).items():
        kind = _kind(email)
        walk = Walk(app, email, visits.setdefault(kind, {}))
        for endpoint, stop in walk.stops([*starts, "/home" if email else "/"]):
            found.setdefault((stop.template, endpoint), stop)
    return list(found.values())


def _kind(email: str) -> str:
    """Return whose pages are alike: one city's are like another's, one reviewer's like another's."""
    if email in STAFF or not email:
        return email
    return "panel" if email.endswith("@panel.example") else "city"


def _people(app: Flask) -> dict[str, list[str]]:
    """Return who walks, with the pages of the journey that each begins at; the public comes first."""
    with app.app_context():
        pages = shots.list_shots()
    found: dict[str, list[str]] = {"": []}
    for shot in pages:
        if shot.status == 200:
            found.setdefault(shot.email, []).append(shot.path)
    return found | {email: found.get(email, []) for email in STAFF}


@dataclass
class Walk:
    """One person's way: follows links, and opens only some pages of one endpoint."""

    app: Flask
    email: str
    visits: dict[str, int]
    rendered: str = field(default="", init=False)

    def stops(self, starts: Iterable[str]) -> Iterator[tuple[str, Stop]]:
        """Yield each page that was opened, with its endpoint."""
        client = self.app.test_client()
        if self.email:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], cookie_of(self.app, self.email))
        waiting, certain = deque(starts), set(starts)
        known = set(waiting)
        with template_rendered.connected_to(self._note, self.app):
            while waiting:
                path = waiting.popleft()
                endpoint = self._wanted(path, certain=path in certain)
                self.rendered = ""
                answer = client.get(path, buffered=True) if endpoint else None
                if answer is None or answer.status_code != 200 or answer.mimetype != "text/html":
                    continue
                if self.rendered:
                    yield endpoint, Stop(self.email, path, self.rendered)
                fresh = [link for link in map(unescape, LINK.findall(answer.text)) if link not in known]
                known.update(fresh)
                waiting.extend(fresh)

    def _note(self, _app: Flask, template: Any, **_more: Any) -> None:
        if template.name and not template.name.startswith(NO_PAGES):
            self.rendered = template.name

    def _wanted(self, path: str, *, certain: bool) -> str:
        """Return the endpoint of a page that is worth opening; files and feeds are not pages."""
        try:
            endpoint, _values = self.app.url_map.bind("", "/").match(urlsplit(path).path, method="GET")
        except HTTPException:
            return ""
        self.visits[endpoint] = self.visits.get(endpoint, 0) + 1
        few = certain or self.visits[endpoint] <= MOST_OF_ONE_ENDPOINT
        return str(endpoint) if few and not urlsplit(path).path.endswith(NO_PAGE_ENDINGS) else ""


def cookie_of(app: Flask, email: str) -> str:
    """Return the cookie of a session that begins now for somebody."""
    with app.app_context():
        person = queries.find_person_by_email(email)
        assert person is not None, email
        key = begin_session(Actor.system("test"), person.id, Factor.TOTP, "").key
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({USER_KEY: key, "_permanent": True}))
