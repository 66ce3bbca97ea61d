"""What is due, with its report; the list twin of the policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from grantapp.applications.models import Application, ApplicationSide
from grantapp.applications.queries import LEAD, PARTNER, with_cities
from grantapp.awards.models import Award
from grantapp.awards.queries import visible_to
from grantapp.calls.models import Call
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db, fetch_page
from grantapp.files.models import StoredFile
from grantapp.files.queries import list_files
from grantapp.partnerships.models import Organization
from grantapp.questionnaires.models import Answer, AnswerSheet, QuestionnaireVersion, Section
from grantapp.reports.models import Report, ReportComment, Requirement, RequirementKind, RequirementStatus
from grantapp.reports.workflow import WAITING

OVERDUE = "overdue"


def with_report() -> list[ORMOption]:
    """Load the report with its form, answers, comments and frozen copy."""
    report = joinedload(Requirement.report)
    sheet = report.joinedload(Report.sheet)
    version = sheet.joinedload(AnswerSheet.version)
    return [
        report.joinedload(Report.snapshot),
        report.selectinload(Report.comments).joinedload(ReportComment.person),
        version.joinedload(QuestionnaireVersion.questionnaire),
        version.selectinload(QuestionnaireVersion.sections).selectinload(Section.questions),
        sheet.selectinload(AnswerSheet.answers).joinedload(Answer.author),
    ]


def _whole() -> Select[Requirement]:
    application = joinedload(Requirement.award).joinedload(Award.application)
    return select(Requirement).options(
        application.joinedload(Application.call).joinedload(Call.program),
        application.joinedload(Application.partnership),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
        *with_report(),
    )  # fmt: skip


def get_requirement(requirement_id: int, lock: bool = False) -> Requirement | None:
    """Return something due with its award and report, locked when asked."""
    statement = _whole().where(Requirement.id == requirement_id)
    if lock:
        statement = statement.with_for_update(of=Requirement).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().one_or_none()


def list_of_award(award_id: int) -> list[Requirement]:
    """Return what is due after an award, which whoever asks has loaded, in the order of its dates."""
    statement = select(Requirement).where(Requirement.award_id == award_id)
    with_reports = statement.options(joinedload(Requirement.report))
    return list(db.session.scalars(with_reports.order_by(Requirement.due_until, Requirement.id)))


def files_of(requirement: Requirement) -> Sequence[StoredFile]:
    """Return the files attached to the answers of a report."""
    return list_files(requirement, purpose="answer")


def present_sha256(requirement: Requirement) -> str:
    """Return the hash of what the report holds now; empty before it is started."""
    return requirement.report.content_sha256 if requirement.report else ""


def list_due_before(until: datetime) -> list[int]:
    """Return the ids of what still waits to be sent and is due before an instant."""
    statement = select(Requirement.id).where(
        Requirement.status.in_([RequirementStatus(one) for one in WAITING]), Requirement.due_until < until
    )
    return list(db.session.scalars(statement.order_by(Requirement.due_until, Requirement.id)))


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """Something due as a list shows it."""

    requirement: Requirement
    number: str
    title: str
    lead: Bilingual
    partner: Bilingual
    zones: tuple[str, str]

    @property
    def id(self) -> int:
        """The id of what is due."""
        return self.requirement.id

    @property
    def due_until(self) -> datetime:
        """Its first late instant."""
        return self.requirement.due_until


def _line(
    requirement: Requirement,
    number: str,
    title: str,
    lead: Bilingual,
    partner: Bilingual,
    lead_zone: str,
    partner_zone: str,
) -> RequirementLine:
    return RequirementLine(requirement, number, title, lead, partner, (lead_zone, partner_zone))


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    columns = select(
        Requirement, Award.number, Application.title, LEAD.name, PARTNER.name, LEAD.zone, PARTNER.zone
    )
    return with_cities(_joined(columns))


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    award = statement.join(Requirement.award).join(Award.application)
    return award.join(Application.call).join(Call.program)


def _narrow(
    statement: Select[*tuple[Any, ...]],
    actor: Actor,
    status: str = "",
    kind: str = "",
    call: str = "",
    text: str = "",
) -> Select[*tuple[Any, ...]]:
    """Leave what the actor may see: in a status ("overdue" is derived), of a kind, a call, some words."""
    statement = statement.where(visible_to(actor))
    if status == OVERDUE:
        late = [RequirementStatus(one) for one in WAITING]
        statement = statement.where(Requirement.status.in_(late), Requirement.due_until <= actor.at)
    elif status in set(RequirementStatus):
        statement = statement.where(Requirement.status == RequirementStatus(status))
    if kind in set(RequirementKind):
        statement = statement.where(Requirement.kind == RequirementKind(kind))
    if call:
        statement = statement.where(Call.series == call)
    if text:
        statement = statement.where(or_(Application.title.icontains(text), Award.number.icontains(text)))
    return statement


def select_requirements(actor: Actor, status: str = "", **filters: str) -> Select[Any]:
    """Return what the actor may see and a filter leaves, with the award, its call and its cities."""
    application = contains_eager(Requirement.award).contains_eager(Award.application)
    return _narrow(_joined(select(Requirement)), actor, status, **filters).options(
        application.contains_eager(Application.call).contains_eager(Call.program),
        application.selectinload(Application.recusals),
        application.selectinload(Application.sides)
        .joinedload(ApplicationSide.organization).joinedload(Organization.place),
    )  # fmt: skip


def list_requirements(
    actor: Actor, cursor: str = "", size: int = 25, **filters: str
) -> Page[RequirementLine]:
    """Return one page of what is due, the oldest date first."""
    keys = [Requirement.due_until, Requirement.id]
    return fetch_page(_narrow(_lines(), actor, **filters), keys, cursor=cursor, size=size, line=_line)


def stream_requirements(actor: Actor, **filters: str) -> list[Requirement]:
    """Return everything that a filter leaves, for an export."""
    statement = select_requirements(actor, **filters).options(joinedload(Requirement.report))
    return list(db.session.scalars(statement.order_by(Requirement.due_until, Requirement.id)).unique())
