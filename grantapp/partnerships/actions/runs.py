"""Imports as a whole: kept, told what their columns mean, and done row by row."""

from collections.abc import Iterable, Mapping, Sequence

from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, Problem, require_valid
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.jobs.actions import enqueue
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.imports import Imported, import_partnership
from grantapp.partnerships.models import ImportRow, ImportRun
from grantapp.unit_of_work import Actor, action

WORK = rules.IMPORT_WORK
LATEST_ZONE = "Asia/Tokyo"
COLUMNS_CHOSEN = N_("The columns of this import are chosen already.")


@action
def start_import(
    actor: Actor, file_name: str, lines: Sequence[rules.Line], *, rehearse: bool, now: bool = False
) -> ImportRun:
    """Keep rows under our own columns and let a job take them (the caller does it itself when `now`)."""
    run = keep_sheet(actor, file_name, rules.Sheet([], list(lines)), rehearse=rehearse)
    run.columns = {}
    _begin(actor, run, now=now)
    return run


@action
def keep_sheet(actor: Actor, file_name: str, sheet: rules.Sheet, *, rehearse: bool) -> ImportRun:
    """Keep the rows of a file until somebody has said what its columns mean (`choose_columns`)."""
    policy.IMPORT.require(actor)
    run = ImportRun(
        file_name=file_name, is_rehearsal=rehearse, total=len(sheet.lines), header=sheet.header,
        started_by_id=actor.person_id, started_at=actor.at,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    db.session.add_all(ImportRow(run=run, line=line.number, cells=line.cells) for line in sheet.lines)
    return run


@action
def choose_columns(actor: Actor, run_id: int, columns: Mapping[str, str]) -> ImportRun:
    """Say what the columns of a file mean and let a job take its rows; a trial that is over is made once more."""
    policy.IMPORT.require(actor)
    run = queries.get_run(run_id)
    require_valid(rules.check_columns(columns))
    if run.columns is not None:
        if run.finished_at is None or not run.is_rehearsal:
            raise NotAllowedNow(COLUMNS_CHOSEN, code="import.columns_chosen")
        run = _copy(actor, run, rehearse=True)
    run.columns = {name: columns.get(name, rules.LEFT_OUT) for name in run.header}
    _begin(actor, run)
    return run


def _copy(actor: Actor, run: ImportRun, *, rehearse: bool) -> ImportRun:
    rows = queries.rows_of(run.id)
    lines = [rules.Line(row.line, dict(row.cells) if row.cells else None) for row in rows]
    header = run.header or list(dict.fromkeys(name for line in lines for name in line.cells or ()))
    return keep_sheet(actor, run.file_name, rules.Sheet(header, lines), rehearse=rehearse)


def _begin(actor: Actor, run: ImportRun, *, now: bool = False) -> None:
    if run.total == 0:
        run.finished_at = actor.at
    if not now:
        enqueue(actor, WORK, {"run": run.id}, rules.import_key(run.id))


@action
def repeat_import(actor: Actor, run_id: int) -> ImportRun:
    """Take the rows of a rehearsal in earnest."""
    trial = queries.get_run(run_id)
    run = _copy(actor, trial, rehearse=False)
    run.columns = trial.columns
    _begin(actor, run)
    return run


@action
def take_row(actor: Actor, row_id: int) -> ImportRow:
    """Import one row and write down what became of it, in one transaction; a row that is done stays so."""
    policy.IMPORT.require(actor)
    row = queries.get_row(row_id)
    if row.outcome:
        return row
    cells = rules.renamed(row.cells, row.run.columns)
    said, problems = rules.read_cells(cells, clock.today(LATEST_ZONE))
    if said is None:
        return _refuse(row, problems)
    try:
        imported = import_partnership(actor, said, among=row)
    except Invalid as refusal:  # every check comes before the first write
        return _refuse(row, refusal.problems)
    row.partnership_id, row.offices = imported.id, list(imported.offices)
    row.before, row.after = imported.before, imported.after
    return _note(row, imported)


@action
def note_trial(actor: Actor, row_id: int, outcome: Imported | Sequence[Problem]) -> ImportRow:
    """Write down what would become of a row; the trial itself was taken back."""
    policy.IMPORT.require(actor)
    row = queries.get_row(row_id)
    return _note(row, outcome) if isinstance(outcome, Imported) else _refuse(row, outcome)


@action
def finish_import(actor: Actor, run_id: int) -> ImportRun:
    """Write down that all rows of an import are done."""
    policy.IMPORT.require(actor)
    run = queries.get_run(run_id)
    run.finished_at = run.finished_at or actor.at
    return run


def _note(row: ImportRow, imported: Imported) -> ImportRow:
    row.outcome, row.key = imported.outcome, imported.key
    return row


def _refuse(row: ImportRow, problems: Iterable[Problem]) -> ImportRow:
    row.outcome = rules.REFUSED
    row.problems = [[one.field, one.code, one.message, dict(one.parameters)] for one in problems]
    return row
