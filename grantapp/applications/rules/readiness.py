"""What stands against sending: gaps of both sides, the window of the call, the partner's endorsement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from grantapp.applications.models import Application, Side
from grantapp.applications.rules.budget import problems_of_budget
from grantapp.core.dates import Deadline
from grantapp.core.errors import Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.questionnaires.models import Question, Section, SectionKind
from grantapp.questionnaires.rules import field_name, section_state, stored_side

CLOSED = N_("This call closed on %(closed)s. Your draft is kept but can no longer be submitted.")
NOT_OPEN_YET = N_("This call is not open yet. Your draft is kept; submit it once the call is open.")
NOT_ENDORSED = N_(
    "The partner city has not agreed to the application yet. It can agree once every section is done."
)
ENDORSEMENT_VOID = N_(
    "The application changed after the partner city agreed. Ask it to agree to the present version."
)


@dataclass(frozen=True)
class Gap:
    """One thing missing or wrong: in which section, at which question, and whose answer ("" when shared)."""

    section: Section
    problem: Problem
    question: Question | None = None
    side: str = ""


def gaps_of(application: Application) -> list[Gap]:
    """Return everything that both sides still have to answer or mend, in the order of the form, once."""
    return [gap for section in application.sheet.version.sections for gap in _gaps_in(application, section)]


def _gaps_in(application: Application, section: Section) -> Iterator[Gap]:
    if section.kind == SectionKind.BUDGET:
        yield from (Gap(section, problem) for problem in problems_of_budget(application))
    questions = {field_name(question): question for question in section.questions}
    told: set[tuple[str, str, str]] = set()
    for side in Side:
        for problem in section_state(section, application.sheet, side.value).missing:
            question = questions[problem.field]
            owner = stored_side(question, side.value) or ""
            if (problem.field, problem.code, owner) not in told:
                told.add((problem.field, problem.code, owner))
                yield Gap(section, problem, question, owner)


def closing_of(application: Application) -> Deadline:
    """Return the end of the call on the clocks of both cities."""
    lead, partner = application.lead.organization.place, application.partner.organization.place
    return Deadline(application.call.closes_at, lead.zone, partner.zone)


def problems_of_window(application: Application, at: datetime) -> list[Problem]:
    """Return what the dates of the call say against sending at an instant."""
    if application.call.is_open(at):
        return []
    if application.call.is_closed(at):
        return [Problem("", "closed", CLOSED, {"closed": closing_of(application)})]
    return [Problem("", "not_open", NOT_OPEN_YET)]


def endorsement_holds(application: Application) -> bool:
    """Whether the partner has agreed to exactly the content that would be sent."""
    endorsement = application.endorsement
    return endorsement is not None and endorsement.content_sha256 == application.content_sha256


def problems_before_endorsement(application: Application, at: datetime) -> list[Problem]:
    """Return what stands against the partner's endorsement: the window, and every gap."""
    return [*problems_of_window(application, at), *(gap.problem for gap in gaps_of(application))]


def ready_to_submit(application: Application, actor: Actor) -> list[Problem]:
    """Return everything that stands against sending the application now (the guard of `submit`)."""
    problems = problems_before_endorsement(application, actor.at)
    if not endorsement_holds(application):
        message = ENDORSEMENT_VOID if application.endorsements else NOT_ENDORSED
        problems.append(Problem("", "not_endorsed", message))
    return problems


def number_of(series: str, count: int) -> str:
    """Return the number that an application gets when it is received: LA26-0001."""
    return f"{series}-{count:04d}"
