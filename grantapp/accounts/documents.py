"""People as plain rows for a file, and the copy of one's own data as plain data."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grantapp.accounts.models import (
    Authenticator,
    DeletionRequest,
    Passkey,
    Person,
    PersonSession,
    RecoveryCode,
    Role,
    RoleGrant,
    RoleRequest,
)
from grantapp.core.words import N_

PEOPLE_HEAD = (
    N_("Number"),
    N_("Name"),
    N_("Reading"),
    N_("Email address"),
    N_("Language"),
    N_("State"),
    N_("Second step"),
    N_("Role"),
    N_("Where the role holds"),
    N_("Since"),
    N_("Until"),
)
LETTERS_HEAD = ("created_at", "name", "address", "language", "state", "sent_at")
FACTS_HEAD = ("at", "verb", "sentence", "reason")


def people_rows(
    people: Iterable[Person],
    roles: Mapping[Role, str],
    places: Mapping[int, str],
    states: Mapping[str, str],
    factors: Mapping[int, str],
) -> Iterator[tuple[object, ...]]:
    """Yield one line for each role of a person, one without role for who holds none."""
    for person in people:
        state = states["deactivated" if person.deactivated_at else "active"]
        own = (
            person.id,
            person.name,
            person.reading,
            person.email,
            person.language,
            state,
            factors[person.id],
        )
        for grant in person.grants:
            until = grant.ended_at.date().isoformat() if grant.ended_at else ""
            place = places.get(grant.scope_id, str(grant.scope_id))
            yield (*own, roles[grant.role], place, grant.granted_at.date().isoformat(), until)
        if not person.grants:
            yield (*own, "", "", "", "")


@dataclass(frozen=True)
class OwnData:
    """All that is kept about a person: the rows of accounts, and letters and facts as plain lines."""

    person: Person
    grants: Sequence[RoleGrant]
    requests: Sequence[RoleRequest]
    deletions: Sequence[DeletionRequest]
    sessions: Sequence[PersonSession]
    factors: Sequence[Mapping[str, str]]
    places: Mapping[int, Mapping[str, str]]
    letters: Sequence[Sequence[str]]
    facts: Sequence[Sequence[str]]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data with English keys, the same for every reader."""
        person = self.person
        return {
            "profile": {
                "number": person.id, "email": person.email, "name": person.name, "reading": person.reading,
                "title": person.title, "language": person.language, "zone": person.zone,
                "created_at": instant(person.created_at), "deactivated_at": instant(person.deactivated_at),
                "privacy_notice": person.privacy_version, "privacy_notice_read_at": instant(person.privacy_read_at),
            },
            "second_factors": list(self.factors),
            "sessions": [
                {
                    "device": one.device, "factor": one.factor.value, "begun_at": instant(one.begun_at),
                    "ended_at": instant(one.ended_at), "ended_why": one.ended_why.value if one.ended_why else "",
                }
                for one in self.sessions
            ],
            "roles": [
                {
                    "role": one.role.value, "where": self.places.get(one.scope_id, {}),
                    "since": instant(one.granted_at), "until": instant(one.ended_at),
                }
                for one in self.grants
            ],
            "requests_for_roles": [
                {
                    "role": one.role.value, "where": self.places.get(one.scope_id, {}), "reason": one.reason,
                    "asked_at": instant(one.asked_at), "status": one.status.value, "answer": one.answer,
                }
                for one in self.requests
            ],
            "requests_to_delete": [
                {
                    "asked_at": instant(one.asked_at), "reason": one.reason, "status": one.status.value,
                    "answer": one.answer,
                }
                for one in self.deletions
            ],
            "letters": [dict(zip(LETTERS_HEAD, row, strict=True)) for row in self.letters],
            "facts": [dict(zip(FACTS_HEAD, row, strict=True)) for row in self.facts],
        }  # fmt: skip


def instant(at: datetime | None) -> str:
    """Return an instant as text, empty when there is none."""
    return at.isoformat() if at else ""


def factor_lines(
    app: Authenticator | None, codes: Iterable[RecoveryCode], keys: Iterable[Passkey]
) -> Iterator[Mapping[str, str]]:
    """Yield of which kind the second factors of a person are and since when, never what opens with them."""
    if app is not None:
        yield {"kind": "app", "name": "", "since": instant(app.set_up_at), "used_at": ""}
    for code in codes:
        yield {
            "kind": "recovery_code",
            "name": "",
            "since": instant(code.made_at),
            "used_at": instant(code.used_at),
        }
    for key in keys:
        yield {
            "kind": "passkey",
            "name": key.name,
            "since": instant(key.made_at),
            "used_at": instant(key.used_at),
        }


def packed(data: OwnData, page: str) -> bytes:
    """Return the copy as one ZIP: a page to read, the same as data, letters and facts as sheets."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page)
        archive.writestr("my-data.json", json.dumps(data.as_data(), ensure_ascii=False, indent=2))
        archive.writestr("letters.csv", _sheet(LETTERS_HEAD, data.letters))
        archive.writestr("facts.csv", _sheet(FACTS_HEAD, data.facts))
    return content.getvalue()


def _sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return "\ufeff" + text.getvalue()
