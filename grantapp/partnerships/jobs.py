"""Importing a file of partnerships row by row, and reminders of memberships; safe to repeat."""

from collections.abc import Iterator
from dataclasses import dataclass

from grantapp.core import clock
from grantapp.core.errors import Invalid, Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.jobs.registry import periodic
from grantapp.partnerships import actions, documents, queries, rules

REFUSED = "refused"
WRONG_WIDTH = N_("The line has another number of cells than the first line.")
LATEST_ZONE = "Asia/Tokyo"


@dataclass(frozen=True)
class RowResult:
    """What became of a line: created, updated, unchanged or refused with its problems."""

    line: int
    outcome: str
    key: str = ""
    problems: tuple[Problem, ...] = ()


def import_file(actor: Actor, content: bytes, *, rehearse: bool = False) -> list[RowResult]:
    """Take each line of a CSV file completely or not at all; `Invalid` refuses the file as a whole."""
    return list(_import_lines(actor, documents.read_table(content), rehearse))


def _import_lines(actor: Actor, lines: list[documents.Line], rehearse: bool) -> Iterator[RowResult]:
    earlier: dict[str, int] = {}
    for line in lines:
        result = _import_line(actor, line, earlier, rehearse)
        if result.key:
            earlier[result.key] = line.number
        yield result


def _import_line(actor: Actor, line: documents.Line, earlier: dict[str, int], rehearse: bool) -> RowResult:
    if line.cells is None:
        return RowResult(line.number, REFUSED, problems=(Problem("file", "width", WRONG_WIDTH),))
    row, problems = rules.read_row(line.cells, clock.today(LATEST_ZONE))
    if row is None:
        return RowResult(line.number, REFUSED, problems=tuple(problems))
    try:
        imported = actions.import_partnership(actor, row, earlier=earlier, rehearse=rehearse)
    except actions.Rehearsed as rehearsed:
        imported = rehearsed.imported
    except Invalid as refusal:
        return RowResult(line.number, REFUSED, problems=tuple(refusal.problems))
    return RowResult(line.number, imported.outcome, imported.key)


@periodic("partnerships.memberships", hours=24)
def remind_of_memberships() -> None:
    """Write to each organization whose membership ends soon, once for each period."""
    actor = Actor.system("partnerships.memberships")
    for membership in queries.list_ending_memberships(actor.at.date()):
        actions.remind_of_membership(actor, membership.id)
