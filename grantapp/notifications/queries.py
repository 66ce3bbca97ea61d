"""Letters of a record, of the development mailbox, and those that could not be delivered."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.ports import subject_of
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db, fetch_page
from grantapp.notifications import policy, rules
from grantapp.notifications.models import DeadAddress, Letter, LetterState

SEE_TO = N_("Letters that could not be delivered: %(count)s")
FIND_ADDRESS = N_("Find another address for %(name)s")


def get_letter(letter_id: int) -> Letter:
    """Return a letter with its attempts, which is known to be there."""
    return db.session.scalars(_letter(letter_id), execution_options={"populate_existing": True}).one()


def find_letter_by_id(letter_id: int) -> Letter | None:
    """Return a letter with its attempts, or None."""
    return db.session.scalars(_letter(letter_id)).one_or_none()


def _letter(letter_id: int) -> Select[Letter]:
    return select(Letter).where(Letter.id == letter_id).options(selectinload(Letter.attempts))


def find_letter(dedupe_key: str) -> Letter | None:
    """Return the letter that was queued under a key."""
    return db.session.scalars(select(Letter).where(Letter.dedupe_key == dedupe_key)).one_or_none()


def letters_of(subject: Any) -> list[Letter]:
    """Return the letters that were written about a record, oldest first."""
    kind, identity = subject_of(subject)
    statement = select(Letter).where(Letter.subject_kind == kind, Letter.subject_id == identity)
    return list(db.session.scalars(statement.order_by(Letter.id)))


def list_letters(cursor: str = "", size: int = 25) -> Page[Letter]:
    """Return a page of all letters, newest first."""
    return fetch_page(select(Letter), [Letter.id], cursor=cursor, size=size, descending=True)


def list_undelivered(limit: int = 200) -> list[Letter]:
    """Return the letters that were given up, newest first."""
    statement = select(Letter).where(Letter.state == LetterState.FAILED).order_by(Letter.id.desc())
    return list(db.session.scalars(statement.options(selectinload(Letter.attempts)).limit(limit)))


def letters_to(person_id: int) -> list[Letter]:
    """Return every letter to a person, oldest first."""
    return list(db.session.scalars(select(Letter).where(Letter.person_id == person_id).order_by(Letter.id)))


def undelivered_to(person_id: int) -> list[Letter]:
    """Return the letters to a person that were given up, newest first, with their attempts."""
    statement = select(Letter).where(Letter.person_id == person_id, Letter.state == LetterState.FAILED)
    return list(
        db.session.scalars(
            statement.order_by(Letter.id.desc()).options(selectinload(Letter.attempts)).limit(20)
        )
    )


def people_out_of_reach() -> Select[Any]:
    """Return the ids of people to whom a letter could not be delivered, for the lists of a later feature."""
    return select(Letter.person_id).where(Letter.state == LetterState.FAILED, Letter.person_id.is_not(None))


def _given_up() -> ColumnElement[bool]:
    """Return the condition of the letters that were given up; those of forgotten people are nobody's any more."""
    return and_(Letter.state == LetterState.FAILED, Letter.address != rules.FORGOTTEN)


def page_undelivered(cursor: str = "", size: int = 25) -> Page[Letter]:
    """Return one page of the letters that were given up, the newest first."""
    statement = select(Letter).where(_given_up()).options(selectinload(Letter.attempts))
    return fetch_page(statement, [Letter.id], cursor=cursor, size=size, descending=True)


def list_dead_addresses() -> list[DeadAddress]:
    """Return the addresses that the office marked, the newest first."""
    statement = select(DeadAddress).options(joinedload(DeadAddress.letter))
    return list(db.session.scalars(statement.order_by(DeadAddress.marked_at.desc(), DeadAddress.address)))


def find_dead_address(address: str) -> DeadAddress | None:
    """Return the mark on an address, if the office has set one."""
    return db.session.get(DeadAddress, address.lower())


def tasks_for(actor: Actor) -> list[Task]:
    """Return what the office has to do about letters: some were given up, an address is dead."""
    if not policy.TEND.allows(actor):
        return []
    marked = list_dead_addresses()
    found = [
        Task(FIND_ADDRESS, "letters.undelivered", {}, {"name": one.letter.recipient_name or one.address})
        for one in marked
    ]
    known = [one.address for one in marked]
    others = func.lower(Letter.address).not_in(known)
    waiting = select(func.count()).select_from(Letter).where(_given_up(), others)
    count = db.session.scalar(waiting) or 0
    return [*([Task(SEE_TO, "letters.undelivered", {}, {"count": count})] if count else []), *found]
