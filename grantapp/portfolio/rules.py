"""How urgent a thing to do is, and in which order things stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from grantapp.core.tasks import Task


@dataclass(frozen=True)
class Urgency:
    """Whether the date is past, and whole days: since it passed, or until it comes (0: within a day)."""

    is_late: bool
    days: int

    @property
    def years(self) -> int:
        """Whole years, for what is so late that days say nothing."""
        return self.days // 365


def urgency_of(task: Task, at: datetime) -> Urgency | None:
    """Return how urgent a task is; None when it has no date."""
    if task.due_until is None:
        return None
    late = at >= task.due_until
    gap = at - task.due_until if late else task.due_until - at
    return Urgency(late, gap // timedelta(days=1))


def in_order(tasks: Iterable[Task], at: datetime) -> list[Task]:
    """Return tasks by date, the latest ones first of all, those without a date last."""
    return sorted(tasks, key=lambda task: (task.due_until is None, task.due_until or at))
