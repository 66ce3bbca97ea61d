"""Preparing a call from a plan and the standard parts, changing its draft, publishing it for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from grantapp.calls import documents, emails, policy, queries, rules
from grantapp.calls.models import Call, CallQuestion, CostCategory, Criterion, KeyDate, QuestionStatus
from grantapp.calls.workflow import CALL, CALL_QUESTION
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.ledger.actions import open_fund
from grantapp.programs import queries as programs
from grantapp.programs.models import Program
from grantapp.questionnaires.actions import publish_version
from grantapp.questionnaires.models import QuestionnaireVersion
from grantapp.unit_of_work import Actor, action, record

FORM_TITLE = Bilingual("Joint application", "共同申請書")
REPORT_TITLE = Bilingual("Final report", "実績報告書")
Rows = Sequence[Mapping[str, Any]]
QUESTIONS_OVER = N_(
    "This call has closed. Questions about it are no longer taken here; write to the program office."
)
SERIES_TAKEN = N_("Another call has this mark already.")


@dataclass(frozen=True)
class Parts:
    """What a call is made of beside its plan; what is left out is the standard one."""

    criteria: Rows | None = None
    costs: Rows | None = None
    form: Rows | None = None
    report: Rows | None = None
    key_dates: Sequence[tuple[Bilingual, datetime]] = field(default=())


@dataclass(frozen=True)
class Answer:
    """What the office says to a question: both in both languages, for everybody or only for who asked."""

    question: Bilingual
    answer: Bilingual
    is_public: bool = True
    reason: str = ""


@action
def create_call(
    actor: Actor, program_id: int, plan: rules.CallPlan, series: str = "", parts: Parts = Parts()
) -> Call:
    """Prepare a call; without a mark for its numbers one is found ("LA12")."""
    program = programs.get_program(program_id, lock=True)
    if not policy.CREATE.allows(actor, program):
        raise NotPermitted(policy.CREATE.name)
    if parts.form is None and len(program.themes) < rules.LEAST_THEMES:
        raise Invalid([Problem("", "few_themes", rules.FEW_THEMES)])
    series = series or _free_series(program, plan)
    _refuse(rules.problems_of_plan(plan, program.funder_grant.money), series)
    application, report = _forms(actor, program, parts)
    call = Call(
        program=program, series=series, questionnaire_version=application, report_version=report,
        created_at=actor.at, **_columns(plan),
    )  # fmt: skip
    call.criteria = [
        _criterion(place, one)
        for place, one in enumerate(_or(parts.criteria, documents.standard_rubric()), 1)
    ]
    call.costs = [
        _cost(place, one) for place, one in enumerate(_or(parts.costs, documents.standard_costs()), 1)
    ]
    call.key_dates = [KeyDate(title=title, at=at) for title, at in parts.key_dates]
    db.session.add(call)
    db.session.flush()
    CALL.begin(call, actor)
    return call


@action
def edit_call(actor: Actor, call_id: int, plan: rules.CallPlan) -> Call:
    """Change what a draft says; a published call stays as it was published."""
    call = queries.get_call(call_id, lock=True)
    if not policy.EDIT.allows(actor, call):
        raise NotPermitted(policy.EDIT.name)
    if problems := rules.problems_of_plan(plan, call.program.funder_grant.money):
        raise Invalid(problems)
    changed = [name for name, value in _columns(plan).items() if getattr(call, name) != value]
    for name in changed:
        setattr(call, name, _columns(plan)[name])
    db.session.flush()
    record(Happened("call.edited", call, actor, actor.at, facts={"fields": changed}))
    return call


@action
def weigh_criteria(actor: Actor, call_id: int, weights: Mapping[int, int]) -> Call:
    """Change the weights of a draft's criteria, by criterion id in percent."""
    call = queries.get_call(call_id, lock=True)
    if not policy.EDIT.allows(actor, call):
        raise NotPermitted(policy.EDIT.name)
    for criterion in call.criteria:
        criterion.weight = weights.get(criterion.id, criterion.weight)
    if not all(1 <= criterion.weight <= rules.WHOLE for criterion in call.criteria):
        raise Invalid([Problem("criteria", "no_percent", rules.NO_PERCENT)])
    db.session.flush()
    facts = {"weights": [criterion.weight for criterion in call.criteria]}
    record(Happened("call.weighed", call, actor, actor.at, facts=facts))
    return call


