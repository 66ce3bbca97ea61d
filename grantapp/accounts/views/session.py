"""The session of a person, opened, read and ended; the only module that knows Flask-Login.

Between the password and the second step nobody is signed in yet: the browser then carries, signed, only who
has shown the right password and when.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature

from grantapp.accounts import actions, policy, queries
from grantapp.accounts.models import Factor, Person, PersonSession
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import factors
from grantapp.accounts.rules.devices import device_of
from grantapp.accounts.rules.privacy import is_read
from grantapp.core import clock
from grantapp.core.tokens import hash_token
from grantapp.extensions import login_manager
from grantapp.web.language import COOKIE_KEY

USER_KEY, HALF_KEY, NOTICE_KEY = "_user_id", "half", "notice"


class Sessions(SecureCookieSessionInterface):
    """Cookies that a browser keeps for as long as a session may last: what is idle for an hour is over here,
    but a form that comes after that still says whose it was."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Return when the browser may forget the cookie."""
        longest: timedelta = app.config["ABSOLUTE_SESSION_LIFETIME"]
        return clock.wall() + longest if session.permanent else None


class Visitor(UserMixin):
    """A running session as Flask-Login sees it; the id is the session's key."""

    def __init__(self, running: PersonSession) -> None:
        self.running = running

    def get_id(self) -> str:
        """Return the key of the session."""
        return self.running.key


def open_session(person: Person, factor: Factor = Factor.NONE) -> None:
    """Begin a new session of a person; whatever the browser carried before is gone."""
    if g.get("session_id"):
        actions.sign_out(g.actor, g.session_id)
    begun = actions.begin_session(g.actor, person.id, factor, device_of(request.user_agent.string))
    _forget()
    session.permanent = True
    login_user(Visitor(begun))
    if not is_read(person.privacy_version):
        session[NOTICE_KEY] = True


def open_half(person: Person) -> None:
    """Note that a person has shown the right password and owes the second step."""
    _forget()
    session[HALF_KEY] = [person.id, clock.wall().isoformat(), _mark(person)]


def _forget() -> None:
    """Empty the session; a form of this very answer gets a token of the new one."""
    session.clear()
    g.pop("csrf_token", None)


def half_person() -> Person | None:
    """Return who has shown the password and owes the second step, for ten minutes; None when nobody does."""
    if (waiting := g.get("half")) is not None:
        return waiting  # type: ignore[no-any-return]
    try:
        person_id, since, mark = session[HALF_KEY]
        early = clock.wall() - datetime.fromisoformat(since) < factors.SECOND_STEP_WITHIN
    except (KeyError, TypeError, ValueError):
        return None
    person = queries.get_person(person_id) if early else None
    fits = person is not None and person.deactivated_at is None and _mark(person) == mark
    return person if fits else None


def end_session() -> None:
    """End the session; the language stays."""
    language = g.actor.language
    if g.get("session_id"):
        actions.sign_out(g.actor, g.session_id)
    logout_user()
    session.clear()
    session[COOKIE_KEY] = language


def stale_person_id() -> int | None:
    """Return whose session the browser still carries although it has run out or was ended."""
    running = sessions.find_session(str(_stale().get(USER_KEY, "")))
    return running.person_id if running else None


def stale_csrf() -> str:
    """Return the token that the forms of a run-out session carried."""
    return str(_stale().get("csrf_token", ""))


def _stale() -> dict[str, object]:
    """Return what the cookie said when it came, however old it is; its signature is checked."""
    reader = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], "")
    try:
        return dict(reader.loads(cookie)) if reader and cookie else {}
    except (BadSignature, ValueError, TypeError):
        return {}


def _mark(person: Person) -> str:
    return hash_token(person.password_hash)[:16]  # a new password ends what an old one began


def _load_visitor(key: str) -> Visitor | None:
    running = sessions.find_running_session(key)
    longest: timedelta = current_app.config["ABSOLUTE_SESSION_LIFETIME"]
    if running is None or clock.wall() - running.begun_at >= longest:
        return None
    return Visitor(running)


def _load_actor() -> None:
    if request.endpoint == "static" or USER_KEY not in session:
        return
    if not current_user.is_authenticated:
        language = g.actor.language
        session.clear()  # ended elsewhere, by a new password or by time
        session[COOKIE_KEY] = language
        g.session_ended = True
        return
    running: PersonSession = current_user.running
    actor = queries.actor_of(running.person, clock.now(), running.factor.value)
    if running.factor == Factor.NONE and policy.needs_factor(grant.role for grant in actor.grants):
        g.half = (
            running.person
        )  # a role of the program office was given meanwhile: the second step is owed now
        return
    g.session_key, g.session_id = running.key, running.id
    g.actor = replace(actor, confirmed_at=running.confirmed_at)


def register(app: Flask) -> None:
    """Load the actor of each request from the session."""
    login_manager.session_protection = None  # an address that changes on a train is no thief; the key guards
    app.session_interface = Sessions()
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(_load_visitor)
    app.before_request(_load_actor)
