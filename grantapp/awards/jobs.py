"""The agreement as PDF after the offer, and reminders of offers that wait for a signature."""

from datetime import timedelta
from typing import Any

from grantapp.awards import actions, documents, queries, rules
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.documents.typesetting import make_pdf
from grantapp.files.actions import keep_bytes
from grantapp.jobs.registry import job, periodic

REMIND_BEFORE = timedelta(days=5)


@job("awards.make_agreement_pdf")
def make_agreement_pdf(ids: dict[str, Any]) -> None:
    """Typeset the frozen agreement with the acceptances so far and attach it; a second run changes nothing."""
    agreement = queries.get_agreement(ids["agreement_id"])
    purpose = purpose_of(ids["acceptances"])
    if agreement is None or rules.is_printed(agreement, purpose):
        return
    data = documents.print_data(agreement)
    pdf = make_pdf("agreement", data, "en", agreement.issued_at)
    upload = keep_bytes(f"agreement-{agreement.award.number}.pdf", pdf, "application/pdf")
    actions.attach_agreement_pdf(Actor.system("awards.make_agreement_pdf"), agreement.id, upload, purpose)


def purpose_of(acceptances: int) -> str:
    """Return what the file is: the agreement as offered, or as accepted by both."""
    return rules.SIGNED_PRINT if acceptances else rules.OFFERED_PRINT


@periodic("awards.reminders", hours=24)
def remind(_ids: dict[str, Any]) -> None:
    """Remind both cities once of an offer that ends within five days."""
    now = clock.now()
    for award in queries.list_offers_ending(now, now + REMIND_BEFORE):
        actions.remind_of_offer(Actor.system("awards.reminders"), award.id)
