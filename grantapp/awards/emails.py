"""Letters about an award, to both cities in each reader's language, and to the program office."""

from collections.abc import Iterable
from typing import Any

from grantapp.accounts.policy import CITY, OFFICERS
from grantapp.accounts.queries import list_recipients
from grantapp.awards.models import Award
from grantapp.awards.policy import scope_of
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.unit_of_work import Actor

STANDING_LETTERS = {"suspend": "award_suspend", "resume": "award_resume", "terminate": "award_terminate"}


def cities(award: Award) -> list[Recipient]:
    """Return everybody who acts for one of the two cities."""
    return [
        one for half in award.application.sides for one in list_recipients(CITY, half.organization.scope_id)
    ]


def officers(award: Award) -> list[Recipient]:
    """Return the program officers of the award's program."""
    return list_recipients(OFFICERS, scope_of(award))


def clocks_of(award: Award, reader: Recipient) -> dict[str, str]:
    """Return the zones in which a letter tells an instant: both cities', the reader's own first."""
    lead, partner = (
        half.organization.place.zone for half in (award.application.lead, award.application.partner)
    )
    if reader.zone == partner:
        lead, partner = partner, lead
    return {"zone": lead, "other_zone": partner}


def award_offered(actor: Actor, award: Award) -> None:
    """Tell both cities the amount and ask them to accept the agreement in time."""
    _send(actor, award, "award_offered", cities(award), Link("awards.agreement", {"award_id": award.id}))


def agreement_accepted_by_one(actor: Actor, award: Award) -> None:
    """Tell both cities that one of them has accepted and the other is awaited."""
    _send(actor, award, "agreement_accepted", cities(award), Link("awards.agreement", {"award_id": award.id}))


def award_active(actor: Actor, award: Award) -> None:
    """Tell both cities and the office that the award has started."""
    _send(actor, award, "award_active", [*cities(award), *officers(award)])


def award_declined(actor: Actor, award: Award) -> None:
    """Tell the office and both cities that the award is declined."""
    _send(actor, award, "award_declined", [*cities(award), *officers(award)])


def award_lapsed(actor: Actor, award: Award, reason: str) -> None:
    """Tell both cities that the offer has lapsed, and why."""
    _send(actor, award, "award_lapsed", cities(award), reason=reason)


def standing_changed(actor: Actor, award: Award, transition: str, reason: str) -> None:
    """Tell both cities that the award was suspended, resumed or ended, and why."""
    _send(actor, award, STANDING_LETTERS[transition], cities(award), reason=reason)


def award_reminder(actor: Actor, award: Award) -> None:
    """Remind each side that has not accepted, once for an offer."""
    agreement = award.agreement
    waiting = [half for half in award.application.sides if agreement and not agreement.accepted_by(half.side)]
    people = [one for half in waiting for one in list_recipients(CITY, half.organization.scope_id)]
    _send(actor, award, "award_reminder", people, Link("awards.agreement", {"award_id": award.id}), once=True)


def _send(
    actor: Actor, award: Award, name: str, recipients: Iterable[Recipient], link: Link | None = None,
    reason: str = "", once: bool = False,
) -> None:  # fmt: skip
    application = award.application
    facts: dict[str, Any] = {
        "number": award.number, "project": application.title, "amount": award.awarded,
        "lead": application.lead.organization.name, "partner": application.partner.organization.name,
        "reply_until": award.reply_until, "program": application.call.program.title,
        "reason": reason, "link": link or Link("portfolio.award", {"award_id": award.id}),
    }  # fmt: skip
    for one in recipients:
        key = f"{name}-{award.id}-{one.person_id or one.address}"
        key += "" if once else f"-{actor.at.isoformat()}"
        queue_letter(actor, name, one, facts | clocks_of(award, one), key, subject=award)
