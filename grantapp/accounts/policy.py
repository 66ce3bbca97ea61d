"""Who may see people and who may invite them; the sets of roles that every feature speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grantapp.accounts.models import Person, Role, RoleGrant
from grantapp.core.policy import Actor, Permission, permission, signed_in
from grantapp.core.words import N_

OFFICERS = (Role.PROGRAM_OFFICER, Role.ADMINISTRATOR)
FINANCE = (Role.FINANCE_OFFICER,)
DIRECTORS = (Role.DIRECTOR,)
STAFF = (Role.PROGRAM_OFFICER, Role.FINANCE_OFFICER, Role.DIRECTOR, Role.ADMINISTRATOR)
READERS = (*STAFF, Role.AUDITOR)
OBSERVERS = (*READERS, Role.FUNDER_OBSERVER)  # the funder sees totals and outcomes, never personal data
CITY = (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY)
ADMINISTRATORS = (Role.ADMINISTRATOR,)


@dataclass(frozen=True)
class WantedRole:
    """A role that somebody is to get: for whom (none when the address has no account yet), and where."""

    role: Role
    scope_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class Errand:
    """On whose right an invitation goes out, about which record, and by which letter with which facts.

    A later feature whose own permission lets cities invite hands it in; only roles of cities are given then.
    """

    authority: Permission
    about: Any = None
    letter: str = "invitation"
    facts: Mapping[str, Any] = field(default_factory=dict)


def _administers(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.everywhere(ADMINISTRATORS)


def _reads_people(actor: Actor, _subject: Any = None) -> bool:
    return actor.everywhere((*ADMINISTRATORS, Role.AUDITOR))


def _grants(actor: Actor, about: WantedRole | RoleGrant | Person | None = None) -> bool:
    whose = about.id if isinstance(about, Person) else about.person_id if about else None
    return _administers(actor) and (whose is None or whose != actor.person_id)


def _changes_account(actor: Actor, person: Any = None) -> bool:
    return actor.is_signed_in and (person is None or person.id == actor.person_id)


def _makes_places(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_signed_in or actor.is_system


def _is_the_product(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system


VIEW_PERSON = permission("person:view", N_("See who holds which role"), _reads_people)
CREATE_PERSON = permission("person:create", N_("Add a person without an invitation"), _is_the_product)
EDIT_PERSON = permission(
    "person:edit", N_("Change one's own name, language, time zone and password"), _changes_account
)
INVITE = permission("role:invite", N_("Invite a person into a role"), _grants)
GRANT = permission("role:grant", N_("Give a role to somebody else"), _grants)
END = permission("role:end", N_("End a role of somebody else"), _grants)
CREATE_SCOPE = permission("scope:create", N_("Make a place where roles hold"), _makes_places)
SIGN_OUT = permission("account:sign_out", N_("Sign out"), signed_in)
