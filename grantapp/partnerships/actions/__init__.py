"""Every write of partnerships and organizations."""

from grantapp.partnerships.actions.imports import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Imported,
    Rehearsed,
    import_partnership,
)
from grantapp.partnerships.actions.organizations import (
    confirm_standing,
    edit_organization,
    ensure_organization,
)
from grantapp.partnerships.actions.partnerships import (
    change_side_status,
    record_activity,
)

__all__ = [
    "CREATED",
    "UNCHANGED",
    "UPDATED",
    "Imported",
    "Rehearsed",
    "change_side_status",
    "confirm_standing",
    "edit_organization",
    "ensure_organization",
    "import_partnership",
    "record_activity",
]
