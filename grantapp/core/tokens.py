"""Tokens for links: derived from a random id and a secret, so that only a hash and the id are stored."""

import hashlib
import hmac
import secrets


def new_token_id() -> str:
    """Return a random public id (128 bits, hexadecimal)."""
    return secrets.token_hex(16)


def derive_token(secret: str, purpose: str, token_id: str) -> str:
    """Return the raw token of an id, as it stands in a link (SHA-256 HMAC, URL-safe)."""
    digest = hmac.new(secret.encode(), f"{purpose}|{token_id}".encode(), hashlib.sha256).hexdigest()
    return f"{token_id}{digest}"


def hash_token(raw: str) -> str:
    """Return what the database stores of a raw token."""
    return hashlib.sha256(raw.encode()).hexdigest()
