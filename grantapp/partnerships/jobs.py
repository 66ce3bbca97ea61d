"""Importing a file of partnerships row by row, and reminders of memberships; safe to repeat."""

from dataclasses import dataclass
from typing import Any

from grantapp.core import clock
from grantapp.core.errors import Invalid, Problem
from grantapp.core.policy import Actor
from grantapp.jobs.actions import progress
from grantapp.jobs.registry import job, periodic
from grantapp.partnerships import actions, documents, queries, rules
from grantapp.partnerships.models import ImportRow

REFUSED = rules.REFUSED
ROWS_BETWEEN_WORDS = 10


@dataclass(frozen=True)
class RowResult:
    """What became of a line: created, updated, unchanged or refused with its problems."""

    line: int
    outcome: str
    key: str = ""
    problems: tuple[Problem, ...] = ()


def import_file(
    actor: Actor, content: bytes, *, rehearse: bool = False, name: str = "partnerships.csv"
) -> list[RowResult]:
    """Take each line of a file completely or not at all, here and now; `Invalid` refuses the file as a whole."""
    run = actions.start_import(actor, name, documents.read_table(content), rehearse=rehearse, now=True)
    take_rows(actor, run.id)
    return [
        RowResult(row.line, row.outcome, row.key, tuple(Problem(*problem) for problem in row.problems))
        for row in queries.rows_of(run.id)
    ]


@job(actions.WORK)
def continue_import(ids: dict[str, Any]) -> None:
    """Take the rows of an import that are not done yet; it may be interrupted and begun again."""
    run = queries.load_run(ids["run"])
    if run is not None:
        take_rows(Actor.system(actions.WORK), run.id)


def take_rows(actor: Actor, run_id: int) -> None:
    """Take each row that is not done, in a transaction of its own, and finish the import."""
    run = queries.load_run(run_id)
    if run is None or run.columns is None or run.finished_at is not None:
        return
    take = _try_row if run.is_rehearsal else actions.take_row
    waiting = [row.id for row in queries.rows_of(run_id, "")]
    done, total = run.total - len(waiting), run.total
    for number, row_id in enumerate(waiting, start=done):
        if number % ROWS_BETWEEN_WORDS == 0:
            progress(actor, rules.import_key(run_id), number, total)
        take(actor, row_id)
    progress(actor, rules.import_key(run_id), total, total)
    actions.finish_import(actor, run_id)


def _try_row(actor: Actor, row_id: int) -> None:
    actions.note_trial(actor, row_id, _trial(actor, queries.get_row(row_id)))


def _trial(actor: Actor, row: ImportRow) -> actions.Imported | list[Problem]:
    said, problems = rules.read_cells(
        rules.renamed(row.cells, row.run.columns), clock.today(actions.LATEST_ZONE)
    )
    if said is None:
        return problems
    try:
        return actions.import_partnership(actor, said, among=row, rehearse=True)
    except actions.Rehearsed as rehearsed:
        return rehearsed.imported
    except Invalid as refusal:
        return refusal.problems


@periodic("partnerships.memberships", hours=24)
def remind_of_memberships() -> None:
    """Write to each organization whose membership ends soon, once for each period."""
    actor = Actor.system("partnerships.memberships")
    for membership in queries.list_ending_memberships(actor.at.date()):
        actions.remind_of_membership(actor, membership.id)
