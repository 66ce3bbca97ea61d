"""Every write of reports: what both cities write, and what becomes of it."""

from grantapp.reports.actions.life import (
    accept_report,
    ask_confirmation,
    confirm_report,
    extend_requirement,
    remind_of_report,
    request_changes,
    send_report,
    waive_requirement,
)
from grantapp.reports.actions.writing import (
    attach_answer_file,
    be_present,
    remove_answer_file,
    save_section,
    save_spending,
    start_report,
)

__all__ = [
    "accept_report",
    "ask_confirmation",
    "attach_answer_file",
    "be_present",
    "confirm_report",
    "extend_requirement",
    "remind_of_report",
    "remove_answer_file",
    "request_changes",
    "save_section",
    "save_spending",
    "send_report",
    "start_report",
    "waive_requirement",
]
