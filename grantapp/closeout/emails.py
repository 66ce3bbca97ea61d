"""The letter that closes an award, to both cities."""

from typing import Any

from grantapp.awards.emails import cities
from grantapp.awards.models import Award
from grantapp.closeout.rules import Standing
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link
from grantapp.reports.models import Requirement
from grantapp.reports.rules import due_on
from grantapp.unit_of_work import Actor


def award_closed(
    actor: Actor, award: Award, standing: Standing, note: str, follow_up: Requirement | None
) -> None:
    """Tell both cities that the award is closed, what was paid, what is free again, what is still to come."""
    application = award.application
    facts: dict[str, Any] = {
        "number": award.number,
        "project": application.title,
        "lead": application.lead.organization.name,
        "partner": application.partner.organization.name,
        "awarded": award.awarded,
        "paid": standing.kept,
        "freed": standing.promised or None,
        "note": note,
        "follow_up": due_on(follow_up) if follow_up else None,
        "link": Link("closeout.of_award", {"award_id": award.id}),
    }
    for one in cities(award):
        queue_letter(
            actor,
            "award_closed",
            one,
            facts,
            f"award_closed-{award.id}-{one.person_id or one.address}",
            subject=award,
        )
