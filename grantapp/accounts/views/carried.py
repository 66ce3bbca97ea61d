"""What was typed survives a session that ran out: it is shown again after sign-in, and nothing is sent by itself."""

import hmac
from typing import Any

from flask import current_app, g, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from grantapp.accounts import forms
from grantapp.accounts.queries.sessions import factors_of
from grantapp.accounts.rules import carried
from grantapp.accounts.views.session import stale_csrf, stale_person_id
from grantapp.extensions import secret_key
from grantapp.web import access, errors
from grantapp.web.access import safe_path

NOTHING_TO_KEEP = {
    "accounts.sign_in", "accounts.second_step", "accounts.sign_out", "accounts.confirm_identity",
    "accounts.change_password", "accounts.set_up_app", "web.choose_language",
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
    return _sign_in_page(kept), 401


def _is_our_form() -> bool:
    """Whether the form carries the token of the very session that ran out, so that no other page made it up."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt=CSRF_SALT)
    try:
        token = str(reader.loads(request.form.get("csrf_token", "")))
    except BadSignature:
        return False
    return bool(token) and hmac.compare_digest(token, stale_csrf())


def _sign_in_page(kept: str) -> str:
    return render_template("accounts/sign_in.html", form=forms.SignInForm(formdata=None), kept=kept, ended=True,
                           action=url_for(".sign_in"))  # fmt: skip


def ask_again() -> Any:
    """Lead a person whose proof is too old through it, with what he has typed, and back."""
    if request.method == "GET":
        return render_template("accounts/confirm.html", form=forms.ConfirmIdentityForm(formdata=None), kept="",
                               target=request.full_path.rstrip("?"), **facts_of_confirming())  # fmt: skip
    kept = carried.pack(
        secret_key(), g.actor.person_id or 0, request.full_path.rstrip("?"), request.form.items(multi=True)
    )
    back = safe_path(request.form.get("next"), url_for(".security"))
    return render_template(
        "accounts/confirm.html", form=forms.ConfirmIdentityForm(formdata=None), kept=kept, target=back,
        **facts_of_confirming(),
    ), 401  # fmt: skip


def facts_of_confirming() -> dict[str, Any]:
    """Return what the page of the proof shows: which factors the person has."""
    from_session = g.actor.person_id or 0
    has_app, keys = factors_of(from_session)
    return {"has_app": has_app, "keys": keys}


def resume(kept: str, person_id: int) -> str | None:
    """Return the page that shows a carried form to the one who wrote it; None when there is none of his."""
    form = carried.unpack(secret_key(), kept, person_id)
    return render_template("accounts/resume.html", carried=form) if form else None


def register() -> None:
    """Let expired forms and old proofs come here."""
    errors.carriers.append(carry)
    access.prove_again.append(ask_again)
