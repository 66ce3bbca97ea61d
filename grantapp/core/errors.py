"""The four refusals; `web/errors.py` maps each to one page."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the field it belongs to, a stable code, a marked sentence and its parameters."""

    field: str
    code: str
    message: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    href: str = ""


class Refusal(Exception):
    """What a person asked for is not done; nothing was written."""


class NotPermitted(Refusal):
    """The actor may not do this: a 403 page (`@authorized` answers 404 before, where he may not even see it)."""


class NotAllowedNow(Refusal):
    """The thing's state or the date forbids it now; a 409 page says what can be done."""

    def __init__(
        self, message: str, parameters: Mapping[str, Any] | None = None, code: str = "state"
    ) -> None:
        super().__init__(message)
        self.message, self.parameters, self.code = message, dict(parameters or {}), code


class Invalid(Refusal):
    """What was sent breaks rules; each problem goes back beside its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{p.field}:{p.code}" for p in problems))
        self.problems = list(problems)


def require_valid(problems: Iterable[Problem]) -> None:
    """Refuse when there is anything to mend, with all of it at once."""
    if found := list(problems):
        raise Invalid(found)


class Changed(Refusal):
    """Somebody saved in between: `theirs` and `yours` map field to value; `by` (the person `by_id`) saved at `at`."""

    def __init__(
        self,
        yours: Mapping[str, Any],
        theirs: Mapping[str, Any],
        by: str = "",
        at: Any = None,
        by_id: int | None = None,
    ) -> None:
        super().__init__("changed in between")
        self.yours, self.theirs, self.by, self.at, self.by_id = dict(yours), dict(theirs), by, at, by_id
