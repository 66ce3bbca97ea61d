"""Letters about a journey, to the city that did not write it down (to both, when the office did)."""

from typing import Any

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients
from grantapp.awards.policy import side_of
from grantapp.exchanges.models import Exchange
from grantapp.exchanges.rules import headcount
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link
from grantapp.unit_of_work import Actor


def exchange_recorded(actor: Actor, exchange: Exchange) -> None:
    """Tell the other side that a journey was recorded."""
    _send(actor, exchange, "exchange_recorded")


def exchange_changed(actor: Actor, exchange: Exchange) -> None:
    """Tell the other side that the dates or the place of a journey changed."""
    _send(actor, exchange, "exchange_changed")


def _send(actor: Actor, exchange: Exchange, name: str) -> None:
    application, own = exchange.award.application, side_of(actor, exchange.award)
    facts: dict[str, Any] = {
        "number": exchange.award.number,
        "project": application.title,
        "destination": exchange.destination,
        "starts_on": exchange.starts_on,
        "ends_on": exchange.ends_on,
        "people": headcount(exchange).people,
        "who": actor.name,
        "city": application.side(own).organization.name if own else application.call.program.organizer,
        "link": Link("exchanges.of_award", {"award_id": exchange.award_id}),
    }
    for half in application.sides:
        if half.side == own:
            continue
        for one in list_recipients(CITY, half.organization.scope_id):
            key = f"{name}-{exchange.id}-{exchange.version}-{one.person_id or one.address}"
            queue_letter(actor, name, one, facts, key, subject=exchange.award)
