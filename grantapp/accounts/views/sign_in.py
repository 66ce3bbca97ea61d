"""Signing in and out."""

from datetime import timedelta
from math import ceil
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.rules import passwords
from grantapp.accounts.views.blueprint import bp
from grantapp.accounts.views.session import end_session, open_session
from grantapp.core.words import N_
from grantapp.extensions import limiter
from grantapp.web import errors
from grantapp.web.access import authorized, public, safe_path
from grantapp.web.components import link

COARSE_LIMIT = "300 per minute"  # a whole city hall may share one address; accounts are slowed one by one
WRONG = N_("Address and password do not belong together, or there is no such account. Check both.")


def home() -> str:
    """Return where a signed-in person begins."""
    return link("portfolio.home") or "/"


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def sign_in() -> Any:
    """Sign in with address and password."""
    target = safe_path(request.args.get("next"), home())
    if g.actor.is_signed_in:
        return redirect(target)
    form = forms.SignInForm()
    if form.validate_on_submit():
        wait = actions.begin_sign_in(g.actor, form.email.data or "")
        if wait:
            return too_early(wait)
        if _open_if_right(form.email.data or "", form.password.data or ""):
            return redirect(target)
        form.form_errors.append(gettext(WRONG))
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/sign_in.html", form=form, ended=g.get("session_ended", False)), status


def _open_if_right(email: str, password: str) -> bool:
    known = queries.credentials_of(email)
    queries.end_reading()
    if not passwords.is_right(known.password_hash, password):
        return False
    outdated = passwords.needs_rehash(known.password_hash)
    fresh = passwords.hash_password(password) if outdated else ""
    open_session(actions.finish_sign_in(g.actor, known.person_id, fresh))
    return True


def too_early(wait: timedelta) -> Any:
    """Return the page that says when the next try may come."""
    seconds = ceil(wait.total_seconds())
    body, status = errors.page(429, minutes=ceil(seconds / 60))
    return body, status, {"Retry-After": str(seconds)}


@bp.post("/sign-out")
@authorized(policy.SIGN_OUT)
def sign_out() -> Response:
    """End the session."""
    actions.sign_out(g.actor)
    end_session()
    return redirect(link("showcase.front") or url_for(".sign_in"))
