"""Calls as the public and as the staff see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from grantapp.accounts.policy import OFFICERS, READERS
from grantapp.calls import policy
from grantapp.calls.models import Call, CallQuestion, CallStatus, QuestionStatus
from grantapp.core.errors import NotPermitted
from grantapp.core.paging import Page
from grantapp.core.policy import Actor
from grantapp.core.tasks import Task
from grantapp.core.words import N_
from grantapp.database import db, fetch_page
from grantapp.programs.models import FunderGrant, Program
from grantapp.questionnaires.models import QuestionnaireVersion
from grantapp.questionnaires.queries import get_version

MOST_TASKS = 50
STATES = ("upcoming", "open", "closed")


@dataclass(frozen=True)
class Filters:
    """What a list of calls is narrowed to: a state (draft, upcoming, open, closed), a program."""

    state: str = ""
    program_id: int = 0


def _whole(statement: Select[Call]) -> Select[Call]:
    program = joinedload(Call.program)
    return statement.options(
        program.selectinload(Program.themes),
        program.joinedload(Program.funder_grant).joinedload(FunderGrant.funder),
        selectinload(Call.criteria),
        selectinload(Call.costs),
        selectinload(Call.key_dates),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the calls that an actor may see: published ones, and drafts of his programs."""
    if actor.is_system or actor.everywhere(READERS):
        return true()
    own = Call.program.has(Program.scope_id.in_(actor.scopes_of(READERS)))
    return or_(Call.status == CallStatus.PUBLISHED, own)


def followed_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the calls that an actor follows as staff."""
    if actor.is_system or actor.everywhere(READERS):
        return true()
    return Call.program.has(Program.scope_id.in_(actor.scopes_of(READERS)))


def load_call(call_id: int) -> Call | None:
    """Return a call with program, criteria, costs and dates, or None."""
    return db.session.scalar(_whole(select(Call).where(Call.id == call_id)))


def get_call(call_id: int, *, lock: bool = False) -> Call:
    """Return a call with program, criteria, costs and dates; NotPermitted when there is none."""
    statement = _whole(select(Call).where(Call.id == call_id))
    if lock:
        statement = statement.with_for_update(of=Call).execution_options(populate_existing=True)
    call = db.session.scalar(statement)
    if call is None:
        raise NotPermitted(policy.VIEW.name)
    return call


def find_call(series: str) -> Call | None:
    """Return the call of a mark ("LA12"), or None."""
    return db.session.scalar(_whole(select(Call).where(Call.series == series.upper())))


def form_of(call: Call) -> QuestionnaireVersion:
    """Return the form of a call's application with every question."""
    version = get_version(call.questionnaire_version_id)
    if version is None:
        raise LookupError(f"call {call.series} has lost its form")
    return version


def get_form(version_id: int) -> QuestionnaireVersion | None:
    """Return a version of a form with every question, or None."""
    return get_version(version_id)


def taken_series() -> list[str]:
    """Return the marks that calls have already."""
    return list(db.session.scalars(select(Call.series)))


def list_calls(actor: Actor, at: datetime, states: Iterable[str] = STATES) -> list[Call]:
    """Return published calls in one of the states at an instant, the one that closes last first."""
    conditions = [in_state(state, at) for state in states]
    statement = _whole(select(Call).where(visible_to(actor), or_(*conditions)))
    return list(db.session.scalars(statement.order_by(Call.closes_at.desc(), Call.id.desc())))


def list_open_calls(at: datetime) -> list[Call]:
    """Return the calls that are open at an instant, the one that closes first first."""
    statement = _whole(select(Call).where(in_state("open", at)))
    return list(db.session.scalars(statement.order_by(Call.closes_at, Call.id)))


def page_calls(actor: Actor, filters: Filters, *, cursor: str = "", size: int = 25) -> Page[Call]:
    """Return one page of the calls that an actor follows as staff, the newest first."""
    return fetch_page(
        _whole(select_calls(actor, filters)),
        [Call.closes_at, Call.id],
        cursor=cursor,
        size=size,
        descending=True,
    )


