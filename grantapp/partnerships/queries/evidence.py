"""The kinds a partnership had, its agreements, and what was done in each direction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.ports import subject_of
from grantapp.database import db
from grantapp.partnerships import policy
from grantapp.partnerships.models import (
    ActivityKind,
    KindEntry,
    LogEntry,
    Partnership,
    PartnershipActivity,
    PartnershipAgreement,
)

Removed = tuple[PartnershipActivity, PartnershipAgreement | LogEntry]
EARLIEST = datetime.min.replace(tzinfo=UTC)
JOURNEYS = (ActivityKind.EXCHANGE, ActivityKind.VISIT)


def list_kinds(partnership_id: int) -> Sequence[KindEntry]:
    """Return the kinds that a partnership had, in the order in which they were written down."""
    statement = select(KindEntry).where(KindEntry.partnership_id == partnership_id)
    return db.session.scalars(statement.order_by(KindEntry.id)).all()


def list_agreements(partnership_id: int) -> Sequence[PartnershipAgreement]:
    """Return the agreements of a partnership, the newest first, without removed ones."""
    statement = select(PartnershipAgreement).where(
        PartnershipAgreement.partnership_id == partnership_id, PartnershipAgreement.removed_at.is_(None)
    )
    order = (PartnershipAgreement.signed.desc(), PartnershipAgreement.id.desc())
    return db.session.scalars(statement.order_by(*order)).all()


def load_agreement(agreement_id: int) -> PartnershipAgreement | None:
    """Return an agreement, or None."""
    return db.session.get(PartnershipAgreement, agreement_id)


def load_log_entry(entry_id: int) -> LogEntry | None:
    """Return what was written by hand, or None."""
    return db.session.get(LogEntry, entry_id)


def entries_to_correct(actor: Actor, partnership: Partnership) -> frozenset[int]:
    """Return which lines of the history that were written by hand an actor may correct, by their numbers."""
    if not policy.ADD_HISTORY.allows(actor, partnership):
        return frozenset()
    entries = db.session.scalars(select(LogEntry).where(LogEntry.partnership_id == partnership.id))
    return frozenset(one.id for one in entries if policy.CORRECT_HISTORY.allows(actor, one))


def get_agreement(agreement_id: int, *, lock: bool = False) -> PartnershipAgreement:
    """Return an agreement with its partnership; NotPermitted when there is none."""
    statement = select(PartnershipAgreement).where(PartnershipAgreement.id == agreement_id)
    statement = statement.options(joinedload(PartnershipAgreement.partnership))
    if lock:
        statement = statement.with_for_update(of=PartnershipAgreement)
    found = db.session.scalar(statement.execution_options(populate_existing=lock))
    if found is None:
        raise NotPermitted(policy.VIEW.name)
    return found


def get_log_entry(entry_id: int, *, lock: bool = False) -> LogEntry:
    """Return what was written by hand with its partnership; NotPermitted when there is none."""
    statement = select(LogEntry).where(LogEntry.id == entry_id).options(joinedload(LogEntry.partnership))
    if lock:
        statement = statement.with_for_update(of=LogEntry)
    found = db.session.scalar(statement.execution_options(populate_existing=lock))
    if found is None:
        raise NotPermitted(policy.VIEW.name)
    return found


def get_activity_of(entry: LogEntry | PartnershipAgreement) -> PartnershipActivity:
    """Return the line that something written down has in the history."""
    kind, identity = subject_of(entry)
    statement = select(PartnershipActivity).where(
        PartnershipActivity.subject_kind == kind, PartnershipActivity.subject_id == identity
    )
    return db.session.scalars(statement).one()


def list_removed(partnership_id: int) -> Sequence[Removed]:
    """Return what was removed from a partnership's history, the newest removal first, with its line."""
    found: list[Removed] = []
    models: tuple[Any, ...] = (PartnershipAgreement, LogEntry)
    for model in models:
        statement = select(PartnershipActivity, model).join_from(
            PartnershipActivity, model,
            (PartnershipActivity.subject_kind == model.__subject__) & (PartnershipActivity.subject_id == model.id),
        )  # fmt: skip
        statement = statement.where(model.partnership_id == partnership_id, model.removed_at.is_not(None))
        rows = db.session.execute(statement.options(joinedload(model.removed_by)))
        found += [(activity, record) for activity, record in rows]
    return sorted(found, key=lambda pair: pair[0].removed_at or EARLIEST, reverse=True)


def last_journeys(partnership_id: int) -> Mapping[str, PartnershipActivity]:
    """Return the newest public journey in each direction; one in both directions counts for both."""
    order = (PartnershipActivity.on.desc(), PartnershipActivity.id.desc())
    number = func.row_number().over(partition_by=PartnershipActivity.direction, order_by=order)
    numbered = (
        select(PartnershipActivity.id, number.label("number"))
        .where(
            PartnershipActivity.partnership_id == partnership_id, PartnershipActivity.kind.in_(JOURNEYS),
            PartnershipActivity.direction != "", PartnershipActivity.is_public,
            PartnershipActivity.removed_at.is_(None),
        )
        .subquery()
    )  # fmt: skip
    newest = select(PartnershipActivity).join(numbered, numbered.c.id == PartnershipActivity.id)
    found: dict[str, PartnershipActivity] = {}
    for activity in db.session.scalars(newest.where(numbered.c.number == 1).order_by(PartnershipActivity.on)):
        for way in ("outbound", "inbound") if activity.direction == "both" else (activity.direction,):
            found[way] = activity
    return found
