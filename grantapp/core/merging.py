"""Two people edit one record: each keeps what only he changed; where both changed a field, both texts are shown."""

from collections.abc import Mapping
from datetime import datetime

from grantapp.core.errors import Changed


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