def export_calls(actor: Actor, filters: Filters) -> list[Call]:
    """Return all calls of the filtered staff list in the same order."""
    statement = _whole(select_calls(actor, filters)).order_by(Call.closes_at.desc(), Call.id.desc())
    return list(db.session.scalars(statement))


def select_calls(actor: Actor, filters: Filters) -> Select[Call]:
    """Return the calls that an actor follows as staff and a filter leaves."""
    statement = select(Call).where(followed_by(actor))
    if filters.state in (*STATES, "draft"):
        statement = statement.where(in_state(filters.state, actor.at))
    if filters.program_id:
        statement = statement.where(Call.program_id == filters.program_id)
    return statement


def in_state(state: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition of a derived state at an instant; a draft is in no other state."""
    if state == "draft":
        return Call.status == CallStatus.DRAFT
    moment = {
        "upcoming": Call.opens_at > at,
        "open": and_(Call.opens_at <= at, Call.closes_at > at),
        "closed": Call.closes_at <= at,
    }[state]
    return and_(Call.status == CallStatus.PUBLISHED, moment)


def _question(question_id: int) -> Select[CallQuestion]:
    return _questions().where(CallQuestion.id == question_id)


def _questions() -> Select[CallQuestion]:
    return select(CallQuestion).options(
        joinedload(CallQuestion.call).joinedload(Call.program), joinedload(CallQuestion.asker)
    )


def load_question(question_id: int) -> CallQuestion | None:
    """Return a question about a call with its call and who asked it, or None."""
    return db.session.scalar(_question(question_id))


def get_question(question_id: int, *, lock: bool = False) -> CallQuestion:
    """Return a question about a call; NotPermitted when there is none."""
    statement = _question(question_id)
    if lock:
        statement = statement.with_for_update(of=CallQuestion).execution_options(populate_existing=True)
    question = db.session.scalar(statement)
    if question is None:
        raise NotPermitted(policy.VIEW_QUESTION.name)
    return question


def questions_visible_to(actor: Actor, call: Call) -> ColumnElement[bool]:
    """Return the condition of the questions about a call that an actor reads (twin of policy.VIEW_QUESTION)."""
    if policy.FOLLOW.allows(actor, call):
        return true()
    public = and_(CallQuestion.status == QuestionStatus.ANSWERED, CallQuestion.is_public)
    return or_(public, CallQuestion.asked_by == actor.person_id) if actor.is_signed_in else public


def list_questions(actor: Actor, call: Call) -> list[CallQuestion]:
    """Return the questions about a call that an actor reads, in the order in which they were asked."""
    statement = _questions().where(CallQuestion.call_id == call.id, questions_visible_to(actor, call))
    return list(db.session.scalars(statement.order_by(CallQuestion.id)))


def list_public_questions(call_id: int) -> list[CallQuestion]:
    """Return the answered questions that stand on the page of a call."""
    statement = _questions().where(
        CallQuestion.call_id == call_id,
        CallQuestion.is_public,
        CallQuestion.status == QuestionStatus.ANSWERED,
    )
    return list(db.session.scalars(statement.order_by(CallQuestion.id)))


def tasks_for(actor: Actor) -> list[Task]:
    """Return the questions about calls that wait for an officer's answer, the oldest first."""
    if not actor.holds_anywhere(OFFICERS):
        return []
    statement = (
        _questions()
        .join(CallQuestion.call)
        .where(CallQuestion.status == QuestionStatus.ASKED, followed_by(actor))
    )
    return [
        Task(
            N_("Answer a question about a call"), "calls.answer_question", {"question_id": one.id},
            about=one.call.title.in_(actor.language),
        )
        for one in db.session.scalars(statement.order_by(CallQuestion.id).limit(MOST_TASKS))
        if policy.ANSWER.allows(actor, one)
    ]  # fmt: skip
