"""Second factors: who needs one, codes by time (RFC 6238: six digits, 30 seconds), codes on paper."""

import enum
import hmac
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from grantapp.core.words import N_

STEP_SECONDS, STEPS_OFF = 30, 1
CODES, CODE_LENGTH, CODE_GROUP = 10, 12, 4
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
SECOND_STEP_WITHIN = timedelta(minutes=10)
SET_UP_WITHIN_SECONDS = 1800
CHALLENGE_HOLDS = timedelta(minutes=5)
MOST_PASSKEYS, LONGEST_KEY_NAME = 20, 80

CODE_WRONG = N_(
    "This code is not right, or it was used already. Wait for the next one in the app and type it."
)
SET_UP_AGAIN = N_("This page has waited too long. Begin again; the app gets a new entry.")
LAST_FACTOR = N_("People of the program office need a second step. Add another one before you remove this.")
KEY_REFUSED = N_("The passkey could not be checked. Try again, or use a code instead.")
NOTHING_TO_RESET = N_("This person has no second step that could be removed.")
TOO_MANY_KEYS = N_("There are as many passkeys as an account may have. Remove one that you no longer use.")


FACTOR_KINDS = {
    "app": N_("Authenticator app"),
    "recovery_code": N_("Recovery code"),
    "passkey": N_("Passkey"),
}


class FactorState(enum.StrEnum):
    """How it stands with the second factor of a person."""

    SET_UP = "set_up"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


def state_of(has_one: bool, needs_one: bool) -> FactorState:
    """Return how it stands with somebody who has a second factor or not, and needs one or not."""
    if has_one:
        return FactorState.SET_UP
    return FactorState.MISSING if needs_one else FactorState.NOT_NEEDED


def normal_code(typed: str) -> str:
    """Return a typed code in half-width small letters and digits, without spaces and hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).casefold() if c.isalnum())


def matching_step(secret: str, typed: str, at: datetime, last_step: int) -> int | None:
    """Return the time step whose code was typed: this one or a neighbor, none that was used before."""
    codes, code = pyotp.TOTP(secret), normal_code(typed)
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - STEPS_OFF, now + STEPS_OFF + 1):
        if hmac.compare_digest(codes.at(step * STEP_SECONDS).encode(), code.encode()) and step > last_step:
            found = step
    return found


def current_code(secret: str, at: datetime) -> str:
    """Return the code that the app shows at an instant."""
    return str(pyotp.TOTP(secret).at(int(at.timestamp())))


def unused_code(secret: str, at: datetime, last_step: int) -> str:
    """Return the code of the present time step, or of the next one when the present was used."""
    step = max(int(at.timestamp()) // STEP_SECONDS, last_step + 1)
    return str(pyotp.TOTP(secret).at(step * STEP_SECONDS))


def new_secret() -> str:
    """Return a new secret for an app (160 bits, base 32)."""
    return str(pyotp.random_base32())


def address_for_apps(secret: str, email: str, issuer: str) -> str:
    """Return the otpauth address that a QR picture holds."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def new_recovery_codes() -> list[str]:
    """Return ten new codes for paper, in groups of four (59 bits each)."""
    return [_grouped("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))) for _ in range(CODES)]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def seal(key: str, text: str) -> str:
    """Return a text that only the holder of the key can read (AES-128-CBC with HMAC, by Fernet)."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(key: str, sealed: str, within_seconds: int | None = None) -> str | None:
    """Return a sealed text; None when it was altered, sealed with another key, or too long ago."""
    try:
        return _box(key).decrypt(sealed.encode(), ttl=within_seconds).decode()
    except (InvalidToken, ValueError):
        return None


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factor").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