@action
def publish_call(actor: Actor, call_id: int) -> Call:
    """Publish a call: everybody reads it, its fund is open in the ledger, nothing of it changes any more."""
    call = queries.get_call(call_id, lock=True)
    CALL.fire("publish", call, actor)
    open_fund(actor, call.program.funder_grant)
    return call


@action
def ask_question(actor: Actor, call_id: int, text: str) -> CallQuestion:
    """Ask something about a published call; the office gets a letter."""
    call = queries.get_call(call_id)
    if not policy.ASK.allows(actor, call):
        raise NotPermitted(policy.ASK.name)
    if call.is_closed(actor.at):
        raise NotAllowedNow(QUESTIONS_OVER, code="call.closed")
    if problems := list(rules.problems_of_question(text)):
        raise Invalid(problems)
    question = CallQuestion(
        call=call, asked_by=actor.person_id, asked_at=actor.at, language=actor.language, text=text.strip(),
        question=Bilingual(), answer=Bilingual(),
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    CALL_QUESTION.begin(question, actor)
    emails.question_asked(actor, question)
    return question


@action
def answer_question(actor: Actor, question_id: int, answer: Answer) -> CallQuestion:
    """Answer a question in both languages, or correct an answer with a reason; whoever asked gets a letter."""
    question = queries.get_question(question_id, lock=True)
    correcting = question.status == QuestionStatus.ANSWERED
    if policy.ANSWER.allows(actor, question) and (
        problems := list(rules.problems_of_answer(answer.question, answer.answer))
    ):
        raise Invalid(problems)
    facts = {"is_public": answer.is_public}
    CALL_QUESTION.fire(
        "correct" if correcting else "answer", question, actor, reason=answer.reason.strip(), facts=facts
    )
    question.question, question.answer, question.is_public = answer.question, answer.answer, answer.is_public
    question.answered_by = actor.person_id
    emails.question_answered(actor, question, corrected=correcting)
    return question


def _free_series(program: Program, plan: rules.CallPlan) -> str:
    year = plan.closes_at.astimezone(ZoneInfo(program.zone)).year
    return rules.wanted_series(program.title.en, year, queries.taken_series())


def _refuse(problems: list[Problem], series: str) -> None:
    problems = [*problems, *rules.problems_of_series(series)]
    if series in queries.taken_series():
        problems.append(Problem("series", "series_taken", SERIES_TAKEN))
    if problems:
        raise Invalid(problems)


def _forms(actor: Actor, program: Program, parts: Parts) -> tuple[QuestionnaireVersion, QuestionnaireVersion]:
    sections = _or(parts.form, documents.standard_form(program.themes))
    report = _or(parts.report, documents.standard_report())
    return (
        publish_version(actor, f"{program.key}-application"[:80], FORM_TITLE, sections),
        publish_version(actor, f"{program.key}-report"[:80], REPORT_TITLE, report),
    )


def _or(
    given: Sequence[Mapping[str, Any]] | None, standard: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    return standard if given is None else given


def _columns(plan: rules.CallPlan) -> dict[str, Any]:
    values = dict(vars(plan))
    ceiling, budget = values.pop("ceiling"), values.pop("budget")
    return values | {
        "currency": ceiling.currency, "ceiling_amount": ceiling.amount, "budget_amount": budget.amount,
    }  # fmt: skip


def _criterion(position: int, data: Mapping[str, Any]) -> Criterion:
    return Criterion(
        position=position,
        title=Bilingual(**data["title"]),
        description=Bilingual(**data.get("description", {})),
        weight=data["weight"],
        anchors=data.get("anchors", {}),
    )


def _cost(position: int, data: Mapping[str, Any]) -> CostCategory:
    return CostCategory(
        position=position,
        code=data["code"],
        title=Bilingual(**data["title"]),
        rule=data["rule"],
        explanation=Bilingual(**data.get("explanation", {})),
        is_indirect=data.get("is_indirect", False),
    )
