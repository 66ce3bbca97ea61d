"""Whose turn it is with which report, as the home page lists it."""

from collections.abc import Mapping

from sqlalchemy.orm import joinedload

from grantapp.accounts.policy import CITY, OFFICERS
from grantapp.applications.models import Side
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.reports import policy, rules
from grantapp.reports.models import Requirement, RequirementKind, RequirementStatus
from grantapp.reports.queries.requirements import select_requirements, with_report
from grantapp.reports.workflow import WAITING

MOST_TASKS = 50
STEPS: Mapping[RequirementKind, Mapping[str, str]] = {
    RequirementKind.FINAL_REPORT: {
        "start": N_("Start the final report"),
        "write": N_("Write the final report"),
        "mend": N_("Change the final report as the program office asks"),
        "send": N_("Send the final report"),
        "confirm": N_("Confirm the final report"),
        "read": N_("Read a final report"),
    },
    RequirementKind.FOLLOW_UP: {
        "start": N_("Start the follow-up report"),
        "write": N_("Write the follow-up report"),
        "mend": N_("Change the follow-up report as the program office asks"),
        "send": N_("Send the follow-up report"),
        "confirm": N_("Confirm the follow-up report"),
        "read": N_("Read a follow-up report"),
    },
}
ENDPOINTS = {"send": "reports.check", "confirm": "reports.confirm_page", "read": "reports.review"}


def tasks_for(actor: Actor) -> list[Task]:
    """Return the next steps of the actor's cities, and the reports that wait for an officer."""
    cities = _city_tasks(actor) if actor.holds_anywhere(CITY) else []
    return [*cities, *(_officer_tasks(actor) if actor.holds_anywhere(OFFICERS) else [])]


def _city_tasks(actor: Actor) -> list[Task]:
    unsettled = [*map(RequirementStatus, WAITING), RequirementStatus.SUBMITTED]
    statement = select_requirements(actor).where(Requirement.status.in_(unsettled)).options(*with_report())
    rows = db.session.scalars(
        statement.order_by(Requirement.due_until, Requirement.id).limit(MOST_TASKS)
    ).unique()
    return [
        _task(actor, one, turn.code, turn.side)
        for one in rows
        for turn in rules.turns(one)
        if policy.side_of(actor, one) is not None and (turn.code != "start" or rules.is_near(one, actor.at))
    ]


def _officer_tasks(actor: Actor) -> list[Task]:
    statement = select_requirements(actor, RequirementStatus.SUBMITTED.value).options(
        joinedload(Requirement.report)
    )
    rows = db.session.scalars(
        statement.order_by(Requirement.submitted_at, Requirement.id).limit(MOST_TASKS)
    ).unique()
    found = []
    for one in rows:
        if policy.REVIEW.allows(actor, one):
            confirmed = one.report is not None and one.report.confirmed_at is not None
            found.append(_task(actor, one, *(("read", None) if confirmed else ("confirm", Side.PARTNER))))
    return found


def _task(actor: Actor, requirement: Requirement, code: str, side: Side | None) -> Task:
    award = requirement.award
    place = award.application.side(side).organization.place.name.in_(actor.language) if side else ""
    theirs = side is not None and policy.side_of(actor, requirement) != side
    endpoint = "reports.report" if theirs else ENDPOINTS.get(code, "reports.report")
    return Task(
        STEPS[requirement.kind][code],
        endpoint,
        {"requirement_id": requirement.id},
        about=f"{award.application.title} · {award.number}",
        due_until=requirement.due_until if side else None,
        zone=award.application.lead.organization.place.zone,
        other_zone=award.application.partner.organization.place.zone,
        theirs=theirs,
        whose=place,
    )
