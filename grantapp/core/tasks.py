"""One thing to do, as the home page shows it; each feature's `queries.tasks_for(actor)` returns some."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Task:
    """A marked sentence with parameters, where it is done, until when, and whose turn it is."""

    sentence: str
    endpoint: str
    values: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    due_until: datetime | None = None
    zone: str = "UTC"
    other_zone: str = "Asia/Tokyo"
    theirs: bool = False
    whose: str = ""
