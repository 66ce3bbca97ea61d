"""What an acceptance needs, and when both sides have given it."""

from collections.abc import Iterator
from datetime import datetime

from grantapp.applications.models import Side
from grantapp.awards.models import Agreement, Award
from grantapp.core.errors import Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_

NAME_MISSING = N_("Type your name as it should stand under the agreement.")
NAME_TOO_LONG = N_("Type a name of at most 200 characters.")
BOTH_SIDES = N_("Both cities accept the agreement before the award starts.")
STILL_TIME = N_("The cities may still reply to the offer.")
LONGEST_NAME = 200
OFFERED_PRINT, SIGNED_PRINT = "agreement", "agreement_signed"


def acceptance_problems(typed_name: str) -> Iterator[Problem]:
    """Yield what is wrong with a typed name."""
    if not typed_name.strip():
        yield Problem("typed_name", "name_missing", NAME_MISSING)
    elif len(typed_name) > LONGEST_NAME:
        yield Problem("typed_name", "name_too_long", NAME_TOO_LONG)


def is_accepted_by_both(agreement: Agreement | None) -> bool:
    """Whether each side has accepted."""
    return agreement is not None and all(agreement.accepted_by(side) is not None for side in Side)


def both_accepted(award: Award, _actor: Actor) -> Iterator[Problem]:
    """Yield a problem while a side's acceptance is missing (guard of `accept`)."""
    if not is_accepted_by_both(award.agreement):
        yield Problem("", "acceptance_missing", BOTH_SIDES)


def reply_is_over(award: Award, actor: Actor) -> Iterator[Problem]:
    """Yield a problem while the cities may still reply (guard of `lapse`)."""
    if actor.at < award.reply_until:
        yield Problem("", "still_time", STILL_TIME)


def is_printed(agreement: Agreement, purpose: str) -> bool:
    """Whether this print hangs on the award already, or the accepted one does, which no other replaces."""
    return agreement.pdf is not None and agreement.pdf.purpose in (purpose, SIGNED_PRINT)


def awaits_reply(award: Award, at: datetime) -> bool:
    """Whether the offer may still be accepted."""
    return at < award.reply_until
