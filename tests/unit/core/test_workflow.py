"""`fire` refuses in the order who, when, what; and records what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pytest

from grantapp.core import workflow as module
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.policy import Actor, Permission
from grantapp.core.workflow import Happened, Transition, Workflow, collected


class Status(StrEnum):
    """States of the example."""

    DRAFT = "draft"
    SENT = "sent"


@dataclass
class Letter:
    """Something with a life."""

    status: Status = Status.DRAFT
    sent_at: datetime | None = None
    ready: bool = True


SENDS = Permission("letter:send", "send", lambda actor, _letter: actor.person_id == 1)


def _ready(letter: Letter, _actor: Actor) -> Iterator[Problem]:
    if not letter.ready:
        yield Problem("text", "empty", "Write something.")


@pytest.fixture
def life() -> Iterator[Workflow]:
    """Return a workflow that leaves no trace in the registry, inside an open collection of facts."""
    known = dict(module.registry)
    token = collected.set([])
    yield Workflow(
        "letter", "draft",
        [Transition("send", ("draft",), "sent", SENDS, "sent", _ready, "sent_at"),
         Transition("recall", ("sent",), "draft", SENDS, "recalled", needs_reason=True)],
    )  # fmt: skip
    collected.reset(token)
    module.registry.clear()
    module.registry.update(known)


def test_fire_when_nothing_stands_against_it_then_moves_stamps_and_records(life: Workflow) -> None:
    letter, actor = Letter(), Actor(1)
    happened = life.fire("send", letter, actor)
    assert (letter.status, letter.sent_at) == (Status.SENT, actor.at)
    assert (happened.verb, happened.before, happened.after) == ("letter.send", "draft", "sent")
    assert collected.get() == [happened]


def test_fire_when_everything_is_wrong_then_who_comes_first(life: Workflow) -> None:
    with pytest.raises(NotPermitted):
        life.fire("send", Letter(Status.SENT, ready=False), Actor(2))
    with pytest.raises(NotAllowedNow):
        life.fire("send", Letter(Status.SENT, ready=False), Actor(1))
    with pytest.raises(Invalid):
        life.fire("send", Letter(ready=False), Actor(1))


def test_fire_when_a_reason_is_needed_then_blank_is_refused(life: Workflow) -> None:
    with pytest.raises(Invalid) as refusal:
        life.fire("recall", Letter(Status.SENT), Actor(1), reason="  ")
    assert refusal.value.problems[0].field == "reason"


def test_fire_when_there_is_a_sequel_then_it_runs_with_what_happened(life: Workflow) -> None:
    seen: list[Happened] = []
    life.sequels["send"].append(("later", lambda _letter, happened: seen.append(happened)))
    assert [life.fire("send", Letter(), Actor(1))] == seen


def test_fire_when_outside_an_action_then_an_error(life: Workflow) -> None:
    token = collected.set(None)
    with pytest.raises(RuntimeError):
        life.fire("send", Letter(), Actor(1))
    collected.reset(token)
