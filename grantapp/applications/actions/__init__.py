"""Every write of applications: by the cities, about people, by the office and by later stages."""

from grantapp.applications.actions.life import (
    attach_pdfs,
    begin_review,
    exclude_application,
    mark_awarded,
    mark_declined,
    mark_waitlisted,
    remind_of_closing,
    start_application,
    submit_application,
    withdraw_application,
)
from grantapp.applications.actions.people import (
    close_reading,
    invite_colleague,
    invite_partner,
    open_reading,
    recuse,
    resend_invitation,
)
from grantapp.applications.actions.writing import (
    LINE_REMOVED,
    ask_endorsement,
    attach_answer_file,
    endorse,
    remove_answer_file,
    remove_budget_line,
    save_budget_line,
    save_section,
)

__all__ = [
    "LINE_REMOVED",
    "ask_endorsement",
    "attach_answer_file",
    "attach_pdfs",
    "begin_review",
    "close_reading",
    "endorse",
    "exclude_application",
    "invite_colleague",
    "invite_partner",
    "mark_awarded",
    "mark_declined",
    "mark_waitlisted",
    "open_reading",
    "recuse",
    "remind_of_closing",
    "remove_answer_file",
    "remove_budget_line",
    "resend_invitation",
    "save_budget_line",
    "save_section",
    "start_application",
    "submit_application",
    "withdraw_application",
]
