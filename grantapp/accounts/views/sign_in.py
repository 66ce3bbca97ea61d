"""Signing in and out."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Person
from grantapp.accounts.policy import needs_factor
from grantapp.accounts.queries.sessions import factors_of
from grantapp.accounts.rules import passwords
from grantapp.accounts.views.blueprint import COARSE_LIMIT, bp, home
from grantapp.accounts.views.session import end_session, half_person, open_half, open_session
from grantapp.accounts.views.steps import resume, second_step_page, sign_in_page, too_early
from grantapp.core.words import N_
from grantapp.extensions import limiter
from grantapp.web.access import authorized, public, safe_path
from grantapp.web.components import link

WRONG = N_("Address and password do not belong together, or there is no such account. Check both.")


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def sign_in() -> Any:
    """Sign in with address and password; a second step follows where one is set up or needed."""
    target, kept = safe_path(request.args.get("next"), home()), request.form.get("kept", "")
    if g.actor.is_signed_in:
        return resume(kept, g.actor.person_id) or redirect(target)
    if request.method == "GET" and "again" not in request.args and half_person() is not None:
        return redirect(url_for(".second_step", next=target))
    form = forms.SignInForm()
    if form.validate_on_submit():
        wait = actions.begin_sign_in(g.actor, form.email.data or "")
        if wait:
            return too_early(wait)
        person = _person_if_right(form.email.data or "", form.password.data or "")
        if person is not None:
            return let_in(person, target, kept)
        form.form_errors.append(gettext(WRONG))
    page = sign_in_page(target, kept, form, ended=g.get("session_ended", False))
    return page, 422 if form.is_submitted() else 200


def _person_if_right(email: str, password: str) -> Person | None:
    known = queries.credentials_of(email)
    queries.end_reading()
    if not passwords.is_right(known.password_hash, password):
        return None
    outdated = passwords.needs_rehash(known.password_hash)
    fresh = passwords.hash_password(password) if outdated else ""
    return actions.finish_sign_in(g.actor, known.person_id, fresh)


def let_in(person: Person, target: str, kept: str = "") -> Any:
    """Sign somebody in who has shown the password, or lead him to the second step that he owes."""
    has_app, keys = factors_of(person.id)
    running = [grant.role for grant in queries.grants_of(person) if grant.runs(g.actor.at)]
    if not has_app and not keys and not needs_factor(running):
        open_session(person)
        return resume(kept, person.id) or redirect(target)
    open_half(person)
    if kept:
        return second_step_page(person, target, kept)
    return redirect(url_for(".second_step" if has_app or keys else ".set_up_app", next=target))


@bp.post("/sign-out")
@authorized(policy.SIGN_OUT)
def sign_out() -> Response:
    """End the session of this browser."""
    end_session()
    return redirect(link("showcase.front") or url_for(".sign_in"))
