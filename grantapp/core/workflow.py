"""When: a table of transitions per thing with a life; `fire` is the only code that assigns `.status`."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.policy import Actor, Permission
from grantapp.core.words import N_

Guard = Callable[[Any, Actor], Iterable[Problem]]
Sequel = Callable[[Any, "Happened"], None]
NOT_NOW = N_("This cannot be done in the present state. The page shows what can be done now.")
REASON_MISSING = N_("Give a reason; the people concerned will read it.")


@dataclass(frozen=True)
class Happened:
    """A fact for the audit: who did what to which subject, codes before and after, and when."""

    verb: str
    subject: Any
    actor: Actor
    at: datetime
    before: str = ""
    after: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Any, ...] = ()


collected: ContextVar[list[Happened] | None] = ContextVar("collected", default=None)


def record(happened: Happened) -> Happened:
    """Hand a fact to the running unit of work; outside one it is an error."""
    facts = collected.get()
    if facts is None:
        raise RuntimeError("facts are recorded inside an action only")
    facts.append(happened)
    return happened


@dataclass(frozen=True)
class Transition:
    """One arrow: from which states to which, who may, what must hold, which column takes the instant."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    sentence: str
    guard: Guard | None = None
    stamp: str = ""
    needs_reason: bool = False


registry: dict[str, "Workflow"] = {}


class Workflow:
    """The life of one kind of record; `also(subject)` names further timelines that show its facts."""

    def __init__(
        self,
        kind: str,
        initial: str,
        transitions: Iterable[Transition],
        also: Callable[[Any], tuple[Any, ...]] | None = None,
    ) -> None:
        self.kind, self.initial = kind, initial
        self.transitions = {transition.name: transition for transition in transitions}
        self.sequels: dict[str, list[tuple[str, Sequel]]] = {name: [] for name in self.transitions}
        self._also = also
        registry[kind] = self

    def can(self, name: str, subject: Any, actor: Actor) -> bool:
        """Whether `fire` would pass who and when (not yet what)."""
        transition = self.transitions[name]
        return subject.status in transition.sources and transition.permission.allows(actor, subject)

    def missing(self, name: str, subject: Any, actor: Actor) -> list[Problem]:
        """Return what still stands against a transition."""
        guard = self.transitions[name].guard
        return list(guard(subject, actor)) if guard else []

    def fire(
        self,
        name: str,
        subject: Any,
        actor: Actor,
        *,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> Happened:
        """Move the subject, or refuse in the order who, when, what; then run the sequels."""
        transition = self.transitions[name]
        self._check(transition, subject, actor, reason)
        before = str(subject.status)
        subject.status = type(subject.status)(transition.target)
        if transition.stamp:
            setattr(subject, transition.stamp, actor.at)
        happened = record(
            Happened(
                f"{self.kind}.{name}", subject, actor, actor.at, before, transition.target, reason,
                dict(facts or {}), also=self._also(subject) if self._also else (),
            )
        )  # fmt: skip
        for _feature, sequel in self.sequels[name]:
            sequel(subject, happened)
        return happened

    def begin(self, subject: Any, actor: Actor, facts: Mapping[str, Any] | None = None) -> Happened:
        """Record that a subject came into being in its initial state."""
        also = self._also(subject) if self._also else ()
        return record(
            Happened(
                f"{self.kind}.begin",
                subject,
                actor,
                actor.at,
                "",
                self.initial,
                "",
                dict(facts or {}),
                also=also,
            )
        )

    def _check(self, transition: Transition, subject: Any, actor: Actor, reason: str) -> None:
        if not transition.permission.allows(actor, subject):
            raise NotPermitted(transition.permission.name)
        if subject.status not in transition.sources:
            raise NotAllowedNow(NOT_NOW, code=f"{self.kind}.{transition.name}")
        problems = self.missing(transition.name, subject, actor)
        if transition.needs_reason and not reason.strip():
            problems.append(Problem("reason", "reason_missing", REASON_MISSING))
        if problems:
            raise Invalid(problems)
