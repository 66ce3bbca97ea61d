"""What the cities still have to do for their drafts, as the home page lists it."""

from collections.abc import Mapping
from typing import Any

from grantapp.applications import policy
from grantapp.applications.models import Application, Side
from grantapp.applications.queries.lists import list_open_drafts
from grantapp.applications.rules import NextStep, next_step, progress_of
from grantapp.core.policy import Actor, Permission
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
SIGNATORYS: Mapping[str, tuple[Permission, str]] = {
    "endorse": (policy.ENDORSE, N_("An authorized representative of %(city)s can agree to the application")),
    "submit": (policy.SUBMIT, N_("An authorized representative of %(city)s can submit the application")),
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
    if step.code in SIGNATORYS and not SIGNATORYS[step.code][0].allows(actor, application):
        sentence = SIGNATORYS[step.code][1]
        return _as_task(actor, application, step, sentence, "applications.hub", waits_for=side)
    if step.code in OURS:
        return _as_task(actor, application, step, *OURS[step.code], waits_for=None)
    if step.code in THEIRS:
        other = Side.PARTNER if side == Side.LEAD else Side.LEAD
        return _as_task(actor, application, step, *THEIRS[step.code], waits_for=other)
    return None


def _as_task(
    actor: Actor, application: Application, step: NextStep, sentence: str, endpoint: str, *,
    waits_for: Side | None,
) -> Task:  # fmt: skip
    own = application.side(policy.side_of(actor, application) or Side.LEAD).organization.place
    other = (
        application.partner if own is application.lead.organization.place else application.lead
    ).organization.place
    whose = application.side(waits_for).organization.place if waits_for else own
    values: dict[str, Any] = {"application_id": application.id}
    parameters = {"city": whose.name}
    if step.section is not None:
        parameters["section"] = step.section.title
        if endpoint == "applications.section":
            values["section_key"] = step.section.key
    return Task(
        sentence, endpoint, values, parameters, about=application.title,
        due_until=application.call.closes_at, zone=own.zone, other_zone=other.zone,
        theirs=waits_for is not None, whose=whose.name.in_(actor.language),
    )  # fmt: skip
