"""Undoing an import as a whole: everything is looked up and taken back in sets, not row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from grantapp.accounts.models import Scope
from grantapp.core.dates import PartialDate
from grantapp.core.errors import NotAllowedNow, Problem, require_valid
from grantapp.core.ports import subjects
from grantapp.core.words import N_
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.imports import CREATED, IMPORT_REASON, UPDATED
from grantapp.partnerships.actions.partnerships import move_status
from grantapp.partnerships.models import (
    Address,
    Identifier,
    ImportRow,
    ImportRun,
    Organization,
    Partnership,
    PartnershipMember,
    SideStatus,
)
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action

OWN_TABLES = ("partnership_member", "organization_identifier", "address")
NOTHING_TO_UNDO = N_("Only an import that is finished and was not undone can be undone.")
CHANGED_SINCE = N_("“%(name)s” was changed after the import.")
STOOD_UPON = N_("Later work stands on “%(name)s”: %(what)s.")


@action
def undo_import(actor: Actor, run_id: int) -> ImportRun:
    """Take back exactly what an import made and changed; `Invalid` names what stands in the way, all of it."""
    policy.IMPORT.require(actor)
    run = queries.get_run(run_id)
    if run.is_rehearsal or run.finished_at is None or run.undone_at is not None:
        raise NotAllowedNow(NOTHING_TO_UNDO, code="import.not_undoable")
    rows = queries.rows_of(run.id, CREATED, UPDATED)
    ties = queries.find_by_keys([row.key for row in rows], lock=True)
    offices = queries.find_organizations(
        [identity for row in queries.rows_of(run.id) for identity in row.offices]
    )
    require_valid(
        [*_changed_ties(actor, rows, ties), *_used_ties(actor, rows, ties), *_obstacles(actor, offices)]
    )
    _restore_all(actor, [row for row in rows if row.outcome == UPDATED], ties)
    created = [ties[row.key] for row in rows if row.outcome == CREATED]
    for row in rows:
        happened = Happened("partnership.import_undone", ties[row.key], actor, actor.at, before=row.outcome)
        record(happened)
    _remove_ties(actor, created)
    _remove_offices(actor, offices)
    run.undone_at, run.undone_by_id = actor.at, actor.person_id
    return run


def _changed_ties(
    actor: Actor, rows: Sequence[ImportRow], ties: Mapping[str, Partnership]
) -> Iterator[Problem]:
    for row in rows:
        found = ties.get(row.key)
        if found is None or rules.facts_of(found) != row.after:
            name = found.name.in_(actor.language) if found else row.key
            yield Problem("undo", "changed", CHANGED_SINCE, {"name": name})


def _used_ties(actor: Actor, rows: Sequence[ImportRow], ties: Mapping[str, Partnership]) -> Iterator[Problem]:
    created = [ties[row.key] for row in rows if row.outcome == CREATED and row.key in ties]
    named = queries.used_by_others(Partnership, [tie.id for tie in created], *OWN_TABLES)
    for tie in created:
        yield from _stood_upon(actor, tie, named.get(tie.id, ()))


def _obstacles(actor: Actor, offices: Sequence[Organization]) -> Iterator[Problem]:
    named = queries.used_by_others(Organization, [office.id for office in offices], *OWN_TABLES)
    scopes = queries.used_by_others(
        Scope, [office.scope_id for office in offices], Organization.__tablename__
    )
    for office in offices:
        if office.version != 1:
            name = office.name.in_(actor.language)
            yield Problem("undo", "changed", CHANGED_SINCE, {"name": name})
        else:
            uses = [*named.get(office.id, ()), *scopes.get(office.scope_id, ())]
            yield from _stood_upon(actor, office, uses)


def _stood_upon(actor: Actor, thing: Any, uses: Iterable[queries.Use]) -> Iterator[Problem]:
    what = list(dict.fromkeys(use.name or _named(actor, use) for use in uses))
    if what:
        name = thing.name.in_(actor.language)
        yield Problem("undo", "used", STOOD_UPON, {"name": name, "what": ", ".join(what)})


def _named(actor: Actor, use: queries.Use) -> str:
    entry = subjects.get(use.table)
    found = entry.load(use.id) if entry else None
    return entry.label(found, actor.language) if entry and found is not None else f"{use.table} {use.id}"


def _restore_all(actor: Actor, rows: Iterable[ImportRow], ties: Mapping[str, Partnership]) -> None:
    restored = []
    for row in rows:
        partnership, facts = ties[row.key], dict(row.before or {})
        assign(partnership, rules.values_of(facts))
        for member in partnership.members:
            status, since, signed_as = facts["members"][str(member.id)]
            move_status(actor, member, SideStatus(status), IMPORT_REASON)
            assign(member, {"status_on": PartialDate.parse(since), "signed_as_id": signed_as})
        restored.append(partnership.id)
    db.session.flush()
    refresh(actor, Partnership.__subject__, restored)


def _remove_ties(actor: Actor, ties: Sequence[Partnership]) -> None:
    gone = [tie.id for tie in ties]
    for some in queries.portions(gone):
        db.session.execute(delete(PartnershipMember).where(PartnershipMember.partnership_id.in_(some)))
        db.session.execute(delete(Partnership).where(Partnership.id.in_(some)))
        refresh(actor, Partnership.__subject__, some)


def _remove_offices(actor: Actor, offices: Sequence[Organization]) -> None:
    gone, scopes = [office.id for office in offices], [office.scope_id for office in offices]
    for some in queries.portions(gone):
        db.session.execute(delete(Identifier).where(Identifier.organization_id.in_(some)))
        db.session.execute(delete(Address).where(Address.organization_id.in_(some)))
        db.session.execute(delete(Organization).where(Organization.id.in_(some)))
        refresh(actor, Organization.__subject__, some)
    for some in queries.portions(scopes):
        db.session.execute(delete(Scope).where(Scope.id.in_(some)))
