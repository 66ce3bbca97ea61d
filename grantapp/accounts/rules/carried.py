"""A form that was sent too late, carried sealed through sign-in for the one who wrote it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from grantapp.accounts.rules.factors import seal, unseal

CARRIED_FOR_SECONDS = 3600
NEVER_CARRIED = frozenset({
    "csrf_token", "credential", "password", "again", "present", "code", "kept", "iban", "account_number", "routing_number",
    "account_name", "swift", "bank_name", "branch_name",
})  # fmt: skip


@dataclass(frozen=True)
class CarriedForm:
    """Whose form it is, where it goes, and what was typed, in order."""

    person_id: int
    path: str
    fields: list[list[str]]


def pack(key: str, person_id: int, path: str, typed: Iterable[tuple[str, str]]) -> str:
    """Return a form sealed for a page: no passwords, codes or bank data, never files."""
    fields = [[name, value] for name, value in typed if name not in NEVER_CARRIED]
    return seal(key, json.dumps(asdict(CarriedForm(person_id, path, fields)), ensure_ascii=False))


def unpack(key: str, sealed: str, person_id: int) -> CarriedForm | None:
    """Return the form of this person; None when it is somebody else's, too old, or no form of ours."""
    text = unseal(key, sealed, CARRIED_FOR_SECONDS) if sealed else None
    if text is None:
        return None
    form = CarriedForm(**json.loads(text))
    return form if form.person_id == person_id else None
