"""What was typed survives a session that ran out: it is shown again after sign-in, and nothing is sent by itself."""

import hmac
from typing import Any

from flask import current_app, g, jsonify, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from grantapp.accounts.rules import carried
from grantapp.accounts.views.blueprint import bp, home
from grantapp.accounts.views.session import half_person, stale_csrf, stale_person_id
from grantapp.accounts.views.steps import confirm_page, resume, second_step_page, sign_in_page
from grantapp.extensions import secret_key
from grantapp.web import access, errors
from grantapp.web.access import public, safe_path

NOTHING_TO_KEEP = {
    "accounts.sign_in", "accounts.second_step", "accounts.sign_out", "accounts.confirm_identity",
    "accounts.change_password", "accounts.set_up_app", "accounts.sign_in_with_key", "accounts.confirm_with_key",
    "accounts.resume_form", "web.choose_language",
}  # fmt: skip
CSRF_SALT = "wtf-csrf-token"


def carry() -> Any:
    """Answer a form of a session that ran out with the sign-in page that carries it; None when it cannot be carried."""
    person_id = stale_person_id()
    if request.endpoint in NOTHING_TO_KEEP or person_id is None or request.files or not _is_our_form():
        return None
    kept = carried.pack(
        secret_key(), person_id, request.full_path.rstrip("?"), request.form.items(multi=True)
    )
    return sign_in_page(home(), kept, ended=True), 401


def _is_our_form() -> bool:
    """Whether the form carries the token of the very session that ran out, so that no other page made it up."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt=CSRF_SALT)
    try:
        token = str(reader.loads(request.form.get("csrf_token", "")))
    except BadSignature:
        return False
    return bool(token) and hmac.compare_digest(token, stale_csrf())


def ask_again() -> Any:
    """Lead a person whose proof is too old through it, with what he has typed, and back."""
    if errors.wants_json():
        return jsonify(error=401), 401
    here = request.full_path.rstrip("?")
    if request.method == "GET":
        return confirm_page(here)
    kept = carried.pack(secret_key(), g.actor.person_id or 0, here, request.form.items(multi=True))
    return confirm_page(safe_path(request.form.get("next"), url_for(".security")), kept), 401


@bp.post("/sign-in/resume")
@public
def resume_form() -> Any:
    """Go on with a carried form from wherever the way in was interrupted; nothing is changed."""
    target, kept = safe_path(request.args.get("next"), home()), request.form.get("kept", "")
    if g.actor.is_signed_in:
        return resume(kept, g.actor.person_id) or redirect(target)
    person = half_person()
    return second_step_page(person, target, kept) if person else sign_in_page(target, kept)


def register() -> None:
    """Let expired forms and old proofs come here."""
    errors.carriers.append(carry)
    access.prove_again.append(ask_again)
