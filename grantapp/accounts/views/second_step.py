"""The second step of signing in, setting up an app, and proving again who one is."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Factor, Person
from grantapp.accounts.queries.sessions import factors_of
from grantapp.accounts.rules import factors, passwords
from grantapp.accounts.views.blueprint import COARSE_LIMIT, bp, home
from grantapp.accounts.views.profile import PRESENT_WRONG
from grantapp.accounts.views.session import half_person, open_session
from grantapp.accounts.views.steps import (
    confirm_page,
    resume,
    second_step_page,
    set_up_page,
    sign_in_page,
    too_early,
)
from grantapp.core.policy import Actor
from grantapp.extensions import limiter, secret_key
from grantapp.web.access import authorized, has_stepped_up, prove_again, public, safe_path


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def second_step() -> Any:
    """Take the code from the app, or one from paper, of somebody who has shown the password."""
    person, target = half_person(), safe_path(request.args.get("next"), home())
    kept = request.form.get("kept", "")
    if person is None:
        return sign_in_page(target, kept) if kept else redirect(url_for(".sign_in", next=target))
    if not any(factors_of(person.id)):
        return redirect(url_for(".set_up_app", next=target))
    form = forms.CodeForm()
    if form.validate_on_submit():
        wait = actions.begin_code(g.actor, person.id)
        if wait:
            return too_early(wait)
        factor = actions.show_code(g.actor, person.id, form.code.data or "")
        if factor is not None:
            open_session(person, factor)
            return resume(kept, person.id) or redirect(target)
        form.code.errors = [gettext(factors.CODE_WRONG)]
    return second_step_page(person, target, kept, form), 422 if form.is_submitted() else 200


@bp.route("/profile/security/app", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def set_up_app() -> Any:
    """Set up an app as second factor: while signed in, or on the way in when the role asks for one."""
    who = _who_sets_up()
    if not isinstance(who, Person):
        return who
    form, target, kept = forms.SetUpForm(), request.args.get("next", ""), request.form.get("kept", "")
    secret = factors.unseal(secret_key(), form.secret.data or "", factors.SET_UP_WITHIN_SECONDS)
    if form.validate_on_submit() and _is_fresh(form, secret):
        codes: list[str] = []
        myself = Actor(who.id, who.name, who.language, who.zone, g.actor.grants, g.actor.at)
        if form.carry_out(
            lambda: codes.extend(actions.set_up_authenticator(myself, secret or "", form.code.data or ""))
        ):
            return _codes_page(who, codes, kept)
    return set_up_page(
        who, safe_path(target, ""), kept, form, secret or ""
    ), 422 if form.is_submitted() else 200


def _who_sets_up() -> Person | Any:
    """Return who may set an app up here, or where he has to go first."""
    target = safe_path(request.args.get("next"), home())
    if g.actor.is_signed_in:
        return queries.get_person(g.actor.person_id) if has_stepped_up(g.actor) else prove_again[0]()
    person = half_person()
    if person is None:
        return redirect(url_for(".sign_in", next=target))
    return redirect(url_for(".second_step", next=target)) if any(factors_of(person.id)) else person


def _is_fresh(form: forms.SetUpForm, secret: str | None) -> bool:
    if secret is None:
        form.code.errors = [gettext(factors.SET_UP_AGAIN)]
    return secret is not None


def _codes_page(person: Person, codes: list[str], kept: str) -> str:
    """Show new recovery codes, this once; who was on the way in is signed in now."""
    if not g.actor.is_signed_in:
        open_session(person, Factor.TOTP)
    onward = safe_path(request.args.get("next"), url_for(".security"))
    return render_template("accounts/recovery_codes.html", codes=codes, onward=onward, kept=kept)


@bp.post("/confirm-identity")
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@authorized(policy.EDIT_PERSON)
def confirm_identity() -> Any:
    """Take the proof of who somebody is again, then go on where he was going."""
    target, kept = safe_path(request.args.get("next"), home()), request.form.get("kept", "")
    form = forms.ConfirmIdentityForm()
    if form.validate_on_submit():
        answer = _prove(form)
        if isinstance(answer, Factor):
            actions.confirm_session(g.actor, g.session_id, answer)
            return resume(kept, g.actor.person_id or 0) or redirect(target)
        if answer is not None:
            return answer
    return confirm_page(target, kept, form), 422


def _prove(form: forms.ConfirmIdentityForm) -> Factor | Response | None:
    """Return the factor that was shown, a page when tries come too fast, or None with the error in the form."""
    person = queries.get_person(g.actor.person_id or 0)
    email, person_id = (person.email, person.id) if person else ("", 0)
    wait = actions.begin_proof(g.actor, person_id)
    if wait:
        return too_early(wait)  # type: ignore[no-any-return]
    known = queries.credentials_of(email)
    queries.end_reading()
    if not passwords.is_right(known.password_hash, form.password.data or ""):
        form.password.errors = [gettext(PRESENT_WRONG)]
        return None
    if not any(factors_of(person_id)):
        return Factor.NONE
    factor = actions.show_code(g.actor, person_id, form.code.data or "")
    if factor is None:
        form.code.errors = [gettext(factors.CODE_WRONG)]
    return factor
