"""Organizations as a sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grantapp.core.words import N_
from grantapp.partnerships import rules
from grantapp.partnerships.models import Organization, Scheme


@dataclass(frozen=True)
class Word:
    """A cell that is written in the reader's language."""

    word: str


Cell = str | Word
ORGANIZATION_HEAD = (
    N_("Organization"), N_("Kind of organization"), N_("Legal status"), N_("Place"), N_("State or prefecture"),
    N_("Office in charge"), N_("Mailbox of the office"), N_("Telephone"), N_("Website"), N_("Address"),
    *rules.SCHEME_WORDS.values(), N_("Standing in the network"), N_("Membership number"),
    N_("In good standing until"),
)  # fmt: skip


def organization_rows(organizations: Iterable[Organization], language: str, on: date) -> Iterable[list[Cell]]:
    """Yield one row for each organization under ORGANIZATION_HEAD, as it stands on a day."""
    for one in organizations:
        until = rules.good_until(one.memberships, on)
        current = next((period for period in one.memberships if period.ends_on == until), None)
        lines = rules.address_lines(one.address, language) if one.address else []
        yield [
            one.name.in_(language), Word(rules.ORGANIZATION_WORDS[one.kind]),
            Word(rules.LEGAL_WORDS[one.legal_status]), one.place.name.in_(language),
            (one.place.region or one.place).name.in_(language), one.office.in_(language), one.mailbox, one.phone,
            one.website, " / ".join(lines), *_numbers_of(one),
            Word(rules.STANDING_WORDS[rules.standing(one.memberships, on)]),
            current.number if current else "", until.isoformat() if until else "",
        ]  # fmt: skip


def _numbers_of(organization: Organization) -> list[Cell]:
    numbers = {identifier.scheme: identifier.value for identifier in organization.identifiers}
    return [numbers.get(scheme, "") for scheme in Scheme]
