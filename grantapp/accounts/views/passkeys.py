"""Passkeys (WebAuthn): made in the profile, used as second step or as the only one. The browser's part is passkeys.js."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import (
    Response,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from grantapp.accounts import actions, policy, queries
from grantapp.accounts.models import Factor, Passkey, Person
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import factors
from grantapp.accounts.views.blueprint import bp
from grantapp.accounts.views.session import half_person, open_session
from grantapp.accounts.views.sign_in import COARSE_LIMIT, home
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow
from grantapp.extensions import limiter
from grantapp.web.access import authorized, public, safe_path, stepped_up
from grantapp.web.formats import say

CHALLENGE, CHALLENGE_HOLDS = "challenge", timedelta(minutes=5)
NAME = "Grantapp"


def keys_work_here() -> bool:
    """Whether the product's address is a name: browsers make no passkeys for bare numbers."""
    return not _host().replace(".", "").isdigit() and ":" not in _host()


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""


def _origin() -> str:
    parts = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{parts.scheme}://{parts.netloc}"


def _ask(options: Any, challenge: bytes) -> Response:
    session[CHALLENGE] = [bytes_to_base64url(challenge), clock.wall().isoformat()]
    return current_app.response_class(webauthn.options_to_json(options), mimetype="application/json")


def _challenge() -> bytes:
    """Return what the device had to sign; ValueError when it was asked too long ago or never."""
    challenge, since = session.pop(CHALLENGE, ("", ""))
    if clock.wall() - datetime.fromisoformat(since) > CHALLENGE_HOLDS:
        raise ValueError("the challenge is too old")
    return base64url_to_bytes(challenge)


def _refused() -> tuple[Response, int]:
    return jsonify(sentence=say(factors.KEY_REFUSED, {})), 422


@bp.post("/profile/security/keys/options")
@authorized(policy.EDIT_PERSON)
@stepped_up
def key_options() -> Response:
    """Say what the device is to make."""
    person = queries.get_person(g.actor.person_id or 0)
    known = [_descriptor(key) for key in sessions.list_passkeys(g.actor.person_id or 0)]
    options = webauthn.generate_registration_options(
        rp_id=_host(), rp_name=NAME, user_id=str(g.actor.person_id).encode(),
        user_name=person.email if person else "", user_display_name=g.actor.name, exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return _ask(options, options.challenge)


@bp.post("/profile/security/keys")
@authorized(policy.EDIT_PERSON)
@stepped_up
def add_key() -> Any:
    """Keep the key that the device has made."""
    answer = request.get_json()
    try:
        made = webauthn.verify_registration_response(
            credential=answer["credential"], expected_challenge=_challenge(), expected_rp_id=_host(),
            expected_origin=_origin(), require_user_verification=True,
        )  # fmt: skip
        name = str(answer.get("name") or gettext("Passkey"))
        kept = actions.KeyMade(
            bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key),
            made.sign_count, name,
        )  # fmt: skip
        codes = actions.add_passkey(g.actor, kept)
    except (WebAuthnException, Invalid, KeyError, TypeError, ValueError):
        return _refused()
    except NotAllowedNow as refusal:
        return jsonify(sentence=say(refusal.message, refusal.parameters)), 409
    flash(gettext("The passkey is added."))
    if codes:
        return jsonify(
            page=render_template("accounts/recovery_codes.html", codes=codes, onward=url_for(".security"))
        )
    return jsonify(next=url_for(".security"))


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
    """Say what the device is to sign: any key of this product, or one of whoever owes the second step."""
    person = half_person()
    allowed = [_descriptor(key) for key in sessions.list_passkeys(person.id)] if person else None
    options = webauthn.generate_authentication_options(
        rp_id=_host(), allow_credentials=allowed, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _ask(options, options.challenge)


@bp.post("/sign-in/passkey")
@limiter.limit(COARSE_LIMIT)
@public
def sign_in_with_key() -> Any:
    """Sign in whoever holds the key: it is checked on the device by finger, face or number, so it stands alone."""
    answer = request.get_json()
    person = _whose_key(answer)
    waiting = half_person()
    if person is None or (waiting is not None and waiting.id != person.id):
        return _refused()
    open_session(person, Factor.PASSKEY)
    return jsonify(next=safe_path(request.args.get("next"), home()))


def _whose_key(answer: Any) -> Person | None:
    """Return the person whose key has signed our challenge; None when anything does not fit."""
    try:
        credential = answer["credential"]
        key = sessions.find_passkey(str(credential["id"]))
        if key is None:
            return None
        verified = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=_challenge(), expected_rp_id=_host(),
            expected_origin=_origin(), credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count, require_user_verification=True,
        )  # fmt: skip
        actions.use_passkey(g.actor, key.id, verified.new_sign_count)
    except (WebAuthnException, Invalid, KeyError, TypeError, ValueError):
        return None
    person = queries.get_person(key.person_id)
    return person if person is not None and person.deactivated_at is None else None


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id))
