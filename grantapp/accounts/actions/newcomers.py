"""A new account behind a link of which a letter told: the link is the right to it."""

from dataclasses import dataclass

from grantapp.accounts import queries
from grantapp.accounts.actions.links import claim_link
from grantapp.accounts.models import AccessToken, Person, TokenPurpose
from grantapp.accounts.rules import people as rules
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.core.errors import Invalid, NotAllowedNow, Problem
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.unit_of_work import Actor, action

SIGN_IN_FIRST = N_("This address has an account already. Sign in to take up the invitation.")


@dataclass(frozen=True)
class Newcomer:
    """What a person says of himself when he opens a letter's link."""

    name: str
    reading: str
    language: str
    zone: str

    def problems(self) -> list[Problem]:
        """Return what is wrong with it."""
        return list(rules.person_problems(self.name, self.language, self.zone))


@action
def open_account(
    actor: Actor, purpose: TokenPurpose, raw: str, newcomer: Newcomer, password_hash: str
) -> tuple[AccessToken, Person]:
    """Use a link up for a new account, whose page showed the notice about personal data."""
    token = claim_link(actor, purpose, raw)
    if newcomer.problems():
        raise Invalid(newcomer.problems())
    if queries.find_person_by_email(token.email) is not None:
        raise NotAllowedNow(SIGN_IN_FIRST, code="link.sign_in")
    person = Person(
        email=token.email,
        name=newcomer.name.strip(),
        reading=newcomer.reading.strip(),
        language=newcomer.language,
        zone=newcomer.zone,
        password_hash=password_hash,
        created_at=actor.at,
        privacy_version=PRIVACY_VERSION,
        privacy_read_at=actor.at,
    )
    db.session.add(person)
    db.session.flush()
    token.person_id = person.id
    return token, person
