"""What is valid about a person: address, name, language and time zone; the words for roles."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email

from grantapp.accounts.models import Person, Role, ScopeKind
from grantapp.core.errors import Problem
from grantapp.core.words import LANGUAGES, N_
from grantapp.core.workflow import REASON_MISSING

INVITATION_LIFE = timedelta(days=14)
RESET_LIFE = timedelta(hours=2)
SIGN_UP_LIFE = timedelta(hours=24)
UNUSED_LINKS_KEPT = timedelta(days=90)
LONGEST_NAME = 200
NAME_MISSING = N_("Enter a name; the people you work with will see it.")
NAME_LONG = N_("The name is longer than %(limit)s characters. Shorten it to save.")
ADDRESS_WRONG = N_("This is not an email address. Write it like name@city.example.")
LANGUAGE_UNKNOWN = N_("Choose English or Japanese.")
ZONE_UNKNOWN = N_("Choose a time zone from the list.")
ACCOUNT_CLOSED = N_("The account of this address is deactivated. Write to the program office.")
ROLE_OUT_OF_PLACE = N_(
    "This role cannot be held here. Cities belong to an organization, staff to a program or to everything."
)

ROLE_WORDS: Mapping[Role, str] = {
    Role.APPLICANT_EDITOR: N_("Editor"),
    Role.APPLICANT_SIGNATORY: N_("Authorized representative"),
    Role.REVIEWER: N_("Reviewer"),
    Role.PROGRAM_OFFICER: N_("Program officer"),
    Role.FINANCE_OFFICER: N_("Finance officer"),
    Role.DIRECTOR: N_("Director"),
    Role.FUNDER_OBSERVER: N_("Funder (read only)"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("System administrator"),
}
_APPLICANTS = (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY)
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "Asia/Tokyo",
)  # fmt: skip


def normal_address(email: str) -> str:
    """Return an address as it is stored and compared: trimmed, NFC, lower case."""
    return unicodedata.normalize("NFC", email).strip().lower()


def address_problems(email: str, field: str = "email") -> Iterator[Problem]:
    """Yield what is wrong with an address (its shape only; nothing is looked up)."""
    try:
        validate_email(normal_address(email), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        yield Problem(field, "address_wrong", ADDRESS_WRONG)


def invitation_problems(email: str, name: str, language: str) -> Iterator[Problem]:
    """Yield what is wrong with whom an invitation goes to; the name may be left to the person."""
    yield from address_problems(email)
    yield from person_problems(name or email, language, "UTC")


def person_problems(name: str, language: str, zone: str) -> Iterator[Problem]:
    """Yield what is wrong with the facts that a person gives about himself."""
    if not name.strip():
        yield Problem("name", "name_missing", NAME_MISSING)
    if len(name) > LONGEST_NAME:
        yield Problem("name", "name_long", NAME_LONG, {"limit": LONGEST_NAME})
    if language not in LANGUAGES:
        yield Problem("language", "language_unknown", LANGUAGE_UNKNOWN)
    if not is_zone(zone):
        yield Problem("zone", "zone_unknown", ZONE_UNKNOWN)


def is_zone(name: str) -> bool:
    """Whether a name is a time zone of the IANA table."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def scope_problems(role: Role, kind: ScopeKind | None) -> Iterator[Problem]:
    """Yield a problem when a role cannot be held in a kind of scope (None: there is no such scope)."""
    if kind is None or (role in _APPLICANTS) != (kind == ScopeKind.ORGANIZATION):
        yield Problem("scope_id", "role_out_of_place", ROLE_OUT_OF_PLACE)


def merge_problems(gone: Person, kept: Person | None, reason: str, *, bound: bool) -> Iterator[Problem]:
    """Yield why an account cannot be merged into another; `bound` by reviews or roles beyond cities it cannot."""
    if kept is None or kept.deactivated_at is not None:
        yield Problem("email", "no_account", N_("No open account has this address."))
    elif kept.id == gone.id:
        yield Problem("email", "same", N_("Choose another account than this one."))
    if gone.deactivated_at is not None:
        yield Problem("", "closed", ACCOUNT_CLOSED)
    if bound:
        message = N_(
            "This account holds reviews, conflicts of interest or roles of the program. "
            "Only accounts of cities can be merged; keep this one and merge the other."
        )
        yield Problem("", "bound", message)
    if not reason.strip():
        yield Problem("reason", "reason_missing", REASON_MISSING)
