"""The session of a person, opened, read and ended; the only module that knows Flask-Login."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from grantapp.accounts import queries
from grantapp.accounts.models import Person
from grantapp.core import clock
from grantapp.extensions import login_manager
from grantapp.web.language import COOKIE_KEY

USER_KEY, SINCE_KEY = "_user_id", "signed_in_at"


class Visitor(UserMixin):
    """A person as Flask-Login sees him; the id carries the token that changes with the password."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def get_id(self) -> str:
        """Return the person's id and session token."""
        return f"{self.person.id}.{self.person.session_token}"


def session_of(person: Person, at: datetime) -> dict[str, Any]:
    """Return what a session of a person holds that began at an instant on the wall."""
    return {USER_KEY: Visitor(person).get_id(), SINCE_KEY: at.isoformat()}


def open_session(person: Person) -> None:
    """Begin a new session of a person; whatever the browser carried before is gone."""
    session.clear()
    session.permanent = True
    login_user(Visitor(person))
    session[SINCE_KEY] = clock.wall().isoformat()


def end_session() -> None:
    """End the session; the language stays."""
    language = g.actor.language
    logout_user()
    session.clear()
    session[COOKIE_KEY] = language


def _load_visitor(user_id: str) -> Visitor | None:
    number, _dot, token = user_id.partition(".")
    if not number.isdecimal() or _is_over():
        return None
    person = queries.find_person_with_grants(int(number))
    return Visitor(person) if person is not None and token and person.session_token == token else None


def _is_over() -> bool:
    longest: timedelta = current_app.config["ABSOLUTE_SESSION_LIFETIME"]
    try:
        return clock.wall() - datetime.fromisoformat(session[SINCE_KEY]) >= longest
    except (KeyError, TypeError, ValueError):
        return True


def _load_actor() -> None:
    if request.endpoint == "static" or USER_KEY not in session:
        return
    if current_user.is_authenticated:
        g.actor = queries.actor_of(current_user.person, clock.now())
    else:
        language = g.actor.language
        session.clear()  # ended elsewhere, by a new password or by time
        session[COOKIE_KEY] = language
        g.session_ended = True


def register(app: Flask) -> None:
    """Load the actor of each request from the session."""
    login_manager.session_protection = (
        None  # an address that changes on a train is no thief; the token guards
    )
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(_load_visitor)
    app.before_request(_load_actor)
