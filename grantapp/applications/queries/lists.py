"""Lists of applications: only what the actor may see, light rows, filters and sorting."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import QueryableAttribute

from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY, READERS
from grantapp.applications.models import (
    Application,
    ApplicationSide,
    ApplicationStatus,
    Reader,
    Recusal,
    Side,
)
from grantapp.applications.queries.records import light, whole
from grantapp.calls.models import Call
from grantapp.core.money import Money
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db, fetch_page
from grantapp.partnerships.models import Organization, Partnership
from grantapp.places.models import Place
from grantapp.programs.models import Program, Theme

ESCAPE = "\\"
LEAD, PARTNER = aliased(Place), aliased(Place)  # the cities of an application where `with_cities` joined them
_SIDES = (
    (Side.LEAD, aliased(ApplicationSide), aliased(Organization), LEAD),
    (Side.PARTNER, aliased(ApplicationSide), aliased(Organization), PARTNER),
)


def with_cities(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join the cities of both sides to a statement on Application."""
    for code, side, office, place in _SIDES:
        statement = (
            statement.join(side, and_(side.application_id == Application.id, side.side == code))
            .join(office, office.id == side.organization_id)
            .join(place, place.id == office.place_id)
        )
    return statement


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the applications that an actor may see (twin of policy.VIEW)."""
    if actor.is_system:
        return true()
    submitted = Application.submitted_at.is_not(None)
    reading = exists().where(Reader.application_id == Application.id, *_runs(Reader, actor))
    office = Application.call_id.in_(
        select(Call.id)
        .join(Program, Program.id == Call.program_id)
        .where(_in_scopes(actor, READERS, Program.scope_id))
    )
    return and_(not_(shut_out(actor)), or_(own_to(actor), and_(submitted, or_(office, reading))))


def shut_out(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a recusal closes an application to the actor (twin of policy.is_recused)."""
    return exists().where(Recusal.application_id == Application.id, *_runs(Recusal, actor))


def own_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the applications of the cities for which an actor works."""
    return exists().where(
        ApplicationSide.application_id == Application.id,
        Organization.id == ApplicationSide.organization_id,
        _in_scopes(actor, CITY, Organization.scope_id),
    )


def _in_scopes(actor: Actor, roles: Iterable[Role], column: QueryableAttribute[int]) -> ColumnElement[bool]:
    return true() if actor.everywhere(roles) else column.in_(actor.scopes_of(roles))


def _runs(door: type[Reader] | type[Recusal], actor: Actor) -> tuple[ColumnElement[bool], ...]:
    until = or_(door.until_at.is_(None), door.until_at > actor.at)
    return (door.person_id == actor.person_id, door.from_at <= actor.at, until)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to: series of the call, status, code of the theme, words; sort key with "-"."""

    call: str = ""
    status: str = ""
    theme: str = ""
    text: str = ""
    sort: str = ""


