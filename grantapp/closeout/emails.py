"""The letter at the close."""

from grantapp.awards.emails import cities
from grantapp.awards.models import Award
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link
from grantapp.unit_of_work import Actor


def award_closed(actor: Actor, award: Award) -> None:
    """Tell both cities that the award is closed and where its public page is."""
    application = award.application
    facts = {
        "number": award.number, "project": application.title, "lead": application.lead.organization.name,
        "partner": application.partner.organization.name, "link": Link("portfolio.award", {"award_id": award.id}),
    }  # fmt: skip
    for one in cities(award):
        queue_letter(actor, "award_closed", one, facts, f"award-closed-{award.id}-{one.person_id}", subject=award)
