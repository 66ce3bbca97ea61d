"""When: the life of an application, from the draft of two cities to the released decision."""

from grantapp.applications import policy, rules
from grantapp.applications.models import ApplicationStatus
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow

DRAFT, SUBMITTED, UNDER_REVIEW, AWARDED, DECLINED, WAITLISTED, WITHDRAWN, INELIGIBLE = (
    str(status) for status in ApplicationStatus
)
WITH_THE_OFFICE = (SUBMITTED, UNDER_REVIEW)


APPLICATION = Workflow(
    "application",
    DRAFT,
    [
        Transition(
            "submit", (DRAFT,), SUBMITTED, policy.SUBMIT, N_("%(who)s submitted the application"),
            guard=rules.ready_to_submit, stamp="submitted_at",
        ),
        Transition(
            "withdraw", (DRAFT, *WITH_THE_OFFICE, WAITLISTED), WITHDRAWN, policy.WITHDRAW,
            N_("%(who)s withdrew the application"), stamp="withdrawn_at", needs_reason=True,
        ),
        Transition(
            "begin_review", (SUBMITTED,), UNDER_REVIEW, policy.BEGIN_REVIEW, N_("%(who)s opened the review")
        ),
        Transition(
            "exclude", WITH_THE_OFFICE, INELIGIBLE, policy.EXCLUDE,
            N_("%(who)s found that the application does not meet the criteria"), needs_reason=True,
        ),
        Transition(
            "award", (*WITH_THE_OFFICE, WAITLISTED), AWARDED, policy.DECIDE,
            N_("%(who)s noted that the application was selected"), stamp="decided_at",
        ),
        Transition(
            "decline", (*WITH_THE_OFFICE, WAITLISTED), DECLINED, policy.DECIDE,
            N_("%(who)s noted that the application was not selected"), stamp="decided_at",
        ),
        Transition(
            "waitlist", WITH_THE_OFFICE, WAITLISTED, policy.DECIDE,
            N_("%(who)s put the application on the waitlist"), stamp="decided_at",
        ),
    ],
)  # fmt: skip
