"""The one thing that is ever taken out of the log: personal values, of which the chain holds only a salted hash."""

from sqlalchemy import ColumnElement, delete, or_, select

from grantapp.audit import policy
from grantapp.audit.models import DomainEvent, EventPersonal, EventSubject
from grantapp.core.errors import NotPermitted
from grantapp.database import db
from grantapp.unit_of_work import Actor, action


@action
def erase_personal(actor: Actor, kind: str, subject_id: int) -> None:
    """Erase the personal values of what a person did or what happened to a record; the chain stays true."""
    if not policy.ERASE.allows(actor):
        raise NotPermitted(policy.ERASE.name)
    about = select(EventSubject.event_id).where(
        EventSubject.kind == kind, EventSubject.subject_id == subject_id
    )
    done = select(DomainEvent.id).where(DomainEvent.actor_id == subject_id)
    which: ColumnElement[bool] = EventPersonal.event_id.in_(about)
    if kind == "person":
        which = or_(which, EventPersonal.event_id.in_(done))
    db.session.execute(delete(EventPersonal).where(which), execution_options={"synchronize_session": False})
