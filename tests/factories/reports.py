"""Reports of an active award at any point of their life, made by the product's own actions.

of = awards.place(); award = awards.active(of)
final = reports.due(award)                 # what is due: the final report (or the follow-up)
written = reports.written(of, award)       # both cities answered, what was spent is entered
sent = reports.sent(of, award)             # the lead sent it
confirmed = reports.confirmed(of, award)   # sent, and the partner confirmed it
accepted = reports.accepted(of, award)
"""

from datetime import datetime

from grantapp.applications.models import Side
from grantapp.awards.models import Award
from grantapp.core.money import Money
from grantapp.questionnaires.models import Question
from grantapp.questionnaires.rules import Change
from grantapp.reports import actions, queries
from grantapp.reports.models import Report, Requirement, RequirementKind
from tests.factories.awards import AwardPlace
from tests.factories.people import NOW
from tests.kept import kept

SPENT = Money(900_000, "USD")
ANSWERS = {
    Side.LEAD: {
        "office": "Parks",
        "title": "Garden design exchange",
        "theme": "sustainability",
        "summary": "Gardeners learned from each other.",
        "why": "Two gardens were made.",
        "accurate": "yes",
        "lasting_results": "A yearly visit.",
        "visits_since": "2",
        "agreement_since": "no",
        "plans": "A third garden.",
    },
    Side.PARTNER: {
        "contact": "国際交流課",
        "why": "庭園が二つできました。",
        "accurate": "yes",
        "lasting_results": "毎年の訪問。",
    },
}


def due(award: Award, kind: RequirementKind = RequirementKind.FINAL_REPORT) -> Requirement:
    """Return what is due of a kind."""
    return next(one for one in queries.list_of_award(award.id) if one.kind == kind)


def load(requirement: Requirement) -> Requirement:
    """Return it as it stands now."""
    found = queries.get_requirement(requirement.id)
    assert found is not None
    return found


def report_of(requirement: Requirement) -> Report:
    """Return the report that answers it, as it stands now."""
    report = load(requirement).report
    assert report is not None
    return report


def question(requirement: Requirement, key: str) -> Question:
    """Return a question of the report's form by its key."""
    sections = report_of(requirement).sheet.version.sections
    return next(one for section in sections for one in section.questions if one.key == key)


@kept
def started(of: AwardPlace, requirement: Requirement, at: datetime = NOW) -> Requirement:
    """Return the report as the lead's editor opened it."""
    return load(actions.start_report(of.world.editor(Side.LEAD, at), requirement.id))


@kept
def answer(
    of: AwardPlace, requirement: Requirement, side: Side, at: datetime = NOW, **values: str
) -> Requirement:
    """Save answers by question key for a side, over whatever stands there."""
    report = report_of(requirement)
    versions = {(one.question_id, one.side): one.version for one in report.sheet.answers}
    for section in report.sheet.version.sections:
        changes = {
            one.id: Change(
                values[one.key], versions.get((one.id, "" if one.answered_by == "shared" else side), 0)
            )
            for one in section.questions
            if one.key in values
        }
        if changes:
            actions.save_section(of.world.editor(side, at), requirement.id, section.key, changes)
    return load(requirement)


@kept
def written(
    of: AwardPlace, award: Award, at: datetime = NOW, kind: RequirementKind = RequirementKind.FINAL_REPORT
) -> Requirement:
    """Return a report to which both cities have written everything."""
    requirement = started(of, due(award, kind), at)
    for side, values in ANSWERS.items():
        requirement = answer(of, requirement, side, at, **values)
    if kind == RequirementKind.FINAL_REPORT:
        actions.save_spending(of.world.editor(Side.LEAD, at), requirement.id, SPENT, None)
    return load(requirement)


@kept
def send(of: AwardPlace, requirement: Requirement, at: datetime = NOW) -> Requirement:
    """Send a report as it stands."""
    shown = queries.present_sha256(load(requirement))
    actions.send_report(of.world.editor(Side.LEAD, at), requirement.id, shown)
    return load(requirement)


@kept
def confirm(of: AwardPlace, requirement: Requirement, at: datetime = NOW) -> Requirement:
    """Confirm a report as it stands, for the partner city."""
    shown = queries.present_sha256(load(requirement))
    actions.confirm_report(of.world.signatory(Side.PARTNER, at), requirement.id, shown)
    return load(requirement)


@kept
def sent(of: AwardPlace, award: Award, at: datetime = NOW) -> Requirement:
    """Return a report that is with the program office."""
    return send(of, written(of, award, at), at)


@kept
def confirmed(of: AwardPlace, award: Award, at: datetime = NOW) -> Requirement:
    """Return a sent report that the partner has confirmed."""
    return confirm(of, sent(of, award, at), at)


@kept
def accepted(of: AwardPlace, award: Award, at: datetime = NOW) -> Requirement:
    """Return an accepted report."""
    requirement = confirmed(of, award, at)
    actions.accept_report(of.officer().moved_to(at), requirement.id)
    return load(requirement)
