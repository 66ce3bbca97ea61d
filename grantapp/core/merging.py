"""Two people edit one record: each keeps what only he changed; where both changed a field, both texts are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from grantapp.core.errors import Changed


class Edited(Protocol):
    """A record with a version that knows who saved it last."""

    version: Any
    edited_at: Any

    @property
    def edited_by(self) -> Any:
        """Who saved it last."""


def merge_into(
    record: Edited,
    yours: Mapping[str, str],
    current: Mapping[str, str],
    *,
    version: int,
    shown: Mapping[str, str],
) -> dict[str, str]:
    """Return your texts where nobody saved the record since `version`, else merged with what he saved."""
    if version == record.version:
        return dict(yours)
    by = record.edited_by.name if record.edited_by else ""
    return merge_edits(shown, yours, current, by=by, at=record.edited_at)


def merge_edits(
    shown: Mapping[str, str],
    yours: Mapping[str, str],
    current: Mapping[str, str],
    *,
    by: str = "",
    at: datetime | None = None,
) -> dict[str, str]:
    """Return your text of each field that you changed, else the current one; `Changed` where both changed it.

    `shown` is what the form showed when it was opened; a field that it lacks counts as changed by both.
    """
    clashing = [
        name
        for name, text in yours.items()
        if text != current[name] and shown.get(name) not in (text, current[name])
    ]
    if clashing:
        raise Changed(
            {name: yours[name] for name in clashing}, {name: current[name] for name in clashing}, by, at
        )
    return {name: current[name] if text == shown.get(name) else text for name, text in yours.items()}
