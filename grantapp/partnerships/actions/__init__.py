"""Every write of partnerships and organizations."""

from grantapp.partnerships.actions.imports import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Imported,
    Rehearsed,
    import_partnership,
)
from grantapp.partnerships.actions.memberships import (
    Period,
    correct_membership,
    record_membership,
    remind_of_membership,
)
from grantapp.partnerships.actions.organizations import (
    create_organization,
    edit_organization,
    ensure_organization,
    mark_demonstration,
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
    "Period",
    "Rehearsed",
    "change_side_status",
    "correct_membership",
    "create_organization",
    "edit_organization",
    "ensure_organization",
    "import_partnership",
    "mark_demonstration",
    "record_activity",
    "record_membership",
    "remind_of_membership",
]
