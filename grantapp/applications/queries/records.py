"""One application with all that its pages show, its call, its files."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantapp.applications import policy
from grantapp.applications.models import Application, ApplicationSide, BudgetLine, Endorsement
from grantapp.calls.models import Call
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.documents.models import Snapshot
from grantapp.documents.queries import newest_snapshot
from grantapp.files.models import StoredFile
from grantapp.files.queries import list_files
from grantapp.partnerships.models import Organization
from grantapp.programs.models import Program
from grantapp.questionnaires.models import Answer, AnswerSheet, QuestionnaireVersion, Section


def light(statement: Select[Application]) -> Select[Application]:
    """Load what a row of a list and every permission need."""
    return statement.options(
        joinedload(Application.call).joinedload(Call.program),
        joinedload(Application.partnership),
        joinedload(Application.theme),
        selectinload(Application.sides)
        .joinedload(ApplicationSide.organization)
        .joinedload(Organization.place),
        selectinload(Application.recusals),
        selectinload(Application.readers),
    )


def whole(statement: Select[Application]) -> Select[Application]:
    """Load also the form, its answers, the budget and the endorsements."""
    sheet = joinedload(Application.sheet)
    version = sheet.joinedload(AnswerSheet.version)
    return light(statement).options(
        joinedload(Application.call).selectinload(Call.costs),
        joinedload(Application.call).joinedload(Call.program).selectinload(Program.themes),
        version.joinedload(QuestionnaireVersion.questionnaire),
        version.selectinload(QuestionnaireVersion.sections).selectinload(Section.questions),
        sheet.selectinload(AnswerSheet.answers).joinedload(Answer.author),
        selectinload(Application.budget_lines).options(
            joinedload(BudgetLine.category), joinedload(BudgetLine.author)
        ),
        selectinload(Application.endorsements).joinedload(Endorsement.person),
    )


def load_application(application_id: int) -> Application | None:
    """Return an application with all that its pages show, or None."""
    return db.session.scalar(whole(select(Application).where(Application.id == application_id)))


def list_by_ids(numbers: Collection[int]) -> Sequence[Application]:
    """Return the applications with these ids, each with what its name and every permission need."""
    return db.session.scalars(light(select(Application).where(Application.id.in_(numbers)))).all()


def get_application(application_id: int, *, lock: bool = False) -> Application:
    """Return an application with all that its pages show; NotPermitted when there is none."""
    statement = whole(select(Application).where(Application.id == application_id))
    if lock:
        statement = statement.with_for_update(of=Application).execution_options(populate_existing=True)
    application = db.session.scalar(statement)
    if application is None:
        raise NotPermitted(policy.VIEW.name)
    return application


def get_call(call_id: int, *, lock: bool = False) -> Call:
    """Return the call of an application to come; NotPermitted when there is none."""
    return _call(Call.id == call_id, lock)


def get_call_of(application_id: int, *, lock: bool = False) -> Call:
    """Return the call of an application; it is locked before the application is."""
    return _call(
        Call.id == select(Application.call_id).where(Application.id == application_id).scalar_subquery(), lock
    )


def find_call(series: str) -> Call | None:
    """Return a published call by its series, or None."""
    statement = select(Call).where(Call.series == series, Call.published_at.is_not(None))
    return db.session.scalar(statement.options(joinedload(Call.program)))


def _call(condition: Any, lock: bool) -> Call:
    statement = select(Call).where(condition).options(joinedload(Call.program))
    if lock:
        statement = statement.with_for_update(of=Call).execution_options(populate_existing=True)
    call = db.session.scalar(statement)
    if call is None:
        raise NotPermitted(policy.START.name)
    return call


def load_endorsement(endorsement_id: int) -> Endorsement | None:
    """Return an endorsement with its application, or None."""
    return db.session.get(Endorsement, endorsement_id)


def files_of(application: Application) -> Sequence[StoredFile]:
    """Return the files attached to the answers of an application."""
    return list_files(application, purpose="answer")


def pdfs_of(actor: Actor, application: Application) -> Sequence[StoredFile]:
    """Return the printed copies that an actor may read: with the names of who signed, or with their roles."""
    kind = policy.NAMED if policy.READ_NAMES.allows(actor, application) else policy.NAMELESS
    return [one for one in list_files(application) if one.purpose.startswith(f"{kind}-")]


def endorsed_snapshot(endorsement: Endorsement) -> Snapshot | None:
    """Return the content that a partner agreed to, as bytes."""
    return newest_snapshot(endorsement, "endorsement")
