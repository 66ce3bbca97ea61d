"""Sessions begin with a proof of who somebody is, are confirmed again, and end; each is a row of its own."""

from dataclasses import replace

from sqlalchemy import ColumnElement, update

from grantapp.accounts import policy, queries
from grantapp.accounts.actions.deputations import end_deputation
from grantapp.accounts.actions.tries import PROOF, forget_tries
from grantapp.accounts.models import Factor, Person, PersonSession, SessionEnd
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import throttle
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.tokens import new_token_id
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record

SESSION_OVER = N_("This session is over already.")


@action
def end_sessions_of(actor: Actor, person: Person, why: SessionEnd, *which: ColumnElement[bool]) -> None:
    """End running sessions of a person as part of another action, which has asked for the right."""
    ended = db.session.scalars(
        update(PersonSession)
        .where(PersonSession.person_id == person.id, PersonSession.ended_at.is_(None), *which)
        .values(ended_at=clock.wall(), ended_why=why)
        .returning(PersonSession.id),
        execution_options={"synchronize_session": "fetch"},
    ).all()
    facts = {"why": why.value, "count": len(ended)}
    if ended:
        record(Happened("person.sessions_over", person, actor, actor.at, facts=facts))


@action
def begin_session(actor: Actor, person_id: int, factor: Factor, device: str) -> PersonSession:
    """Begin a session of somebody who has just proved who he is."""
    person = queries.get_person(person_id, lock=True)
    if person is None or person.deactivated_at is not None:
        raise NotPermitted("account:sign_in")
    at = clock.wall()
    begun = PersonSession(
        key=new_token_id(), person=person, device=device, factor=factor, begun_at=at, confirmed_at=at
    )
    db.session.add(begun)
    db.session.flush()
    myself = replace(actor, person_id=person.id, name=person.name)
    record(Happened("person.signed_in", person, myself, actor.at, facts={"factor": factor.value}))
    return begun


@action
def confirm_session(actor: Actor, session_id: int, factor: Factor) -> PersonSession:
    """Note that the person has proved again who he is."""
    running = _own(actor, session_id)
    running.confirmed_at = clock.wall()
    forget_tries(actor, throttle.key_of(PROOF, str(running.person_id)))
    running.factor = factor if factor != Factor.NONE else running.factor
    return running


@action
def sign_out(actor: Actor, session_id: int) -> None:
    """End the present session, so that a copied cookie opens nothing afterwards; others go on."""
    running = _own(actor, session_id)
    running.ended_at, running.ended_why = clock.wall(), SessionEnd.SIGNED_OUT
    end_deputation(actor)
    record(Happened("person.signed_out", running.person, actor, actor.at))


@action
def revoke_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions on another device."""
    running = _own(actor, session_id)
    running.ended_at, running.ended_why = clock.wall(), SessionEnd.REVOKED
    record(Happened("person.session_revoked", running.person, actor, actor.at, facts={"session": running.id}))


@action
def revoke_other_sessions(actor: Actor, session_id: int) -> None:
    """End all of one's own sessions but this one."""
    running = _own(actor, session_id)
    end_sessions_of(actor, running.person, SessionEnd.REVOKED, PersonSession.id != running.id)


def _own(actor: Actor, session_id: int) -> PersonSession:
    running = sessions.get_session(session_id, lock=True)
    if running is None or not policy.KEEP_SESSIONS.allows(actor, running):
        raise NotPermitted(policy.KEEP_SESSIONS.name)
    if running.ended_at is not None:
        raise NotAllowedNow(SESSION_OVER, code="session.over")
    return running
