"""Every write of organizations."""

from datetime import date

from grantapp.accounts.actions import create_scope
from grantapp.accounts.models import ScopeKind
from grantapp.accounts.rules.people import address_problems
from grantapp.core.errors import Invalid
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.partnerships import policy, queries
from grantapp.partnerships.models import (
    Organization,
)
from grantapp.places.models import Place
from grantapp.places.rules import government_name, sort_reading
from grantapp.unit_of_work import Actor, action


@action
def ensure_organization(actor: Actor, place_id: int) -> Organization:
    """Return the local government of a place, created with a scope of its own when there is none."""
    policy.IMPORT.require(actor)
    found = queries.find_organization_of_place(place_id)
    if found is not None:
        return found
    place = db.session.get_one(Place, place_id)
    organization = Organization(
        scope=create_scope(actor, ScopeKind.ORGANIZATION), place=place, name=government_name(place),
        reading=sort_reading(place.reading),
    )  # fmt: skip
    db.session.add(organization)
    db.session.flush()
    record(Happened("organization.created", organization, actor, actor.at, after=place.key))
    return organization


@action
def edit_organization(actor: Actor, organization_id: int, *, office: Bilingual, mailbox: str) -> Organization:
    """Change the office in charge and the mailbox of an organization."""
    organization = queries.get_organization(organization_id, lock=True)
    policy.EDIT_ORGANIZATION.require(actor, organization)
    problems = list(address_problems(mailbox, "mailbox")) if mailbox else []
    if problems:
        raise Invalid(problems)
    changed = assign(organization, {"office": office, "mailbox": mailbox})
    if changed:
        record(
            Happened("organization.edited", organization, actor, actor.at, facts={"fields": sorted(changed)})
        )
    return organization


@action
def confirm_standing(actor: Actor, organization_id: int, *, number: str, until: date | None) -> Organization:
    """Write down an organization's membership number and the last day of its good standing."""
    organization = queries.get_organization(organization_id, lock=True)
    policy.CONFIRM_STANDING.require(actor, organization)
    before = str(organization.good_standing_until or "")
    if assign(organization, {"membership_number": number, "good_standing_until": until}):
        after = str(until or "")
        record(Happened("organization.standing_confirmed", organization, actor, actor.at, before, after))
    return organization
