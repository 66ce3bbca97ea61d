"""Conditions as data: groups of ALL or ANY over comparisons; what cannot be evaluated counts as failed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.eras import read_partial_date
from grantapp.questionnaires.rules.reading import is_blank, read_number

DEEPEST = 5


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(answer: Any, wanted: Any) -> bool:
        if isinstance(answer, list):
            return compare(len(answer), int(wanted))
        left, right = read_number(str(answer)), read_number(str(wanted))
        if left is not None and right is not None:
            return compare(left, right)
        first, second = read_partial_date(str(answer)), read_partial_date(str(wanted))
        return (
            isinstance(first, PartialDate)
            and isinstance(second, PartialDate)
            and compare(str(first), str(second))
        )

    return test


OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "answered": lambda answer, _wanted: not is_blank(answer),
    "unanswered": lambda answer, _wanted: is_blank(answer),
    "equals": lambda answer, wanted: not is_blank(answer) and bool(answer == wanted),
    "differs": lambda answer, wanted: not is_blank(answer) and bool(answer != wanted),
    "includes": lambda answer, wanted: wanted in answer if isinstance(answer, list) else False,
    "at_least": _ordered(lambda left, right: bool(left >= right)),
    "at_most": _ordered(lambda left, right: bool(left <= right)),
}


def applies(condition: Mapping[str, Any] | None, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds for values by question key; no condition always holds."""
    if not condition:
        return True
    try:
        return _holds(condition, values, 0)
    except (TypeError, ValueError, KeyError, ArithmeticError):
        return False


def _holds(condition: Mapping[str, Any], values: Mapping[str, Any], depth: int) -> bool:
    if depth > DEEPEST:
        raise ValueError("conditions are nested too deep")
    if "all" in condition:
        return all(_holds(one, values, depth + 1) for one in condition["all"])
    if "any" in condition:
        return any(_holds(one, values, depth + 1) for one in condition["any"])
    if condition["question"] not in values:
        raise KeyError(condition["question"])
    return OPERATIONS[condition["op"]](values[condition["question"]], condition.get("value"))


def questions_named(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the keys of the questions that a condition looks at."""
    for group in ("all", "any"):
        for one in (condition or {}).get(group, ()):
            yield from questions_named(one)
    if condition and "question" in condition:
        yield str(condition["question"])


def operations_named(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the operations that a condition uses."""
    for group in ("all", "any"):
        for one in (condition or {}).get(group, ()):
            yield from operations_named(one)
    if condition and "question" in condition:
        yield str(condition.get("op", ""))
