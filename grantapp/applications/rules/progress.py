"""How far each city is, section by section, and what comes next for whom."""

from dataclasses import dataclass
from datetime import datetime

from grantapp.applications.models import Application, ApplicationStatus, Side
from grantapp.applications.rules.budget import problems_of_budget
from grantapp.applications.rules.readiness import endorsement_holds, gaps_of
from grantapp.questionnaires.models import Section, SectionKind
from grantapp.questionnaires.rules import SectionState, section_state


@dataclass(frozen=True)
class SectionProgress:
    """One section with the state of each side."""

    section: Section
    lead: SectionState
    partner: SectionState

    def of(self, side: Side) -> SectionState:
        """Return the state of a side."""
        return self.lead if side == Side.LEAD else self.partner

    @property
    def is_done(self) -> bool:
        """Whether neither side has anything left to do."""
        return {self.lead.code, self.partner.code} <= {"done", "none"}


def progress_of(application: Application) -> list[SectionProgress]:
    """Return every section of the form with the state of both sides."""
    return [_progress(application, section) for section in application.sheet.version.sections]


def _progress(application: Application, section: Section) -> SectionProgress:
    lead, partner = (section_state(section, application.sheet, side.value) for side in Side)
    if section.kind == SectionKind.BUDGET:
        table = _table_state(application)
        return SectionProgress(section, _joined(table, lead), _joined(table, partner))
    return SectionProgress(section, lead, partner)


def _table_state(application: Application) -> SectionState:
    """Return how far the budget table is; both cities write it."""
    problems = tuple(problems_of_budget(application))
    if not application.budget_lines:
        return SectionState("empty", 0, 1, problems)
    if any(problem.code != "missing" for problem in problems):
        return SectionState("late", 0, 1, problems)
    return SectionState("half" if problems else "done", 0 if problems else 1, 1, problems)


def _joined(table: SectionState, questions: SectionState) -> SectionState:
    """Return the state of a table together with the questions that stand under it."""
    codes = {table.code, questions.code} - {"none"}
    code = "late" if "late" in codes else codes.pop() if len(codes) == 1 else "half"
    missing = (*table.missing, *questions.missing)
    return SectionState(code, table.done + questions.done, table.total + questions.total, missing)


def done_of(progress: list[SectionProgress], side: Side | None = None) -> tuple[int, int]:
    """Return how many sections are done, of how many: of one side's own, or of all when no side is named."""
    if side is None:
        return sum(one.is_done for one in progress), len(progress)
    own = [one.of(side).code for one in progress if one.of(side).code != "none"]
    return own.count("done"), len(own)


@dataclass(frozen=True)
class NextStep:
    """What a side does next: a code, the section it concerns, and how much is left there."""

    code: str
    section: Section | None = None
    count: int = 0


def next_step(
    application: Application, progress: list[SectionProgress], side: Side, at: datetime
) -> NextStep:
    """Return the next step of a side.

    Codes: closed, sent, fill (own section), their_fill, mend (what no section names), ask, endorse,
    wait_endorse, submit, wait_submit.
    """
    if application.status != ApplicationStatus.DRAFT:
        return NextStep("sent")
    if application.call.is_closed(at):
        return NextStep("closed")
    for who, code in ((side, "fill"), (_other(side), "their_fill")):
        open_one = next((one for one in progress if one.of(who).code not in ("done", "none")), None)
        if open_one is not None:
            return NextStep(code, open_one.section, len(open_one.of(who).missing))
    if gaps := gaps_of(application):
        return NextStep("mend", gaps[0].section, len(gaps))
    return NextStep(_binding_step(application, side))


def _other(side: Side) -> Side:
    return Side.PARTNER if side == Side.LEAD else Side.LEAD


def _binding_step(application: Application, side: Side) -> str:
    if endorsement_holds(application):
        return "submit" if side == Side.LEAD else "wait_submit"
    if side == Side.PARTNER:
        return "endorse"
    return "wait_endorse" if application.asked_version == application.content_version else "ask"
