"""Journeys of an award with their delegates."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.applications.models import Application, ApplicationSide
from grantapp.awards.models import Award
from grantapp.calls.models import Call
from grantapp.database import db
from grantapp.exchanges.models import Delegate, Exchange
from grantapp.partnerships.models import Organization


def _full() -> Select[Exchange]:
    application = joinedload(Exchange.award).joinedload(Award.application)
    return select(Exchange).options(
        selectinload(Exchange.delegates),
        application.joinedload(Application.call).joinedload(Call.program),
        application.joinedload(Application.partnership),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def get_exchange(exchange_id: int, lock: bool = False) -> Exchange | None:
    """Return a journey with its award and delegates, locked when asked."""
    statement = _full().where(Exchange.id == exchange_id)
    if lock:
        statement = statement.with_for_update(of=Exchange).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().one_or_none()


def list_by_ids(numbers: Collection[int]) -> Sequence[Exchange]:
    """Return the journeys with these ids, each with its award and delegates."""
    return db.session.scalars(_full().where(Exchange.id.in_(numbers))).all()


def get_delegate(delegate_id: int) -> Delegate | None:
    """Return a delegate."""
    return db.session.get(Delegate, delegate_id)


def list_of_award(award_id: int) -> list[Exchange]:
    """Return the journeys of an award, which whoever asks has loaded, by their first day."""
    statement = (
        select(Exchange).where(Exchange.award_id == award_id).options(selectinload(Exchange.delegates))
    )
    return list(db.session.scalars(statement.order_by(Exchange.starts_on, Exchange.id)))


def list_of_awards(award_ids: list[int]) -> dict[int, list[Exchange]]:
    """Return the journeys of many awards, by award, with their delegates (public pages show counts only)."""
    statement = (
        select(Exchange).where(Exchange.award_id.in_(award_ids)).options(selectinload(Exchange.delegates))
        .order_by(Exchange.starts_on, Exchange.id)
    )  # fmt: skip
    found: dict[int, list[Exchange]] = {award_id: [] for award_id in award_ids}
    for exchange in db.session.scalars(statement):
        found[exchange.award_id].append(exchange)
    return found
