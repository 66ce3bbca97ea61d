"""What a device and the product say to each other about passkeys (WebAuthn); the browser's part is passkeys.js.

The page asks for options, the device signs the challenge in them, and an ordinary form brings its answer.
"""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import Response, current_app, g, request, session
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from grantapp.accounts import actions
from grantapp.accounts.models import Passkey, Person
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import factors
from grantapp.core import clock
from grantapp.core.errors import Invalid

CHALLENGE, CREDENTIAL = "challenge", "credential"
NAME = "Grantapp"
NOT_FITTING = (WebAuthnException, Invalid, KeyError, TypeError, ValueError)


def keys_work_here() -> bool:
    """Whether the product's address is a name: browsers make no passkeys for bare numbers."""
    return not _host().replace(".", "").isdigit() and ":" not in _host()


def ask_to_make(person: Person) -> Response:
    """Say what the device is to make for a person."""
    options = webauthn.generate_registration_options(
        rp_id=_host(), rp_name=NAME, user_id=str(person.id).encode(), user_name=person.email,
        user_display_name=person.name, exclude_credentials=_descriptors(person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return _ask(options, options.challenge)


def ask_to_sign(person_id: int | None) -> Response:
    """Say what the device is to sign: with a key of that person, with any key of the product when it is nobody yet."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(), allow_credentials=_descriptors(person_id) if person_id else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return _ask(options, options.challenge)


def made_key(name: str) -> actions.KeyMade | None:
    """Return the key that the device has made; None when its answer does not fit what it was asked."""
    try:
        made = webauthn.verify_registration_response(
            credential=_answer(), expected_challenge=_challenge(), expected_rp_id=_host(),
            expected_origin=_origin(), require_user_verification=True,
        )  # fmt: skip
    except NOT_FITTING:
        return None
    credential_id, public_key = (
        bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key)
    )  # fmt: skip
    return actions.KeyMade(credential_id, public_key, made.sign_count, name)


def shown_key() -> Passkey | None:
    """Return the key that has signed our challenge; None when anything does not fit."""
    try:
        answer = _answer()
        key = sessions.find_passkey(str(answer["id"]))
        challenge = _challenge()
        if key is None:
            return None
        return actions.use_passkey(g.actor, key.id, _verified(answer, challenge, key).new_sign_count)
    except NOT_FITTING:
        return None


def _verified(answer: Any, challenge: bytes, key: Passkey) -> VerifiedAuthentication:
    return webauthn.verify_authentication_response(
        credential=answer, expected_challenge=challenge, expected_rp_id=_host(), expected_origin=_origin(),
        credential_public_key=base64url_to_bytes(key.public_key),
        credential_current_sign_count=key.sign_count, require_user_verification=True,
    )  # fmt: skip


def _answer() -> Any:
    return json.loads(request.form.get(CREDENTIAL, ""))


def _ask(options: Any, challenge: bytes) -> Response:
    session[CHALLENGE] = [bytes_to_base64url(challenge), clock.wall().isoformat()]
    return current_app.response_class(webauthn.options_to_json(options), mimetype="application/json")


def _challenge() -> bytes:
    """Return what the device had to sign, this once; ValueError when it was asked too long ago, never, or answered."""
    challenge, since = session.pop(CHALLENGE, ("", ""))
    early = clock.wall() - datetime.fromisoformat(since) < factors.CHALLENGE_HOLDS
    if not early or not actions.spend_challenge(g.actor, challenge):
        raise ValueError("the challenge is too old, or it was answered already")
    return base64url_to_bytes(challenge)


def _descriptors(person_id: int) -> list[PublicKeyCredentialDescriptor]:
    keys = sessions.list_passkeys(person_id)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""


def _origin() -> str:
    parts = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{parts.scheme}://{parts.netloc}"
