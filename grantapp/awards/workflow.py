"""The life of an award."""

from grantapp.awards import policy, rules
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow

AWARD = Workflow(
    "award",
    "offered",
    [
        Transition("accept", ("offered",), "accepted", policy.ACCEPT,
                   N_("%(who)s accepted the agreement as the second city"), rules.both_accepted, "accepted_at"),
        Transition("activate", ("accepted",), "active", policy.ACTIVATE,
                   N_("%(who)s: the award started"), rules.both_accepted, "active_at"),
        Transition("decline", ("offered",), "declined", policy.DECLINE,
                   N_("%(who)s declined the award"), None, "declined_at", needs_reason=True),
        Transition("lapse", ("offered",), "lapsed", policy.ADMINISTER,
                   N_("%(who)s let the offer lapse"), rules.reply_is_over, needs_reason=True),
        Transition("suspend", ("active",), "suspended", policy.ADMINISTER,
                   N_("%(who)s suspended the award"), needs_reason=True),
        Transition("resume", ("suspended",), "active", policy.ADMINISTER,
                   N_("%(who)s resumed the award"), needs_reason=True),
        Transition("terminate", ("active", "suspended"), "terminated", policy.ADMINISTER,
                   N_("%(who)s ended the award before its time"), needs_reason=True),
        Transition("complete", ("active",), "completed", policy.ADMINISTER,
                   N_("%(who)s closed the award"), None, "completed_at"),
    ],
    also=lambda award: (award.application, award.application.partnership),
)  # fmt: skip
