"""The life of what is due after an award; due soon and overdue are derived from its date."""

from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow
from grantapp.reports import policy, rules

WAITING = ("open", "in_progress", "changes_requested")

REQUIREMENT = Workflow(
    "requirement",
    "open",
    [
        Transition("start", ("open",), "in_progress", policy.WRITE,
                   N_("%(who)s started the report"), None, "started_at"),
        Transition("send", ("in_progress", "changes_requested"), "submitted", policy.SEND,
                   N_("%(who)s sent the report"), rules.ready_to_send, "submitted_at"),
        Transition("request_changes", ("submitted",), "changes_requested", policy.REVIEW,
                   N_("%(who)s returned the report with comments"), None, "returned_at"),
        Transition("accept", ("submitted",), "accepted", policy.REVIEW,
                   N_("%(who)s accepted the report"), rules.confirmed_content, "accepted_at"),
        Transition("waive", WAITING, "waived", policy.ADMINISTER,
                   N_("%(who)s waived the report"), needs_reason=True),
    ],
    also=lambda requirement: (requirement.award,),
)  # fmt: skip
