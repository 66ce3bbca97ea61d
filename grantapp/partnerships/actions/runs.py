"""Imports as a whole: started, done row by row, and undone."""

from collections.abc import Iterable, Sequence
from typing import Any

from grantapp.core import clock
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, NotAllowedNow, Problem
from grantapp.core.ports import subjects
from grantapp.core.words import N_
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.files.queries import list_files
from grantapp.jobs.actions import enqueue
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.imports import (
    CREATED,
    IMPORT_REASON,
    UPDATED,
    Imported,
    import_partnership,
)
from grantapp.partnerships.actions.partnerships import move_status
from grantapp.partnerships.models import ImportRow, ImportRun, Organization, Partnership, SideStatus
from grantapp.places.queries import claims_of
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action

WORK = "partnerships.import"
LATEST_ZONE = "Asia/Tokyo"
OWN_TABLES = ("partnership_member", "organization_identifier", "address")
NOTHING_TO_UNDO = N_("Only an import that is finished and was not undone can be undone.")
CHANGED_SINCE = N_("“%(name)s” was changed after the import.")
STOOD_UPON = N_("Later work stands on “%(name)s”: %(what)s.")


@action
def start_import(
    actor: Actor, file_name: str, lines: Sequence[rules.Line], *, rehearse: bool, now: bool = False
) -> ImportRun:
    """Keep the rows of a file and let a job take them (the caller does it itself when `now`)."""
    policy.IMPORT.require(actor)
    run = ImportRun(
        file_name=file_name, is_rehearsal=rehearse, total=len(lines), started_by_id=actor.person_id,
        started_at=actor.at, finished_at=None if lines else actor.at,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    db.session.add_all(ImportRow(run=run, line=line.number, cells=line.cells) for line in lines)
    if not now:
        enqueue(actor, WORK, {"run": run.id}, f"{WORK}:{run.id}")
    return run


@action
def repeat_import(actor: Actor, run_id: int) -> ImportRun:
    """Take the rows of a rehearsal in earnest."""
    run = queries.get_run(run_id)
    lines = [rules.Line(row.line, dict(row.cells) if row.cells else None) for row in queries.rows_of(run.id)]
    return start_import(actor, run.file_name, lines, rehearse=False)


@action
def take_row(actor: Actor, row_id: int) -> ImportRow:
    """Import one row and write down what became of it, in one transaction; a row that is done stays so."""
    policy.IMPORT.require(actor)
    row = queries.get_row(row_id)
    if row.outcome:
        return row
    said, problems = rules.read_cells(row.cells, clock.today(LATEST_ZONE))
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


@action
def undo_import(actor: Actor, run_id: int) -> ImportRun:
    """Take back exactly what an import made and changed; `Invalid` names what stands in the way, all of it."""
    policy.IMPORT.require(actor)
    run = queries.get_run(run_id)
    if run.is_rehearsal or run.finished_at is None or run.undone_at is not None:
        raise NotAllowedNow(NOTHING_TO_UNDO, code="import.not_undoable")
    rows = queries.rows_of(run.id)[::-1]
    problems = [problem for row in rows for problem in _obstacles(actor, row)]
    if problems:
        raise Invalid(problems)
    for row in rows:
        _take_back(actor, row)
    for row in rows:
        _remove_offices(row)
    run.undone_at, run.undone_by_id = actor.at, actor.person_id
    return run


def _obstacles(actor: Actor, row: ImportRow) -> Iterable[Problem]:
    if row.outcome in (CREATED, UPDATED):
        found = queries.find_by_key(row.key)
        name = found.name.in_(actor.language) if found else row.key
        if found is None or rules.facts_of(found) != row.after:
            yield Problem("undo", "changed", CHANGED_SINCE, {"name": name})
        elif row.outcome == CREATED and (what := _standing_on(actor, found, OWN_TABLES)):
            yield Problem("undo", "used", STOOD_UPON, {"name": name, "what": ", ".join(what)})
    for office in _offices(row):
        name = office.name.in_(actor.language)
        if office.version != 1:
            yield Problem("undo", "changed", CHANGED_SINCE, {"name": name})
        elif what := _standing_on(actor, office, OWN_TABLES):
            yield Problem("undo", "used", STOOD_UPON, {"name": name, "what": ", ".join(what)})


def _offices(row: ImportRow) -> list[Organization]:
    found = [db.session.get(Organization, identity) for identity in row.offices]
    return [office for office in found if office is not None]


def _standing_on(actor: Actor, thing: Any, own: Sequence[str]) -> list[str]:
    """Return the names of what refers to a record: by foreign key, as a source's claim or as a file."""
    found = [_named(actor, *reference) for reference in queries.references_to(thing, *own)]
    if isinstance(thing, Organization):
        references = queries.references_to(thing.scope, Organization.__tablename__)
        found += [_named(actor, *reference) for reference in references]
    found += [claim.source for claim in claims_of(thing.__subject__, [thing.id])]
    return list(dict.fromkeys([*found, *(file.name for file in list_files(thing))]))


def _named(actor: Actor, table: str, identity: int) -> str:
    entry = subjects.get(table)
    record = entry.load(identity) if entry else None
    return entry.label(record, actor.language) if entry and record is not None else f"{table} {identity}"


def _take_back(actor: Actor, row: ImportRow) -> None:
    partnership = queries.find_by_key(row.key, lock=True) if row.outcome in (CREATED, UPDATED) else None
    if partnership is None:
        return
    happened = Happened("partnership.import_undone", partnership, actor, actor.at, before=row.outcome)
    record(happened)
    identity = partnership.id
    if row.outcome == CREATED:
        for member in partnership.members:
            db.session.delete(member)
        db.session.flush()
        db.session.expire(partnership)
        db.session.delete(partnership)
    else:
        _restore(actor, partnership, row.before or {})
    db.session.flush()
    refresh(actor, Partnership.__subject__, [identity])


def _restore(actor: Actor, partnership: Partnership, facts: Any) -> None:
    assign(partnership, rules.values_of(facts))
    for member in partnership.members:
        status, since, signed_as = facts["members"][str(member.id)]
        move_status(actor, member, SideStatus(status), IMPORT_REASON)
        assign(member, {"status_on": PartialDate.parse(since), "signed_as_id": signed_as})


def _remove_offices(row: ImportRow) -> None:
    for office in _offices(row):
        scope = office.scope
        db.session.delete(office)
        db.session.flush()
        db.session.delete(scope)
    db.session.flush()
