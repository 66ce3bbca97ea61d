"""Letters about a report: reminders, what was sent, confirmed, returned, accepted, waived, extended."""

from collections.abc import Iterable, Mapping
from typing import Any

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients
from grantapp.applications.models import Side
from grantapp.awards.emails import cities, clocks_of, officers
from grantapp.core.money import Money
from grantapp.ledger.queries import balance
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.reports.documents import TITLES
from grantapp.reports.models import Requirement
from grantapp.reports.rules import days_left, due_on
from grantapp.unit_of_work import Actor


def report_due(actor: Actor, requirement: Requirement, step: int) -> None:
    """Remind both cities so many days before the due day (negative: after it), once for each step."""
    name = "report_due" if step > 0 else "report_overdue"
    people = (
        cities(requirement.award) if step > 0 else [*cities(requirement.award), *officers(requirement.award)]
    )
    _send(actor, requirement, name, people, key=f"{step}-{due_on(requirement).isoformat()}")


def report_sent(actor: Actor, requirement: Requirement) -> None:
    """Confirm the receipt to both cities and tell the officers."""
    _send(actor, requirement, "report_sent", [*cities(requirement.award), *officers(requirement.award)])


def report_confirmation_asked(actor: Actor, requirement: Requirement, sha256: str) -> None:
    """Ask the partner city to confirm this content, once for each content."""
    _send(
        actor, requirement, "report_confirmation_asked", _people(requirement, Side.PARTNER), key=sha256[:16]
    )


def report_confirmed(actor: Actor, requirement: Requirement, sha256: str) -> None:
    """Tell the lead city, and the officers when they have the report, that the partner has confirmed."""
    office = officers(requirement.award) if requirement.status == "submitted" else []
    _send(
        actor, requirement, "report_confirmed", [*_people(requirement, Side.LEAD), *office], key=sha256[:16]
    )


def report_returned(actor: Actor, requirement: Requirement, comments: int) -> None:
    """Tell both cities that the report is returned, and until when it may be sent again."""
    _send(actor, requirement, "report_returned", cities(requirement.award), {"comments": comments})


def report_accepted(actor: Actor, requirement: Requirement) -> None:
    """Tell both cities that the report is accepted."""
    _send(actor, requirement, "report_accepted", cities(requirement.award))


def report_waived(actor: Actor, requirement: Requirement, reason: str) -> None:
    """Tell both cities that nothing needs to be sent any more, and why."""
    _send(actor, requirement, "report_waived", cities(requirement.award), {"reason": reason})


def report_extended(actor: Actor, requirement: Requirement, reason: str) -> None:
    """Tell both cities the new due day, and why."""
    _send(actor, requirement, "report_extended", cities(requirement.award), {"reason": reason})


def _people(requirement: Requirement, side: Side) -> list[Recipient]:
    return list_recipients(CITY, requirement.award.application.side(side).organization.scope_id)


def _send(
    actor: Actor, requirement: Requirement, name: str, recipients: Iterable[Recipient],
    more: Mapping[str, Any] | None = None, key: str = "",
) -> None:  # fmt: skip
    facts = _facts(actor, requirement) | dict(more or {})
    for one in recipients:
        dedupe = f"{name}-{requirement.id}-{key or actor.at.isoformat()}-{one.person_id or one.address}"
        queue_letter(actor, name, one, facts | clocks_of(requirement.award, one), dedupe, subject=requirement)


def _facts(actor: Actor, requirement: Requirement) -> dict[str, Any]:
    award, report = requirement.award, requirement.report
    application = award.application
    spent = Money(report.spent_amount, award.currency) if report and report.spent_amount is not None else None
    return {
        "report": TITLES[requirement.kind],
        "kind": requirement.kind.value,
        "number": award.number,
        "project": application.title,
        "lead": application.lead.organization.name,
        "partner": application.partner.organization.name,
        "due_until": requirement.due_until,
        "spent": spent,
        "at": actor.at,
        "sha256": report.snapshot.sha256 if report and report.snapshot else "",
        "days": abs(days_left(requirement, actor.at)),
        "payment_waits": bool(balance("award_payable", "award", award.id, award.currency)),
        "confirmed": bool(report and report.confirmed_at),
        "link": Link("reports.report", {"requirement_id": requirement.id}),
    }
