"""What the cities still have to do for their drafts, as the home page lists it."""

from collections.abc import Mapping
from typing import Any

from grantapp.applications import policy
from grantapp.applications.models import Application, Side
from grantapp.applications.queries.lists import list_open_drafts
from grantapp.applications.rules import NextStep, next_step, progress_of
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_

OURS: Mapping[str, tuple[str, str]] = {
    "fill": (N_("Finish “%(section)s” in the application"), "applications.section"),
    "mend": (N_("Mend what the check of the application found"), "applications.check"),
    "ask": (N_("Ask the partner city to agree to the application"), "applications.hub"),
    "endorse": (N_("Agree to the joint application"), "applications.endorse"),
    "submit": (N_("Submit the application"), "applications.submit"),
}
THEIRS: Mapping[str, tuple[str, str]] = {
    "their_fill": (N_("“%(section)s” is still to be finished by %(city)s"), "applications.hub"),
    "wait_endorse": (N_("%(city)s has been asked to agree to the application"), "applications.hub"),
    "wait_submit": (N_("%(city)s can submit the application"), "applications.hub"),
}


def tasks_for(actor: Actor) -> list[Task]:
    """Return the next step of every open draft of the actor's cities, and what waits for the other side."""
    if not policy.LIST_OWN.allows(actor):
        return []
    found = (_task(actor, application) for application in list_open_drafts(actor, actor.at))
    return [task for task in found if task is not None]


def _task(actor: Actor, application: Application) -> Task | None:
    side = policy.side_of(actor, application)
    if side is None:
        return None
    step = next_step(application, progress_of(application), side, actor.at)
    known = OURS.get(step.code) or THEIRS.get(step.code)
    return _as_task(application, side, step, *known, language=actor.language) if known else None


def _as_task(
    application: Application, side: Side, step: NextStep, sentence: str, endpoint: str, *, language: str
) -> Task:
    other = application.partner if side == Side.LEAD else application.lead
    own = application.side(side)
    values: dict[str, Any] = {"application_id": application.id}
    parameters = {"city": other.organization.place.name}
    if step.section is not None:
        parameters["section"] = step.section.title
        if endpoint == "applications.section":
            values["section_key"] = step.section.key
    return Task(
        sentence,
        endpoint,
        values,
        parameters,
        about=application.title,
        due_until=application.call.closes_at,
        zone=own.organization.place.zone,
        other_zone=other.organization.place.zone,
        theirs=step.code in THEIRS,
        whose=(other if step.code in THEIRS else own).organization.place.name.in_(language),
    )
