"""A passkey in software: makes a key pair and signs challenges as the chip of a phone does (WebAuthn, ES256)."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient

ORIGIN, HOST = "http://localhost", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One key pair for one product; `verified` says whether it has asked for finger, face or number."""

    def __init__(self, *, verified: bool = True) -> None:
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.flags, self.count = PRESENT | (VERIFIED if verified else 0), 0

    def made(self, options: dict[str, Any]) -> str:
        """Return the answer to the options of a new key."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        about = self._about(ATTESTED) + attested
        kept = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        return self._answer("webauthn.create", options["challenge"], attestationObject=_text(kept))

    def signed(self, options: dict[str, Any]) -> str:
        """Return the answer to a challenge."""
        about = self._about()
        said = _said("webauthn.get", options["challenge"])
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": _text(about), "signature": _text(signature), "userHandle": None}
        return self._answer("webauthn.get", options["challenge"], **parts)

    def _about(self, more: int = 0) -> bytes:
        self.count += 1
        flags = (self.flags | more).to_bytes()
        return hashlib.sha256(HOST.encode()).digest() + flags + self.count.to_bytes(4)

    def _answer(self, kind: str, challenge: str, **parts: Any) -> str:
        response = {"clientDataJSON": _text(_said(kind, challenge)), **parts}
        return json.dumps({
            "id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response,
        })  # fmt: skip

    def sign_for(self, browser: FlaskClient) -> str:
        """Ask for a challenge in a browser and return the signed answer."""
        return self.signed(browser.post("/sign-in/passkey/options").json)

    def add_to(self, browser: FlaskClient) -> Any:
        """Add this key to the account that is signed in in a browser."""
        options = browser.post("/profile/security/keys/options").json
        return browser.post(
            "/profile/security/keys", data={"credential": self.made(options), "name": "Phone"}
        )


def _said(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
