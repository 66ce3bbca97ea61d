"""The letter to the other city when a figure is recorded or corrected."""

from typing import Any

from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients
from grantapp.awards.policy import side_of
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link
from grantapp.outcomes.documents import history_line
from grantapp.outcomes.models import OutcomeValue
from grantapp.unit_of_work import Actor


def outcome_recorded(actor: Actor, value: OutcomeValue) -> None:
    """Tell the other side (both, when the office wrote it) which figure now stands for both cities."""
    award = value.award
    application, own = award.application, side_of(actor, award)
    facts: dict[str, Any] = {
        "number": award.number, "project": application.title, "line": history_line(value),
        "corrected": value.version > 1, "is_public": value.is_public, "evidence": value.evidence,
        "city": application.side(own).organization.name if own else application.call.program.organizer,
        "link": Link("outcomes.of_award", {"award_id": award.id}),
    }  # fmt: skip
    for half in application.sides:
        for one in list_recipients(CITY, half.organization.scope_id) if half.side != own else ():
            key = f"outcome_recorded-{value.id}-{one.person_id or one.address}"
            queue_letter(actor, "outcome_recorded", one, facts, key, subject=award)
