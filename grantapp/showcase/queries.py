"""What the public reads: awards that have started, what both cities wrote for it, every pair of cities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from grantapp.applications.models import Application, ApplicationSide
from grantapp.awards.models import STARTED, Award
from grantapp.calls.models import Call
from grantapp.core.paging import Page
from grantapp.database import db, fetch_page
from grantapp.outcomes.models import OutcomeValue
from grantapp.partnerships.models import Organization, Partnership, PartnershipMember
from grantapp.places.models import Place
from grantapp.programs.models import Theme
from grantapp.questionnaires.models import Answer, Question
from grantapp.reports.models import Report, Requirement, RequirementKind, RequirementStatus

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Filters:
    """What the list of awards is narrowed to: theme by code, year of its begin, region by ISO code."""

    theme: str = ""
    year: int = 0
    region: str = ""


@dataclass(frozen=True)
class Said:
    """An answer that its writers let be published, and the language it is in."""

    text: str
    language: str


def published() -> ColumnElement[bool]:
    """Return the condition of the awards that the public may see: both cities have signed."""
    return Award.status.in_(STARTED)


def _whole() -> Select[Award]:
    application = contains_eager(Award.application)
    city = joinedload(ApplicationSide.organization).joinedload(Organization.place).joinedload(Place.region)
    return select(Award).join(Award.application).where(published()).options(
        application.joinedload(Application.call).joinedload(Call.program),
        application.joinedload(Application.theme),
        application.joinedload(Application.partnership),
        application.selectinload(Application.sides).options(city),
    )  # fmt: skip


def _narrowed(filters: Filters) -> Select[Award]:
    statement = _whole()
    if filters.theme:
        statement = statement.where(Application.theme.has(Theme.code == filters.theme))
    if FIRST_YEAR <= filters.year <= LAST_YEAR:
        first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
        statement = statement.where(Award.period_starts_on.between(first, last))
    if filters.region:
        statement = statement.where(Application.sides.any(_lies_in(filters.region)))
    return statement


def _lies_in(code: str) -> ColumnElement[bool]:
    regions = select(Place.id).where(Place.code == code)
    places = select(Place.id).where((Place.code == code) | Place.region_id.in_(regions))
    return ApplicationSide.organization.has(Organization.place_id.in_(places))


def list_awards(filters: Filters, *, cursor: str = "", size: int = 25) -> Page[Award]:
    """Return one page of the published awards, the newest project first."""
    return fetch_page(
        _narrowed(filters), [Award.period_starts_on, Award.id], cursor=cursor, size=size, descending=True
    )


def export_awards(filters: Filters) -> Sequence[Award]:
    """Return all published awards that a filter leaves, in the same order."""
    order = (Award.period_starts_on.desc(), Award.id.desc())
    return db.session.scalars(_narrowed(filters).order_by(*order)).all()


def find_award(number: str) -> Award | None:
    """Return a published award by its number, or None."""
    return db.session.scalar(_whole().where(Award.number == number.upper()))


def count_figures(award_ids: Iterable[int]) -> dict[int, int]:
    """Return how many public figures awards have, with one statement."""
    statement = (
        select(OutcomeValue.award_id, func.count(OutcomeValue.id))
        .where(
            OutcomeValue.award_id.in_(list(award_ids)), OutcomeValue.is_public,
            OutcomeValue.superseded_at.is_(None),
        )
        .group_by(OutcomeValue.award_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(statement)}


def years_in_use() -> list[int]:
    """Return the years in which published projects begin, the newest first."""
    year = extract("year", Award.period_starts_on)
    statement = select(year).where(published()).distinct().order_by(year.desc())
    return [int(one) for one in db.session.scalars(statement)]


def themes_in_use() -> list[Theme]:
    """Return the themes of published awards, each code once."""
    statement = select(Theme).join(Application, Application.theme_id == Theme.id).join(
        Award, Award.application_id == Application.id
    )  # fmt: skip
    found: dict[str, Theme] = {}
    for theme in db.session.scalars(statement.where(published()).order_by(Theme.position, Theme.id)):
        found.setdefault(theme.code, theme)
    return list(found.values())


def regions_in_use() -> Sequence[Place]:
    """Return the states and prefectures with a published award, the United States first, by their codes."""
    cities = (
        select(func.coalesce(Place.region_id, Place.id))
        .join(Organization, Organization.place_id == Place.id)
        .join(ApplicationSide, ApplicationSide.organization_id == Organization.id)
        .join(Award, Award.application_id == ApplicationSide.application_id)
        .where(published())
    )
    statement = select(Place).where(Place.id.in_(cities)).order_by(Place.country.desc(), Place.code)
    return db.session.scalars(statement).all()


def answers_of(award: Award, keys: Iterable[str]) -> dict[str, Said]:
    """Return shared answers of an award's application by their question's key."""
    return _said(Answer.sheet_id == award.application.sheet_id, keys)


def statement_of(award: Award) -> Said | None:
    """Return the joint statement of both cities, once their final report is accepted."""
    sheet = (
        select(Report.sheet_id).join(Report.requirement)
        .where(
            Requirement.award_id == award.id, Requirement.kind == RequirementKind.FINAL_REPORT,
            Requirement.status == RequirementStatus.ACCEPTED,
        )
        .order_by(Requirement.accepted_at.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    return _said(Answer.sheet_id == sheet, ["statement"]).get("statement")


def _said(condition: ColumnElement[bool], keys: Iterable[str]) -> dict[str, Said]:
    statement = (
        select(Question.key, Answer.value, Answer.language).join(Answer.question)
        .where(condition, Question.key.in_(list(keys)), Answer.side == "").order_by(Answer.id)
    )  # fmt: skip
    return {
        key: Said(value, language)
        for key, value, language in db.session.execute(statement)
        if isinstance(value, str) and value.strip()
    }


def list_partnerships(funded: Iterable[int], limit: int) -> Sequence[Partnership]:
    """Return the funded partnerships and the first of all others with their places, for the map."""
    place: Any = joinedload(PartnershipMember.place).joinedload(Place.region)
    order = (Partnership.sort_key, Partnership.id)
    first = select(Partnership.id).order_by(*order).limit(limit)
    statement = select(Partnership).where(Partnership.id.in_(list(funded)) | Partnership.id.in_(first))
    statement = statement.options(selectinload(Partnership.members).options(place))
    return db.session.scalars(statement.order_by(*order)).all()


def list_funded() -> Sequence[Award]:
    """Return every published award by its place on the map, the newest project first."""
    return export_awards(Filters())
