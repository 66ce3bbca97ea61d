"""A call is prepared, then published for good; upcoming, open and closed are read from its dates."""

from grantapp.calls import policy, rules
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow

CALL = Workflow(
    "call",
    "draft",
    [
        Transition(
            "publish",
            ("draft",),
            "published",
            policy.PUBLISH,
            N_("%(who)s published the call"),
            guard=rules.not_ready,
            stamp="published_at",
        ),
    ],
    also=lambda call: (call.program,),
)
