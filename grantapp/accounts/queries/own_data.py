"""What is kept about one person, and what he asked about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from grantapp.accounts import policy
from grantapp.accounts.models import (
    AccessToken,
    DataCopy,
    DeletionRequest,
    DeletionStatus,
    RoleGrant,
    RoleRequest,
)
from grantapp.accounts.queries.people import grant_runs
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.files.queries import KEPT_BESIDES

GIVEN_UP_AFTER = timedelta(hours=1)


def get_copy(copy_id: int, *, lock: bool = False) -> DataCopy | None:
    """Return a copy of somebody's data."""
    statement = select(DataCopy).where(DataCopy.id == copy_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_copy(copy_id: int) -> DataCopy | None:
    """Return a copy of somebody's data, for pages."""
    return get_copy(copy_id)


@KEPT_BESIDES.answer
def keys_of_copies(_actor: Actor) -> set[str]:
    """Return the keys of the copies that lie ready."""
    return set(db.session.scalars(select(DataCopy.storage_key).where(DataCopy.storage_key != "")))


def find_unfinished_copy(person_id: int, at: datetime) -> DataCopy | None:
    """Return the copy that is being made for a person; what takes longer than an hour is given up."""
    statement = select(DataCopy).where(
        DataCopy.person_id == person_id, DataCopy.ready_at.is_(None), DataCopy.asked_at > at - GIVEN_UP_AFTER
    )
    return db.session.scalars(statement).first()


def list_copies(person_id: int) -> Sequence[DataCopy]:
    """Return the copies of a person's data whose bytes are kept or still made, the newest first."""
    kept = or_(DataCopy.storage_key != "", DataCopy.ready_at.is_(None))
    statement = select(DataCopy).where(DataCopy.person_id == person_id, kept)
    return db.session.scalars(statement.order_by(DataCopy.id.desc()).limit(20)).all()


def list_ended_copies(at: datetime) -> Sequence[DataCopy]:
    """Return the copies whose week is over and whose bytes still lie in the store."""
    statement = select(DataCopy).where(DataCopy.storage_key != "", DataCopy.until_at <= at)
    return db.session.scalars(statement.order_by(DataCopy.id).limit(100)).all()


def get_deletion(deletion_id: int, *, lock: bool = False) -> DeletionRequest:
    """Return a request to delete data with its person; NotPermitted when there is none."""
    statement = _with_person().where(DeletionRequest.id == deletion_id)
    if lock:
        statement = statement.with_for_update(of=DeletionRequest).execution_options(populate_existing=True)
    request: DeletionRequest | None = db.session.scalars(statement).one_or_none()
    if request is None:
        raise NotPermitted(policy.VIEW_DELETION.name)
    return request


def load_deletion(deletion_id: int) -> DeletionRequest | None:
    """Return a request to delete data, for pages."""
    return db.session.scalars(_with_person().where(DeletionRequest.id == deletion_id)).one_or_none()


def find_open_deletion(person_id: int) -> DeletionRequest | None:
    """Return the request of a person that waits for its answer."""
    return db.session.scalars(_with_person().where(
        DeletionRequest.person_id == person_id, DeletionRequest.status == DeletionStatus.ASKED
    )).first()  # fmt: skip


def list_deletions_of(person_id: int) -> Sequence[DeletionRequest]:
    """Return every request of a person to delete his data."""
    mine = _with_person().where(DeletionRequest.person_id == person_id)
    return db.session.scalars(mine.order_by(DeletionRequest.id.desc())).all()


def list_deletions(actor: Actor) -> Sequence[DeletionRequest]:
    """Return the requests to delete data that an actor reads, the newest first."""
    statement = _with_person().order_by(DeletionRequest.id.desc()).limit(100)
    return [one for one in db.session.scalars(statement) if policy.VIEW_DELETION.allows(actor, one)]


def _with_person() -> Select[Any]:
    return select(DeletionRequest).options(joinedload(DeletionRequest.person))


def lock_running_grants(person_id: int, at: datetime) -> Sequence[RoleGrant]:
    """Return the roles that a person holds at an instant, locked (inside an action)."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.person_id == person_id, grant_runs(at))
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def list_requests_about(person_id: int, address: str) -> Sequence[RoleRequest]:
    """Return every request for a role that was for a person or his address."""
    concerned = or_(RoleRequest.person_id == person_id, RoleRequest.email == address)
    return db.session.scalars(select(RoleRequest).where(concerned).order_by(RoleRequest.id)).all()


def list_links_to(address: str) -> Sequence[AccessToken]:
    """Return every link that was sent to an address."""
    statement = select(AccessToken).where(AccessToken.email == address)
    return db.session.scalars(statement.order_by(AccessToken.id)).all()
