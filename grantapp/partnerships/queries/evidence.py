"""The kinds a partnership had, its agreements, and what was done in each direction."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from grantapp.database import db
from grantapp.partnerships.models import (
    ActivityKind,
    KindEntry,
    LogEntry,
    PartnershipActivity,
    PartnershipAgreement,
)

JOURNEYS = (ActivityKind.EXCHANGE, ActivityKind.VISIT)


def list_kinds(partnership_id: int) -> Sequence[KindEntry]:
    """Return the kinds that a partnership had, in the order in which they were written down."""
    statement = select(KindEntry).where(KindEntry.partnership_id == partnership_id)
    return db.session.scalars(statement.order_by(KindEntry.id)).all()


def list_agreements(partnership_id: int) -> Sequence[PartnershipAgreement]:
    """Return the agreements of a partnership, the newest first."""
    statement = select(PartnershipAgreement).where(PartnershipAgreement.partnership_id == partnership_id)
    order = (PartnershipAgreement.signed.desc(), PartnershipAgreement.id.desc())
    return db.session.scalars(statement.order_by(*order)).all()


def load_agreement(agreement_id: int) -> PartnershipAgreement | None:
    """Return an agreement, or None."""
    return db.session.get(PartnershipAgreement, agreement_id)


def load_log_entry(entry_id: int) -> LogEntry | None:
    """Return what was written by hand, or None."""
    return db.session.get(LogEntry, entry_id)


def last_journeys(partnership_id: int) -> Mapping[str, PartnershipActivity]:
    """Return the newest public journey in each direction; one in both directions counts for both."""
    order = (PartnershipActivity.on.desc(), PartnershipActivity.id.desc())
    number = func.row_number().over(partition_by=PartnershipActivity.direction, order_by=order)
    numbered = (
        select(PartnershipActivity.id, number.label("number"))
        .where(
            PartnershipActivity.partnership_id == partnership_id, PartnershipActivity.kind.in_(JOURNEYS),
            PartnershipActivity.direction != "", PartnershipActivity.is_public,
        )
        .subquery()
    )  # fmt: skip
    newest = select(PartnershipActivity).join(numbered, numbered.c.id == PartnershipActivity.id)
    found: dict[str, PartnershipActivity] = {}
    for activity in db.session.scalars(newest.where(numbered.c.number == 1).order_by(PartnershipActivity.on)):
        for way in ("outbound", "inbound") if activity.direction == "both" else (activity.direction,):
            found[way] = activity
    return found
