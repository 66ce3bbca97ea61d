"""Passkeys (WebAuthn): made in the profile; used as second step, as the only one, and to prove again who one is."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Factor, Passkey, Person
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import factors
from grantapp.accounts.views.blueprint import COARSE_LIMIT, bp, home
from grantapp.accounts.views.ceremony import ask_to_make, ask_to_sign, made_key, shown_key
from grantapp.accounts.views.session import half_person, open_session
from grantapp.accounts.views.steps import confirm_page, resume, second_step_page, sign_in_page
from grantapp.extensions import limiter
from grantapp.web.access import authorized, public, safe_path, stepped_up


@bp.post("/profile/security/keys/options")
@authorized(policy.EDIT_PERSON)
@stepped_up
def key_options() -> Response:
    """Say what the device is to make."""
    return ask_to_make(queries.get_person(g.actor.person_id or 0) or Person())


@bp.route("/profile/security/keys", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
@stepped_up
def add_key() -> Any:
    """Let the device make a key and keep it."""
    form, codes = forms.NewKeyForm(), []
    if form.validate_on_submit():
        made = made_key(form.name.data or gettext("Passkey"))
        if made is None:
            form.form_errors.append(gettext(factors.KEY_REFUSED))
        elif form.carry_out(lambda: codes.extend(actions.add_passkey(g.actor, made))):
            return _codes_or_back(codes)
    return render_template("accounts/add_key.html", form=form), 422 if form.is_submitted() else 200


def _codes_or_back(codes: list[str]) -> Any:
    flash(gettext("The passkey is added."))
    onward = url_for(".security")
    return (
        render_template("accounts/recovery_codes.html", codes=codes, onward=onward)
        if codes
        else redirect(onward)
    )


@bp.route("/profile/security/keys/<int:passkey_id>/remove", methods=["GET", "POST"])
@authorized(policy.KEEP_KEYS, sessions.load_passkey)
@stepped_up
def remove_key(key: Passkey) -> Any:
    """Ask, then remove a passkey."""
    if request.method == "POST":
        actions.remove_passkey(g.actor, key.id)
        flash(gettext("The passkey is removed."))
        return redirect(url_for(".security"))
    return render_template("accounts/confirm_factor.html", what="key", name=key.name, passkey_id=key.id)


@bp.post("/sign-in/passkey/options")
@limiter.limit(COARSE_LIMIT)
@public
def key_challenge() -> Response:
    """Say what the device is to sign: any key of this product, or one of whoever is known already."""
    waiting = half_person()
    return ask_to_sign(g.actor.person_id or (waiting.id if waiting else None))


@bp.post("/sign-in/passkey")
@limiter.limit(COARSE_LIMIT)
@public
def sign_in_with_key() -> Any:
    """Sign in whoever holds the key: it is checked on the device by finger, face or number, so it stands alone."""
    target, kept = safe_path(request.args.get("next"), home()), request.form.get("kept", "")
    person, waiting = _whose_key(), half_person()
    if person is not None and (waiting is None or waiting.id == person.id):
        open_session(person, Factor.PASSKEY)
        return resume(kept, person.id) or redirect(target)
    if waiting is not None:
        return second_step_page(waiting, target, kept, refused=True), 422
    return sign_in_page(target, kept, refused=True), 422


def _whose_key() -> Person | None:
    key = shown_key()
    person = queries.get_person(key.person_id) if key else None
    return person if person is not None and person.deactivated_at is None else None


@bp.post("/confirm-identity/passkey")
@limiter.limit(COARSE_LIMIT)
@authorized(policy.EDIT_PERSON)
def confirm_with_key() -> Any:
    """Take a passkey as the proof of who somebody is, then go on where he was going."""
    target, kept = safe_path(request.args.get("next"), home()), request.form.get("kept", "")
    key = shown_key()
    if key is None or key.person_id != g.actor.person_id:
        return confirm_page(target, kept, refused=True), 422
    actions.confirm_session(g.actor, g.session_id, Factor.PASSKEY)
    return resume(kept, key.person_id) or redirect(target)