SORTS: dict[str, QueryableAttribute[Any]] = {
    "number": Application.number, "title": Application.title, "requested": Application.requested_amount,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """A submitted application as a list shows it."""

    id: int
    number: str
    title: str
    status: ApplicationStatus
    requested_amount: int
    submitted_at: datetime
    currency: str
    theme: Bilingual | None
    lead: Bilingual
    partner: Bilingual
    lead_zone: str
    partner_zone: str

    @property
    def requested(self) -> Money:
        """What is asked from the grant."""
        return Money(self.requested_amount, self.currency)


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return with_cities(
        select(
            Application.id, Application.number, Application.title, Application.status, Application.requested_amount,
            Application.submitted_at, Call.currency, Theme.title, LEAD.name, PARTNER.name, LEAD.zone, PARTNER.zone,
        )
        .join(Application.call)
        .outerjoin(Application.theme)
    )  # fmt: skip


def list_applications(
    actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25
) -> Page[ApplicationLine]:
    """Return one page of the submitted applications that an actor may see."""
    return fetch_page(
        _submitted(_lines(), actor, filters), _sort_keys(filters), cursor=cursor, size=size,
        descending=filters.sort.startswith("-"), line=ApplicationLine,
    )  # fmt: skip


def select_applications(actor: Actor, filters: Filters) -> Select[Any]:
    """Return the submitted applications that an actor may see and a filter leaves."""
    return _submitted(select(Application), actor, filters)


def export_applications(actor: Actor, filters: Filters) -> Sequence[Application]:
    """Return all rows of the filtered list, in its order."""
    descending = filters.sort.startswith("-")
    order = [key.desc() if descending else key.asc() for key in _sort_keys(filters)]
    return db.session.scalars(_submitted(light(select(Application)), actor, filters).order_by(*order)).all()


def _sort_keys(filters: Filters) -> list[QueryableAttribute[Any]]:
    return [SORTS.get(filters.sort.lstrip("-"), Application.number), Application.id]


def _submitted(statement: Select[Any], actor: Actor, filters: Filters) -> Select[Any]:
    return _narrow(statement.where(visible_to(actor), Application.submitted_at.is_not(None)), filters)


def _narrow(statement: Select[Any], filters: Filters) -> Select[Any]:
    if filters.call:
        statement = statement.where(
            Application.call_id.in_(select(Call.id).where(Call.series == filters.call))
        )
    if filters.status in set(ApplicationStatus):
        statement = statement.where(Application.status == filters.status)
    if filters.theme:
        statement = statement.where(
            Application.theme_id.in_(select(Theme.id).where(Theme.code == filters.theme))
        )
    for word in unicodedata.normalize("NFKC", filters.text).split():
        statement = statement.where(_mentions(word))
    return statement


def _mentions(word: str) -> ColumnElement[bool]:
    plain = word.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    names = Partnership.__table__.c
    columns = (Application.title, Application.number, names.name_en, names.name_ja)
    matches = or_(*(column.ilike(f"%{plain}%", escape=ESCAPE) for column in columns))
    return exists().where(Partnership.id == Application.partnership_id, matches)


def list_own(
    actor: Actor, statuses: Iterable[ApplicationStatus] = ApplicationStatus
) -> Sequence[Application]:
    """Return the applications of the actor's cities, newest first, each with all that its next step needs."""
    statement = whole(select(Application).where(visible_to(actor), own_to(actor)))
    statement = statement.where(Application.status.in_(list(statuses)))
    return db.session.scalars(statement.order_by(Application.id.desc()).limit(200)).all()


def list_open_drafts(actor: Actor, at: datetime) -> Sequence[Application]:
    """Return the drafts that can be sent at an instant: the actor's own, all for the product itself."""
    mine = true() if actor.is_system else and_(own_to(actor), visible_to(actor))
    in_time = select(Call.id).where(Call.opens_at <= at, Call.closes_at > at, Call.published_at.is_not(None))
    statement = select(Application).where(
        mine, Application.status == ApplicationStatus.DRAFT, Application.call_id.in_(in_time)
    )
    return db.session.scalars(whole(statement).order_by(Application.id)).all()


def count_drafts(actor: Actor, filters: Filters) -> int:
    """Return how many drafts the office's calls have; that they exist is all the office sees of them."""
    office = select(Call.id).join(Program).where(_in_scopes(actor, READERS, Program.scope_id))
    statement = select(func.count(Application.id)).where(
        Application.status == ApplicationStatus.DRAFT, Application.call_id.in_(office)
    )
    return db.session.scalar(_narrow(statement, Filters(call=filters.call))) or 0


def list_calls(actor: Actor) -> Sequence[Call]:
    """Return the calls whose applications the office may list, newest first."""
    statement = select(Call).join(Program).where(_in_scopes(actor, READERS, Program.scope_id))
    return db.session.scalars(statement.order_by(Call.opens_at.desc())).all()


def list_themes(actor: Actor) -> Sequence[Theme]:
    """Return the themes of the programs whose applications the office may list."""
    statement = select(Theme).join(Program).where(_in_scopes(actor, READERS, Program.scope_id))
    return db.session.scalars(statement.order_by(Theme.program_id, Theme.position)).all()


def list_own_in_call(actor: Actor, call_id: int) -> Sequence[Application]:
    """Return the applications of the actor's cities in a call, withdrawn ones left out."""
    statement = select(Application).where(
        Application.call_id == call_id, own_to(actor), visible_to(actor),
        Application.status != ApplicationStatus.WITHDRAWN,
    )  # fmt: skip
    return db.session.scalars(light(statement).order_by(Application.id)).all()


def find_same_pair(call_id: int, partnership_id: int) -> Sequence[Application]:
    """Return the applications that a pair has in a call already, withdrawn ones left out."""
    statement = select(Application).where(
        Application.call_id == call_id, Application.partnership_id == partnership_id,
        Application.status != ApplicationStatus.WITHDRAWN,
    )  # fmt: skip
    return db.session.scalars(light(statement).order_by(Application.id)).all()
