"""The chain of facts holds, and breaks when a row is touched by SQL."""

import pytest
from flask import Flask
from sqlalchemy import text

from grantapp.accounts.models import Person
from grantapp.audit import chain, queries
from grantapp.core.policy import Actor
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.unit_of_work import WriteOutsideAction, action, writing
from tests.factories import people


@action
def note(actor: Actor, person_id: int, reason: str = "") -> None:
    """Record one fact about a person."""
    record(
        Happened("person.noted", db.session.get(Person, person_id), actor, actor.at, reason=reason, personal={"n": "山田"})
    )  # fmt: skip


@pytest.fixture
def chained(app: Flask) -> Person:
    """Return a person with three facts."""
    who = people.person()
    for number in range(3):
        note(Actor.system("test"), who.id, reason=str(number))
    return who


def test_verify_when_untouched_then_no_fault(chained: Person) -> None:
    assert list(chain.verify()) == []
    assert [entry.reason for entry in queries.timeline_of(chained)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE domain_event SET body = replace(body, 'noted', 'nodded') WHERE id = 2",
        "UPDATE domain_event SET verb = 'person.nodded' WHERE id = 2",
        "UPDATE domain_event SET actor_id = 7 WHERE id = 1",
        "UPDATE event_subject SET subject_id = 99 WHERE event_id = 3",
        "UPDATE event_personal SET \"values\" = '{}' WHERE event_id = 2",
        "UPDATE audit_head SET event_id = 2",
    ],
)
def test_verify_when_a_row_is_altered_then_fault(chained: Person, statement: str) -> None:
    with writing():
        db.session.execute(text(statement))
    assert list(chain.verify())


def test_verify_when_the_tail_is_cut_then_fault(chained: Person) -> None:
    with writing():
        for table, column in (
            ("event_subject", "event_id"),
            ("event_personal", "event_id"),
            ("domain_event", "id"),
        ):
            db.session.execute(text(f"DELETE FROM {table} WHERE {column} = 3"))
    assert [fault.reason for fault in chain.verify()] == ["tail_missing"]


def test_verify_when_personal_values_are_erased_then_no_fault(chained: Person) -> None:
    with writing():
        db.session.execute(text("DELETE FROM event_personal"))
    assert list(chain.verify()) == []


def test_write_when_outside_an_action_then_refused(app: Flask) -> None:
    who = people.person()
    who.name = "changed"
    with pytest.raises(WriteOutsideAction):
        db.session.flush()
    db.session.rollback()


def test_action_when_it_fails_then_nothing_is_left(app: Flask) -> None:
    who = people.person()

    @action
    def fail(actor: Actor) -> None:
        note(actor, who.id)
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail(Actor.system("test"))
    assert queries.timeline_of(who) == []
