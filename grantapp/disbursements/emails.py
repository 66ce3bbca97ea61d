"""Letters about a payment."""

from collections.abc import Iterable, Mapping
from typing import Any

from grantapp.accounts.models import Role
from grantapp.accounts.policy import FINANCE
from grantapp.accounts.queries import list_recipients
from grantapp.awards.emails import cities
from grantapp.awards.policy import scope_of
from grantapp.core.money import Money
from grantapp.disbursements.models import Disbursement
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.unit_of_work import Actor

CHANGE_LETTERS = {"send_back": "payment_send_back", "cancel": "payment_cancel", "fail": "payment_fail"}


def payment_requested(actor: Actor, payment: Disbursement) -> None:
    """Ask the program officers to approve."""
    _send(
        actor, payment, "payment_requested", list_recipients((Role.PROGRAM_OFFICER,), scope_of(payment.award))
    )


def payment_approved(actor: Actor, payment: Disbursement) -> None:
    """Ask the finance officers to release."""
    _send(actor, payment, "payment_approved", list_recipients(FINANCE, scope_of(payment.award)))


def payment_paid(actor: Actor, payment: Disbursement) -> None:
    """Tell both cities what was paid, when and at which rate."""
    _send(actor, payment, "payment_paid", cities(payment.award))


def payment_changed(actor: Actor, payment: Disbursement, transition: str, reason: str) -> None:
    """Tell both cities that a payment was sent back, cancelled or failed, and why."""
    _send(actor, payment, CHANGE_LETTERS[transition], cities(payment.award), reason)


def payment_fitted(actor: Actor, payment: Disbursement, planned: Money, fitted: Money, spent: Money) -> None:
    """Tell both cities that the last payment follows what was spent: smaller than planned, or not needed."""
    more = {"planned": planned, "fitted": fitted or None, "spent": spent}
    _send(actor, payment, "payment_fitted", cities(payment.award), more=more)


def _send(
    actor: Actor, payment: Disbursement, name: str, recipients: Iterable[Recipient], reason: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    award = payment.award
    paid = (
        Money(payment.paid_amount, payment.paid_currency)
        if payment.paid_amount is not None
        else payment.money
    )
    facts: dict[str, Any] = {
        "number": award.number, "project": award.application.title, "position": payment.position,
        "amount": payment.money, "paid": paid, "paid_on": payment.paid_on or payment.expected_on,
        "rate": payment.rate_text, "reference": payment.reference, "reason": reason,
        "lead": award.application.lead.organization.name,
        "link": Link("disbursements.disbursement", {"disbursement_id": payment.id}), **(more or {}),
    }  # fmt: skip
    for one in recipients:
        key = f"{name}-{payment.id}-{one.person_id or one.address}-{actor.at.isoformat()}"
        queue_letter(actor, name, one, facts, key, subject=award)
