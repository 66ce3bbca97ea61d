"""What is due after an award, and whose turn it is."""

from grantapp.awards.queries import visible_to
from grantapp.reports.queries.requirements import (
    OVERDUE,
    files_of,
    get_requirement,
    list_due_before,
    list_of_award,
    list_requirements,
    present_sha256,
    select_requirements,
    stream_requirements,
)
from grantapp.reports.queries.tasks import tasks_for

__all__ = [
    "OVERDUE", "files_of", "get_requirement", "list_due_before", "list_of_award", "list_requirements",
    "present_sha256", "select_requirements", "stream_requirements", "tasks_for", "visible_to",
]  # fmt: skip
