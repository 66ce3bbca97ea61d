"""`@action`: one transaction for each write, with its audit facts and its letters; nothing writes outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session

from grantapp.core.policy import Actor
from grantapp.core.workflow import Happened, collected, record
from grantapp.database import db

P = ParamSpec("P")
T = TypeVar("T")
# Serialization failure, deadlock, a row that somebody inserted after we looked for it, a busy SQLite file.
RETRIED_STATES = {"40001", "40P01", "23505", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT"}
RETRIES = 2
_OPEN = "unit_of_work"

before_commit: list[Callable[[list[Happened]], None]] = []
after_commit: list[Callable[[list[Happened]], None]] = []

__all__ = ["Actor", "action", "after_commit", "before_commit", "record", "writing"]


class WriteOutsideAction(RuntimeError):
    """Something tried to write without an action; a mistake of the program, never of a person."""


def action(function: Callable[Concatenate[Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
    """Run a verb in one transaction of its own, or join the one that is open; retry a collision twice."""

    @wraps(function)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if is_writing():
            return function(actor, *args, **kwargs)
        for attempt in range(RETRIES + 1):
            try:
                with writing():
                    return function(actor, *args, **kwargs)
            except DBAPIError as error:
                if attempt == RETRIES or _state_of(error) not in RETRIED_STATES:
                    raise
        raise AssertionError("unreachable")

    run.__is_action__ = True  # type: ignore[attr-defined]
    return run


def _state_of(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", ""))


def is_writing() -> bool:
    """Whether the present session is inside an action."""
    return _OPEN in db.session().info


@contextmanager
def writing() -> Iterator[None]:
    """Open the transaction of an action (commands and factories use it directly)."""
    session = db.session()
    session.rollback()  # ends the read phase: what the check saw is read again under the lock
    facts: list[Happened] = []
    token = collected.set(facts)
    session.info[_OPEN] = True
    try:
        session.connection(execution_options={"write_lock": True})
        yield
        session.flush()
        for hook in before_commit:
            hook(facts)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)
        collected.reset(token)
    for hook in after_commit:
        hook(facts)


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: Any, _instances: Any) -> None:
    if _OPEN not in session.info and (
        session.new or session.deleted or any(map(session.is_modified, session.dirty))
    ):
        raise WriteOutsideAction("a flush outside an action")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if _OPEN not in state.session.info and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideAction("a bulk statement outside an action")
