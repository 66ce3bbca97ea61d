"""A kind of record of the tests' own, on which files and frozen content hang."""

from collections.abc import Iterator
from typing import Any

import pytest

from grantapp.accounts.models import Person
from grantapp.core import ports
from grantapp.core.policy import Permission
from grantapp.core.ports import Subject
from grantapp.database import db
from tests.factories import people


@pytest.fixture
def owned(app: Any) -> Iterator[Person]:
    """Return a record that only its owner may see: a person, standing for whatever has files."""
    view = Permission("test:view", "see it", lambda actor, record: actor.person_id == record.id)
    known = ports.subjects.get(Person.__subject__)
    ports.subjects[Person.__subject__] = Subject(
        kind=Person.__subject__, word="person", load=lambda identity: db.session.get(Person, identity),
        label=lambda record, _language: record.name, endpoint="web.healthz", values=lambda _record: {},
        view=view,
    )  # fmt: skip
    yield people.person()
    if known is None:
        ports.subjects.pop(Person.__subject__)
    else:
        ports.subjects[Person.__subject__] = known
