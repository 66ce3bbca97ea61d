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
from grantapp.partnerships.actions.runs import (
    LATEST_ZONE,
    WORK,
    finish_import,
    note_trial,
    repeat_import,
    start_import,
    take_row,
    undo_import,
)

__all__ = [
    "CREATED",
    "LATEST_ZONE",
    "UNCHANGED",
    "UPDATED",
    "WORK",
    "Imported",
    "Period",
    "Rehearsed",
    "change_side_status",
    "correct_membership",
    "create_organization",
    "edit_organization",
    "ensure_organization",
    "finish_import",
    "import_partnership",
    "mark_demonstration",
    "note_trial",
    "record_activity",
    "record_membership",
    "remind_of_membership",
    "repeat_import",
    "start_import",
    "take_row",
    "undo_import",
]
