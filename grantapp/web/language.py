"""Language and zone of a request: the person's choice, else the cookie, else Accept-Language."""

from collections.abc import Callable

from flask import g, has_request_context, request, session

from grantapp.core.policy import Actor
from grantapp.core.words import LANGUAGES

COOKIE_KEY = "language"
keepers: list[Callable[[Actor, str], None]] = []  # `accounts` saves the choice of a person
DEFAULT_ZONES = {"en": "America/New_York", "ja": "Asia/Tokyo"}


def wanted_language() -> str:
    """Return the language of an anonymous request."""
    chosen = session.get(COOKIE_KEY)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def current_language() -> str:
    """Return the language of the page (the actor's), English outside a request."""
    if has_request_context() and "actor" in g:
        return str(g.actor.language)
    return "en"
