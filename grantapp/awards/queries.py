"""Awards with what their pages show; the list twin of the policy; what awaits a reply."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from grantapp.accounts.policy import CITY, READERS
from grantapp.applications.models import Application, ApplicationSide
from grantapp.applications.queries import LEAD, PARTNER, own_to, shut_out, with_cities
from grantapp.awards import policy, rules
from grantapp.awards.models import Agreement, AgreementAcceptance, Award, AwardStatus
from grantapp.calls.models import Call
from grantapp.core.money import Money
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_, Bilingual
from grantapp.database import db, fetch_page
from grantapp.partnerships.models import Organization
from grantapp.programs.models import Program


def _with_parties() -> list[ORMOption]:
    application = joinedload(Award.application)
    return [
        application.joinedload(Application.call).joinedload(Call.program).joinedload(Program.funder_grant),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization)
        .joinedload(Organization.place),
        application.selectinload(Application.recusals),
        application.joinedload(Application.theme),
        application.joinedload(Application.partnership),
        joinedload(Award.agreement)
        .selectinload(Agreement.acceptances)
        .joinedload(AgreementAcceptance.person),
    ]


def get_award(award_id: int, lock: bool = False) -> Award | None:
    """Return an award with both parties and its agreement, locked when asked."""
    statement = select(Award).where(Award.id == award_id).options(*_with_parties())
    if lock:
        statement = statement.with_for_update(of=Award).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().one_or_none()


def list_by_ids(numbers: Collection[int]) -> Sequence[Award]:
    """Return the awards with these ids, each with both parties."""
    return db.session.scalars(select(Award).where(Award.id.in_(numbers)).options(*_with_parties())).all()


def get_agreement(agreement_id: int, lock: bool = False) -> Agreement | None:
    """Return an agreement with its file, locked when asked."""
    statement = select(Agreement).where(Agreement.id == agreement_id).options(joinedload(Agreement.pdf))
    if lock:
        statement = statement.with_for_update(of=Agreement).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def find_award_of(application_id: int) -> Award | None:
    """Return the award of an application."""
    statement = select(Award).where(Award.application_id == application_id).options(*_with_parties())
    return db.session.scalars(statement).unique().one_or_none()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Award (joined to Application and Call) that equals `policy.VIEW`."""
    if actor.is_system:
        return true()
    if not actor.is_signed_in:
        return false()
    programs = true() if actor.everywhere(READERS) else Program.scope_id.in_(actor.scopes_of(READERS))
    return ~shut_out(actor) & or_(own_to(actor), programs)


@dataclass(frozen=True, slots=True)
class AwardLine:
    """An award as a list shows it."""

    id: int
    number: str
    status: AwardStatus
    awarded_amount: int
    currency: str
    title: str
    call: Bilingual
    lead: Bilingual
    partner: Bilingual

    @property
    def awarded(self) -> Money:
        """The amount of the award."""
        return Money(self.awarded_amount, self.currency)


def _parties(statement: Select[Any]) -> Select[Any]:
    """Load the call and the cities of each award."""
    return statement.options(
        contains_eager(Award.application).contains_eager(Application.call).contains_eager(Call.program),
        contains_eager(Award.application).selectinload(Application.recusals),
        contains_eager(Award.application).selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def _narrow(
    statement: Select[*tuple[Any, ...]], call: str = "", status: str = "", text: str = ""
) -> Select[*tuple[Any, ...]]:
    """Leave what a filter wants: call series, status, words of title or number."""
    if call:
        statement = statement.where(Call.series == call)
    if status in set(AwardStatus):
        statement = statement.where(Award.status == AwardStatus(status))
    if text:
        statement = statement.where(
            or_(
                Application.title.icontains(text, autoescape=True),
                Award.number.icontains(text, autoescape=True),
            )
        )
    return statement


def select_awards(actor: Actor, **filters: str) -> Select[Any]:
    """Return the visible awards that a filter leaves: call series, status, words of title or number."""
    joined = select(Award).join(Award.application).join(Application.call).join(Call.program)
    return _parties(_narrow(joined.where(visible_to(actor)), **filters))


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    """Return the columns of `AwardLine`, joined once for all pages."""
    columns = select(
        Award.id, Award.number, Award.status, Award.awarded_amount, Award.currency,
        Application.title, Call.title, LEAD.name, PARTNER.name,
    )  # fmt: skip
    return with_cities(columns.join(Award.application).join(Application.call).join(Call.program))


def list_awards(actor: Actor, cursor: str = "", size: int = 25, **filters: str) -> Page[AwardLine]:
    """Return one page of the visible awards, newest number first."""
    statement = _narrow(_lines().where(visible_to(actor)), **filters)
    keys = [Award.number, Award.id]
    return fetch_page(statement, keys, cursor=cursor, size=size, descending=True, line=AwardLine)


def stream_awards(actor: Actor, **filters: str) -> list[Award]:
    """Return all visible awards that a filter leaves, for an export."""
    return list(
        db.session.scalars(select_awards(actor, **filters).order_by(Award.number.desc(), Award.id.desc()))
    )


def list_calls_with_awards(actor: Actor) -> Sequence[Row[str, Bilingual]]:
    """Return series and title of the calls in which the actor sees an award, for the filter."""
    statement = (
        select(Call.series, Call.title)
        .where(
            Call.id.in_(
                select(Application.call_id)
                .join(Award, Award.application_id == Application.id)
                .join(Application.call).join(Call.program).where(visible_to(actor))
            )
        )
        .order_by(Call.series)
    )  # fmt: skip
    return db.session.execute(statement).all()


def list_offers_ending(after: datetime, before: datetime) -> list[Award]:
    """Return offers whose time to reply ends between two instants."""
    statement = select(Award).where(
        Award.status == AwardStatus.OFFERED, Award.reply_until > after, Award.reply_until <= before
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(Award.id)))


def tasks_for(actor: Actor) -> list[Task]:
    """Return the agreements that wait for the actor's signature, and those that wait for the other city."""
    if not actor.holds_anywhere(CITY):
        return []
    statement = select_awards(actor).where(Award.status == AwardStatus.OFFERED).options(
        selectinload(Award.agreement).selectinload(Agreement.acceptances)
    )  # fmt: skip
    return [task for award in db.session.scalars(statement).unique() for task in _tasks(actor, award)]


def _tasks(actor: Actor, award: Award) -> list[Task]:
    if award.agreement is None or not rules.awaits_reply(award, actor.at):
        return []
    waiting = [half for half in award.application.sides if not award.agreement.accepted_by(half.side)]
    own = policy.signing_side_of(actor, award)
    return [
        _task(actor, award, half, half.side == own and policy.ACCEPT.allows(actor, award)) for half in waiting
    ]


def _task(actor: Actor, award: Award, half: ApplicationSide, ours: bool) -> Task:
    application = award.application
    return Task(
        N_("Accept the grant agreement") if ours
        else N_("An authorized representative of %(city)s can accept the grant agreement"),
        "awards.agreement", {"award_id": award.id}, {"city": half.organization.place.name},
        about=f"{application.title} · {award.number}", due_until=award.reply_until,
        zone=application.lead.organization.place.zone, other_zone=application.partner.organization.place.zone,
        theirs=not ours, whose=half.organization.place.name.in_(actor.language),
    )  # fmt: skip
