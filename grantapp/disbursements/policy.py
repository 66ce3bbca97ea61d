"""Who may see, request, approve, release and pay: the first three acts are the acts of three people."""

from grantapp.accounts.models import Role
from grantapp.accounts.policy import FINANCE, OFFICERS, READERS
from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.disbursements.models import Disbursement

QUEUE_READERS = READERS


def _views(actor: Actor, payment: Disbursement) -> bool:
    return awards.VIEW.allows(actor, payment.award)


def _requests(actor: Actor, payment: Disbursement) -> bool:
    ours = actor.in_own_name and awards.side_of(actor, payment.award) == "lead"
    return _views(actor, payment) and (
        actor.is_system or ours or actor.holds(OFFICERS, awards.scope_of(payment.award))
    )


def _approves(actor: Actor, payment: Disbursement) -> bool:
    officer = actor.holds((Role.PROGRAM_OFFICER,), awards.scope_of(payment.award))
    return _views(actor, payment) and officer and actor.person_id != payment.requested_by


def _releases(actor: Actor, payment: Disbursement) -> bool:
    others = {payment.requested_by, payment.approved_by}
    return _pays(actor, payment) and actor.person_id not in others


def _pays(actor: Actor, payment: Disbursement) -> bool:
    return _views(actor, payment) and actor.holds(FINANCE, awards.scope_of(payment.award))


def _administers(actor: Actor, payment: Disbursement) -> bool:
    return _views(actor, payment) and (
        actor.is_system or actor.holds((*OFFICERS, *FINANCE), awards.scope_of(payment.award))
    )


def _records_returns(actor: Actor, award: Award) -> bool:
    return awards.VIEW.allows(actor, award) and actor.holds(FINANCE, awards.scope_of(award))


def _queues(actor: Actor, _payment: Disbursement | None = None) -> bool:
    return actor.holds_anywhere(QUEUE_READERS)


VIEW = permission("disbursement:view", N_("See a payment"), _views)
QUEUE = permission("disbursement:queue", N_("See the queue of payments"), _queues)
REQUEST = permission("disbursement:request", N_("Request a payment"), _requests)
APPROVE = permission("disbursement:approve", N_("Approve a payment that somebody else requested"), _approves)
RELEASE = permission(
    "disbursement:release", N_("Release a payment that two others requested and approved"), _releases
)
PAY = permission("disbursement:pay", N_("Record that a payment was made, or that it failed"), _pays)
ADMINISTER = permission("disbursement:administer", N_("Send a payment back or cancel it"), _administers)
RETURN = permission("disbursement:return", N_("Record money that the cities sent back"), _records_returns)
