"""Which letters an application writes, to whom, with which facts; the outbox delivers them later."""

from collections.abc import Iterable, Mapping
from typing import Any

from grantapp.accounts.queries import mailboxes_besides
from grantapp.applications import queries
from grantapp.applications.models import Application, ApplicationSide, Endorsement, Side
from grantapp.applications.queries import Colleague
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.questionnaires.models import Section

BOTH = tuple(Side)


def partner_invited(actor: Actor, application: Application) -> None:
    """Tell the partner's people that the lead city has begun an application with them."""
    _write(actor, "partner_invited", application, [Side.PARTNER], "begun", {"inviter": actor.name})


def facts_of_invitation(actor: Actor, half: ApplicationSide) -> dict[str, Any]:
    """Return what the letter with an invitation link tells (the link is added with the token)."""
    return {**_facts(half.application, half), "inviter": actor.name}


def endorsement_asked(actor: Actor, application: Application) -> None:
    """Ask the partner's signatories to agree to the present version."""
    facts = {"version": application.content_version}
    _write(
        actor,
        "endorsement_asked",
        application,
        [Side.PARTNER],
        f"v{application.content_version}",
        facts,
        signers=True,
    )


def endorsement_given(actor: Actor, application: Application, endorsement: Endorsement) -> None:
    """Tell the lead city that the partner has agreed."""
    facts = {"version": endorsement.content_version, "signer": actor.name, "agreed_at": endorsement.at}
    _write(actor, "endorsement_given", application, [Side.LEAD], f"e{endorsement.id}", facts)


def endorsement_void(
    actor: Actor, application: Application, endorsement: Endorsement, section: Section
) -> None:
    """Tell both cities that the agreement ended with a change: who changed which section, and when."""
    facts = {
        "version": endorsement.content_version, "changed_by": actor.name, "changed_at": actor.at,
        "section": section.title,
    }  # fmt: skip
    _write(actor, "endorsement_void", application, BOTH, f"e{endorsement.id}", facts)


def application_received(application: Application, happened: Happened) -> None:
    """Confirm the receipt to everybody of both cities: number, instant, what happens next."""
    facts = {
        "number": application.number, "received_at": happened.at, "decision_on": application.call.decision_on,
        "receipt": Link("applications.receipt", {"application_id": application.id}),
    }  # fmt: skip
    _write(happened.actor, "application_received", application, BOTH, "once", facts)


def application_withdrawn(application: Application, happened: Happened) -> None:
    """Tell both cities that the application was withdrawn, and why."""
    facts = {"number": application.number, "who": happened.actor.name, "reason": happened.reason}
    _write(happened.actor, "application_withdrawn", application, BOTH, "once", facts)


def application_excluded(application: Application, happened: Happened) -> None:
    """Tell both cities that the application does not meet the criteria, and why."""
    facts = {"number": application.number, "reason": happened.reason}
    _write(happened.actor, "application_excluded", application, BOTH, "once", facts)


def submit_reminder(actor: Actor, application: Application, days: int, gaps: int) -> None:
    """Remind both cities of the end of the call, once for each number of days left."""
    facts = {"days": days, "gaps": gaps, "agreed": application.endorsement is not None}
    _write(actor, "submit_reminder", application, BOTH, f"{application.call.closes_at:%Y%m%d}:{days}", facts)


def _write(
    actor: Actor, name: str, application: Application, sides: Iterable[Side], occasion: str,
    facts: Mapping[str, Any], *, signers: bool = False,
) -> None:  # fmt: skip
    people = queries.people_of(application, actor.at)
    for side in sides:
        half = application.side(side)
        about = {**_facts(application, half), **facts}
        readers = [_recipient(one) for one in people[side] if one.person_id and (one.signs or not signers)]
        for one in [*readers, *mailboxes_besides(half.organization.scope_id, readers)]:
            key = f"{name}:{application.id}:{occasion}:{one.person_id or one.address}"
            queue_letter(actor, name, one, about, key, subject=application)


def _recipient(one: Colleague) -> Recipient:
    return Recipient(one.email, one.name, one.language, one.zone, one.person_id)


def _facts(application: Application, half: ApplicationSide) -> dict[str, Any]:
    lead, partner = application.lead.organization, application.partner.organization
    return {
        "call": application.call.title,
        "title": application.title,
        "lead": lead.place.name,
        "partner": partner.place.name,
        "office": _office(half),
        "side": half.side.value,
        "closes_at": application.call.closes_at,
        "own_zone": half.organization.place.zone,
        "other_zone": (partner if half.side == Side.LEAD else lead).place.zone,
        "page": Link("applications.hub", {"application_id": application.id}),
    }


def _office(half: ApplicationSide) -> Bilingual:
    name, office = half.organization.name, half.organization.office
    return Bilingual(
        f"{name.in_('en')}, {office.en}" if office.en else name.in_("en"),
        f"{name.in_('ja')} {office.ja}".strip(),
    )
