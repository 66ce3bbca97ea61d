"""Indicators, and the figures of awards; what the public may read of them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantapp.applications.models import Application, ApplicationSide
from grantapp.awards.models import STARTED, Award
from grantapp.awards.queries import visible_to as awards_visible_to
from grantapp.calls.models import Call
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.outcomes.models import Indicator, OutcomeValue
from grantapp.partnerships.models import Organization


def list_indicators() -> list[Indicator]:
    """Return every indicator in its order."""
    return list(db.session.scalars(select(Indicator).order_by(Indicator.position, Indicator.id)))


def find_indicator(code: str) -> Indicator | None:
    """Return the indicator of a code."""
    return db.session.scalars(select(Indicator).where(Indicator.code == code)).one_or_none()


def _full() -> Select[OutcomeValue]:
    application = joinedload(OutcomeValue.award).joinedload(Award.application)
    return select(OutcomeValue).options(
        joinedload(OutcomeValue.indicator),
        joinedload(OutcomeValue.evidence_file),
        application.joinedload(Application.call).joinedload(Call.program),
        application.joinedload(Application.partnership),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def get_value(value_id: int, lock: bool = False) -> OutcomeValue | None:
    """Return a figure with its award and indicator, locked when asked."""
    statement = _full().where(OutcomeValue.id == value_id)
    if lock:
        statement = statement.with_for_update(of=OutcomeValue).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().one_or_none()


def list_by_ids(numbers: Collection[int]) -> Sequence[OutcomeValue]:
    """Return the figures with these ids, each with its award and indicator."""
    return db.session.scalars(_full().where(OutcomeValue.id.in_(numbers))).all()


def find_current(award_id: int, indicator_id: int, year: int) -> OutcomeValue | None:
    """Return the figure that holds for an award, an indicator and a year."""
    statement = _full().where(
        OutcomeValue.award_id == award_id,
        OutcomeValue.indicator_id == indicator_id,
        OutcomeValue.year == year,
        OutcomeValue.superseded_at.is_(None),
    )
    return db.session.scalars(statement).unique().one_or_none()


def first_version(value: OutcomeValue) -> OutcomeValue:
    """Return the first version of a figure: the history of the partnership keeps one line for all of them."""
    statement = _full().where(
        OutcomeValue.award_id == value.award_id, OutcomeValue.indicator_id == value.indicator_id,
        OutcomeValue.year == value.year, OutcomeValue.version == 1,
    )  # fmt: skip
    return db.session.scalars(statement).unique().one()


def list_of_award(award_id: int) -> list[OutcomeValue]:
    """Return every version of an award's figures: by indicator and year, the newest version first."""
    statement = (
        _full().join(OutcomeValue.indicator).where(OutcomeValue.award_id == award_id)
        .order_by(Indicator.position, OutcomeValue.year, OutcomeValue.version.desc())
    )  # fmt: skip
    return list(db.session.scalars(statement).unique())


def list_visible(actor: Actor) -> list[OutcomeValue]:
    """Return the figures that hold, of every award that the actor may see."""
    statement = (
        _full().join(OutcomeValue.award).join(Award.application).join(Application.call).join(Call.program)
        .where(awards_visible_to(actor), OutcomeValue.superseded_at.is_(None))
        .order_by(OutcomeValue.award_id, OutcomeValue.indicator_id, OutcomeValue.year)
    )  # fmt: skip
    return list(db.session.scalars(statement).unique())


def _public() -> Select[OutcomeValue]:
    return _full().join(OutcomeValue.award).where(
        OutcomeValue.is_public, OutcomeValue.superseded_at.is_(None), Award.status.in_(STARTED)
    )  # fmt: skip


def list_public_values(award_id: int) -> list[OutcomeValue]:
    """Return the figures of an award that the public may read."""
    statement = _public().join(OutcomeValue.indicator).where(OutcomeValue.award_id == award_id)
    return list(db.session.scalars(statement.order_by(Indicator.position, OutcomeValue.year)).unique())


def latest_public(limit: int = 6) -> list[OutcomeValue]:
    """Return the newest figures that the public may read."""
    statement = _public().order_by(OutcomeValue.recorded_at.desc(), OutcomeValue.id.desc()).limit(limit)
    return list(db.session.scalars(statement).unique())


def list_public_of_awards(award_ids: Iterable[int]) -> dict[int, list[OutcomeValue]]:
    """Return the public figures of many awards, by award, in one SELECT."""
    wanted = list(award_ids)
    statement = _public().join(OutcomeValue.indicator).where(OutcomeValue.award_id.in_(wanted))
    found: dict[int, list[OutcomeValue]] = {award_id: [] for award_id in wanted}
    for value in db.session.scalars(statement.order_by(Indicator.position, OutcomeValue.year)).unique():
        found[value.award_id].append(value)
    return found
