"""What is valid about a request for a role: a reason, and a role that is asked for in this way."""

from collections.abc import Iterator

from grantapp.accounts.models import Role
from grantapp.core.errors import Problem
from grantapp.core.words import N_

LONGEST_REASON = 2000
TOLD_AT_MOST = 100
REASON_MISSING = N_("Say why. Whoever decides reads it.")
REASON_LONG = N_("The reason is longer than %(limit)s characters. Shorten it to send it.")
CITY_ROLE = N_("Choose editor or authorized representative.")
STAFF_ROLE = N_("This role needs no second person; it is given directly.")


def reason_problems(reason: str, field: str = "reason") -> Iterator[Problem]:
    """Yield what is wrong with a reason that somebody else decides on."""
    if not reason.strip():
        yield Problem(field, "reason_missing", REASON_MISSING)
    elif len(reason) > LONGEST_REASON:
        yield Problem(field, "reason_long", REASON_LONG, {"limit": LONGEST_REASON})


def join_problems(role: Role, reason: str) -> Iterator[Problem]:
    """Yield what is wrong with the request of somebody who says that he works for a city."""
    if role not in (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY):
        yield Problem("role", "role_not_of_a_city", CITY_ROLE)
    yield from reason_problems(reason)
