"""Accounts: people, roles with a scope, sign-in."""

from flask import Flask, g, request, session

from grantapp.accounts import queries
from grantapp.core import clock

PERSON_KEY, TOKEN_KEY = "person_id", "session_token"


def _load_actor() -> None:
    if request.endpoint == "static" or PERSON_KEY not in session:
        return
    person = queries.find_person_with_grants(session[PERSON_KEY])
    if person is not None and person.session_token == session.get(TOKEN_KEY):
        g.actor = queries.actor_of(person, clock.now(), language=session.get("language", ""))


def register(app: Flask) -> None:
    """Bind the pages and the loader of the actor."""
    app.before_request(_load_actor)
