"""The life of a payment."""

from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow
from grantapp.disbursements import policy, rules

DISBURSEMENT = Workflow(
    "disbursement",
    "scheduled",
    [
        Transition("request", ("scheduled",), "requested", policy.REQUEST,
                   N_("%(who)s requested a payment"), None, "requested_at"),
        Transition("approve", ("requested",), "approved", policy.APPROVE,
                   N_("%(who)s approved a payment"), rules.award_is_active, "approved_at"),
        Transition("release", ("approved",), "released", policy.RELEASE,
                   N_("%(who)s released a payment"), rules.award_is_active, "released_at"),
        Transition("pay", ("released",), "paid", policy.PAY,
                   N_("%(who)s recorded that a payment was made"), None, "paid_at"),
        Transition("fail", ("released",), "failed", policy.PAY,
                   N_("%(who)s recorded that a payment failed"), needs_reason=True),
        Transition("send_back", ("requested", "approved", "failed"), "scheduled", policy.ADMINISTER,
                   N_("%(who)s sent a payment back"), needs_reason=True),
        Transition("cancel", ("scheduled", "requested", "approved", "failed"), "cancelled", policy.ADMINISTER,
                   N_("%(who)s cancelled a payment"), needs_reason=True),
        Transition("spare", ("scheduled",), "cancelled", policy.ADMINISTER,
                   N_("The last payment is not needed: the cities spent no more than the earlier payments")),
        Transition("end", ("scheduled", "requested", "approved", "failed"), "cancelled", policy.ADMINISTER,
                   N_("The payment ended with the award, which was ended before its time")),
    ],
    also=lambda payment: (payment.award,),
)  # fmt: skip
