"""Who works for which side: people, open invitations, organizations and their partnerships."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload

from grantapp.accounts.models import AccessToken, Person, Role, RoleGrant
from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import grant_runs
from grantapp.applications.models import Application, Side
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships.models import Organization, Partnership, PartnershipMember


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on an application for a side, or is invited to."""

    name: str
    title: str
    email: str
    language: str
    zone: str
    person_id: int | None
    signs: bool
    token_id: int | None = None

    @property
    def is_invited(self) -> bool:
        """Whether the invitation has not been taken up yet."""
        return self.token_id is not None


def people_of(application: Application, at: datetime) -> dict[Side, list[Colleague]]:
    """Return the people of both sides in the order of their readings, then the open invitations."""
    sides = {half.organization.scope_id: half.side for half in application.sides}
    found: dict[Side, dict[Any, Colleague]] = {side: {} for side in Side}
    for grant in _grants_in(sides, at):
        people = found[sides[grant.scope_id]]
        known, person = people.get(grant.person_id), grant.person
        signs = grant.role == Role.APPLICANT_SIGNATORY or (known is not None and known.signs)
        people[person.id] = Colleague(
            person.name, person.title, person.email, person.language, person.zone, person.id, signs
        )
    for token in _open_invitations(sides, at):
        found[sides[token.scope_id or 0]][token.public_id] = Colleague(
            token.name or token.email, "", token.email, token.language, "UTC", None,
            token.role == Role.APPLICANT_SIGNATORY, token.id,
        )  # fmt: skip
    return {side: list(people.values()) for side, people in found.items()}


def _grants_in(scope_ids: Iterable[int], at: datetime) -> Sequence[RoleGrant]:
    person = aliased(Person)
    statement = (
        select(RoleGrant).join(person, person.id == RoleGrant.person_id)
        .where(
            RoleGrant.scope_id.in_(list(scope_ids)), RoleGrant.role.in_(CITY), grant_runs(at),
            person.deactivated_at.is_(None),
        )
        .options(joinedload(RoleGrant.person))
        .order_by(person.reading_key, person.id)
    )  # fmt: skip
    return db.session.scalars(statement).all()


def _open_invitations(scope_ids: Iterable[int], at: datetime) -> Sequence[AccessToken]:
    statement = select(AccessToken).where(
        AccessToken.scope_id.in_(list(scope_ids)), AccessToken.role.in_(CITY), AccessToken.used_at.is_(None),
        AccessToken.expires_at > at,
    )  # fmt: skip
    return db.session.scalars(statement.order_by(AccessToken.id)).all()


def get_invitation(token_id: int) -> AccessToken:
    """Return an invitation."""
    return db.session.get_one(AccessToken, token_id)


def organizations_of(actor: Actor) -> Sequence[Organization]:
    """Return the organizations for which an actor works."""
    statement = select(Organization).where(Organization.scope_id.in_(actor.scopes_of(CITY)))
    return db.session.scalars(
        statement.options(joinedload(Organization.place)).order_by(Organization.id)
    ).all()


def partnerships_of(organizations: Iterable[Organization]) -> Sequence[Partnership]:
    """Return the partnerships of some organizations' places, with their members."""
    places = [organization.place_id for organization in organizations]
    statement = select(Partnership).where(Partnership.members.any(PartnershipMember.place_id.in_(places)))
    members = selectinload(Partnership.members).joinedload(PartnershipMember.place)
    return db.session.scalars(statement.options(members).order_by(Partnership.sort_key, Partnership.id)).all()
