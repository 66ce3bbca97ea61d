"""Every write of partnerships and organizations."""

from grantapp.partnerships.actions.evidence import (
    Done,
    Signed,
    attach_evidence,
    detach_evidence,
    edit_activity,
    edit_agreement,
    log_activity,
    record_agreement,
    remove_activity,
    remove_agreement,
)
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
from grantapp.partnerships.actions.merging import merge_organization
from grantapp.partnerships.actions.organizations import (
    create_organization,
    edit_organization,
    ensure_organization,
    mark_demonstration,
)
from grantapp.partnerships.actions.partnerships import (
    change_kind,
    change_side_status,
    edit_partnership,
    record_activity,
)
from grantapp.partnerships.actions.runs import (
    LATEST_ZONE,
    WORK,
    choose_columns,
    finish_import,
    keep_sheet,
    note_trial,
    repeat_import,
    start_import,
    take_row,
)
from grantapp.partnerships.actions.undo import undo_import

__all__ = [
    "CREATED",
    "LATEST_ZONE",
    "UNCHANGED",
    "UPDATED",
    "WORK",
    "Done",
    "Imported",
    "Period",
    "Rehearsed",
    "Signed",
    "attach_evidence",
    "change_kind",
    "change_side_status",
    "choose_columns",
    "correct_membership",
    "create_organization",
    "detach_evidence",
    "edit_activity",
    "edit_agreement",
    "edit_organization",
    "edit_partnership",
    "ensure_organization",
    "finish_import",
    "import_partnership",
    "keep_sheet",
    "log_activity",
    "mark_demonstration",
    "merge_organization",
    "note_trial",
    "record_activity",
    "record_agreement",
    "record_membership",
    "remind_of_membership",
    "remove_activity",
    "remove_agreement",
    "repeat_import",
    "start_import",
    "take_row",
    "undo_import",
]
