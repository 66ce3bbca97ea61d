"""Accounts are closed and opened again by administrators; roles do not come back by themselves."""

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.factors import drop_factors
from grantapp.accounts.actions.offers import take_back_offers
from grantapp.accounts.actions.roles import LAST_ADMINISTRATOR
from grantapp.accounts.actions.sessions import end_sessions_of
from grantapp.accounts.models import PRODUCT_SCOPE_ID, Person, Role, SessionEnd
from grantapp.accounts.rules.factors import NOTHING_TO_RESET
from grantapp.accounts.rules.requests import reason_problems
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.unit_of_work import Actor, action, record

CLOSED_ALREADY = N_("This account is deactivated already.")
OPEN_ALREADY = N_("This account is active already.")
ANONYMIZED = N_("The data of this account was deleted; it cannot be opened again.")


@action
def deactivate(actor: Actor, person_id: int, reason: str) -> Person:
    """Close somebody's account: sessions and roles end, what was done stays."""
    person = _kept(actor, person_id, reason)
    if person.deactivated_at is not None:
        raise NotAllowedNow(CLOSED_ALREADY, code="person.deactivated")
    close_account(actor, person)
    record(Happened("person.deactivated", person, actor, actor.at, reason=reason.strip()))
    return person


@action
def reactivate(actor: Actor, person_id: int, reason: str) -> Person:
    """Open somebody's account again, without the roles that it held."""
    person = _kept(actor, person_id, reason)
    if person.anonymized_at is not None:
        raise NotAllowedNow(ANONYMIZED, code="person.anonymized")
    if person.deactivated_at is None:
        raise NotAllowedNow(OPEN_ALREADY, code="person.active")
    person.deactivated_at = None
    record(Happened("person.reactivated", person, actor, actor.at, reason=reason.strip()))
    return person


@action
def end_sessions(actor: Actor, person_id: int, reason: str) -> Person:
    """Sign somebody out on every device."""
    person = _kept(actor, person_id, reason)
    end_sessions_of(actor, person, SessionEnd.CLOSED)
    record(Happened("person.sessions_ended", person, actor, actor.at, reason=reason.strip()))
    return person


@action
def reset_factor(actor: Actor, person_id: int, reason: str) -> Person:
    """Take the second factor of somebody away who has lost phone and codes; the next sign-in sets a new one up."""
    person = _kept(actor, person_id, reason)
    if not drop_factors(actor, person, reason.strip()):
        raise NotAllowedNow(NOTHING_TO_RESET, code="factor.none")
    end_sessions_of(actor, person, SessionEnd.FACTOR)
    emails.factor_changed(actor, person, "reset")
    return person


@action
def close_account(actor: Actor, person: Person) -> None:
    """End sessions and roles of a person who goes; the last administrator stays."""
    for grant in queries.lock_running_grants(person.id, actor.at):
        others = queries.count_others_with_role(person.id, grant.role, grant.scope_id)
        if grant.role == Role.ADMINISTRATOR and grant.scope_id == PRODUCT_SCOPE_ID and not others:
            raise NotAllowedNow(LAST_ADMINISTRATOR, code="role.last")
        grant.ended_at = actor.at
        facts = {"role": grant.role.value, "scope_id": grant.scope_id}
        record(Happened("role.ended", grant, actor, actor.at, facts=facts, also=(person,)))
        take_back_offers(actor, grant)
    end_sessions_of(actor, person, SessionEnd.CLOSED)
    person.deactivated_at = person.deactivated_at or actor.at


def _kept(actor: Actor, person_id: int, reason: str) -> Person:
    person = queries.get_person(person_id, lock=True)
    if person is None or not policy.KEEP_ACCOUNT.allows(actor, person):
        raise NotPermitted(policy.KEEP_ACCOUNT.name)
    if problems := list(reason_problems(reason)):
        raise Invalid(problems)
    return person
