"""A call is prepared, then published for good (open and closed are read from its dates); questions are answered."""

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

CALL_QUESTION = Workflow(
    "call_question",
    "asked",
    [
        Transition(
            "answer",
            ("asked",),
            "answered",
            policy.ANSWER,
            N_("%(who)s answered a question about the call"),
            stamp="answered_at",
        ),
        Transition(
            "correct",
            ("answered",),
            "answered",
            policy.ANSWER,
            N_("%(who)s corrected the answer to a question about the call"),
            needs_reason=True,
        ),
    ],
    also=lambda question: (question.call,),
)
