"""Every write of memberships in the network: periods, their correction, and the reminder before the end."""

from dataclasses import dataclass
from datetime import date

from grantapp.core.errors import Invalid, Problem
from grantapp.core.workflow import REASON_MISSING, Happened, record
from grantapp.database import assign, db
from grantapp.partnerships import emails, policy, queries, rules
from grantapp.partnerships.models import Membership, PopulationClass
from grantapp.unit_of_work import Actor, action


@dataclass(frozen=True)
class Period:
    """A period of membership as the program office writes it down."""

    number: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    population_class: PopulationClass = PopulationClass.UNKNOWN


@action
def record_membership(actor: Actor, organization_id: int, period: Period) -> Membership:
    """Write down a period in which an organization is a member in good standing."""
    organization = queries.get_organization(organization_id, lock=True)
    policy.CONFIRM_STANDING.require(actor, organization)
    ends_on = _check(period, organization.memberships)
    membership = Membership(
        organization_id=organization.id, number=period.number.strip(), begins_on=period.begins_on, ends_on=ends_on,
        population_class=period.population_class, recorded_at=actor.at,
    )  # fmt: skip
    db.session.add(membership)
    db.session.flush()
    record(
        Happened("organization.standing_confirmed", organization, actor, actor.at, after=ends_on.isoformat())
    )
    return membership


@action
def correct_membership(actor: Actor, membership_id: int, period: Period, reason: str) -> Membership:
    """Correct a period of membership, with a reason that stays in the history."""
    membership = queries.get_membership(membership_id, lock=True)
    organization = membership.organization
    policy.CONFIRM_STANDING.require(actor, organization)
    others = [one for one in organization.memberships if one.id != membership.id]
    ends_on = _check(period, others)
    if not reason.strip():
        raise Invalid([Problem("reason", "reason_missing", REASON_MISSING)])
    before = membership.ends_on.isoformat()
    values = {
        "number": period.number.strip(), "begins_on": period.begins_on, "ends_on": ends_on,
        "population_class": period.population_class,
    }  # fmt: skip
    if assign(membership, values):
        membership.reminded_at = None
        record(
            Happened(
                "organization.standing_corrected",
                organization,
                actor,
                actor.at,
                before,
                ends_on.isoformat(),
                reason,
            )
        )
    return membership


def _check(period: Period, others: list[Membership]) -> date:
    problems = list(rules.check_membership(period.number, period.begins_on, period.ends_on, others))
    if problems or period.ends_on is None:
        raise Invalid(problems)
    return period.ends_on


@action
def remind_of_membership(actor: Actor, membership_id: int) -> bool:
    """Write to an organization that its membership ends soon, once for each period; say whether it was written."""
    membership = queries.get_membership(membership_id, lock=True)
    policy.REMIND.require(actor, membership.organization)
    today = actor.at.date()
    until = rules.good_until(membership.organization.memberships, today)
    if membership.reminded_at or until != membership.ends_on or until - today > rules.ENDING_WITHIN:
        return False
    membership.reminded_at = actor.at
    emails.membership_ending(actor, membership)
    return True
