"""Programs with their themes, and the money behind them."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload, selectinload

from grantapp.accounts.policy import OBSERVERS
from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.ports import Question
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.programs import policy
from grantapp.programs.models import Funder, FunderGrant, Program, RuleSet, Theme

FUND_OPEN: Question[bool] = Question("funder_grant.is_open", N_("Is the money of this grant in the ledger?"))
Named = TypeVar("Named", Funder, FunderGrant, Program)
Keyed = TypeVar("Keyed", Funder, FunderGrant, RuleSet)


def _with_money(statement: Select[Program]) -> Select[Program]:
    grant = joinedload(Program.funder_grant)
    return statement.options(
        grant.joinedload(FunderGrant.funder),
        grant.joinedload(FunderGrant.rule_set),
        selectinload(Program.themes),
    )


def visible_to(_actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the programs that an actor may see: all of them are public."""
    return true()


def with_money_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the programs whose money an actor sees (the twin of `funder_grant:view`)."""
    if actor.is_system or actor.everywhere(OBSERVERS):
        return true()
    return Program.scope_id.in_(actor.scopes_of(OBSERVERS))


def grants_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return which grants of funders an actor sees (the twin of `funder_grant:view`)."""
    if actor.is_system or actor.everywhere(OBSERVERS):
        return true()
    return FunderGrant.id.in_(select(Program.funder_grant_id).where(with_money_visible_to(actor)))


def load_program(program_id: int) -> Program | None:
    """Return a program with its grant, funder, rules and themes, or None."""
    return db.session.scalar(_with_money(select(Program).where(Program.id == program_id)))


def get_program(program_id: int, *, lock: bool = False) -> Program:
    """Return a program with its grant, funder, rules and themes; NotPermitted when there is none."""
    statement = _with_money(select(Program).where(Program.id == program_id))
    if lock:
        statement = statement.with_for_update(of=Program).execution_options(populate_existing=True)
    program = db.session.scalar(statement)
    if program is None:
        raise NotPermitted(policy.VIEW.name)
    return program


def find_program(key: str) -> Program | None:
    """Return a program by its key, or None."""
    return db.session.scalar(_with_money(select(Program).where(Program.key == key)))


def list_programs(actor: Actor) -> list[Program]:
    """Return every program, the newest first."""
    statement = _with_money(select(Program).where(visible_to(actor)))
    return list(db.session.scalars(statement.order_by(Program.starts_on.desc(), Program.id.desc())))


def list_funded(actor: Actor) -> list[Program]:
    """Return the programs whose money an actor sees, the newest first."""
    statement = _with_money(select(Program).where(with_money_visible_to(actor)))
    return list(db.session.scalars(statement.order_by(Program.starts_on.desc(), Program.id.desc())))


def load_grant(funder_grant_id: int) -> FunderGrant | None:
    """Return a funder's grant with funder and rules, or None."""
    return db.session.scalar(_grant(funder_grant_id))


def list_grants_by_ids(numbers: Collection[int]) -> Sequence[FunderGrant]:
    """Return the grants of funders with these ids, each with funder and rules."""
    return db.session.scalars(_with_parts(select(FunderGrant).where(FunderGrant.id.in_(numbers)))).all()


def get_grant(grant_id: int, *, lock: bool = False) -> FunderGrant:
    """Return a funder's grant with its lines; NotPermitted when there is none."""
    statement = _grant(grant_id)
    if lock:
        statement = statement.with_for_update(of=FunderGrant).execution_options(populate_existing=True)
    grant = db.session.scalar(statement)
    if grant is None:
        raise NotPermitted(policy.VIEW_GRANT.name)
    return grant


def _grant(grant_id: int) -> Select[FunderGrant]:
    return _with_parts(select(FunderGrant).where(FunderGrant.id == grant_id))


def _with_parts(statement: Select[FunderGrant]) -> Select[FunderGrant]:
    return statement.options(
        joinedload(FunderGrant.funder),
        joinedload(FunderGrant.rule_set),
        selectinload(FunderGrant.lines),
        selectinload(FunderGrant.programs),
    )


def list_grants(actor: Actor) -> list[FunderGrant]:
    """Return the grants of funders that an actor sees, the newest first."""
    seen = select(FunderGrant).where(grants_visible_to(actor))
    statement = seen.order_by(FunderGrant.starts_on.desc(), FunderGrant.id.desc())
    return list(db.session.scalars(_with_parts(statement)))


def list_funders() -> list[Funder]:
    """Return every funder, the oldest first."""
    return list(db.session.scalars(select(Funder).order_by(Funder.id)))


def list_rule_sets() -> list[RuleSet]:
    """Return every set of rules that was added, the oldest first."""
    return list(db.session.scalars(select(RuleSet).order_by(RuleSet.id)))


def list_programs_of(grant_id: int) -> list[Program]:
    """Return the programs that a grant pays for."""
    return list(db.session.scalars(select(Program).where(Program.funder_grant_id == grant_id)))


def taken_keys(kind: type[Named]) -> set[str]:
    """Return the keys that funders, grants or programs have."""
    return set(db.session.scalars(select(kind.key)))


def load_funder(funder_id: int) -> Funder | None:
    """Return a funder, or None."""
    return db.session.get(Funder, funder_id)


def load_rule_set(rule_set_id: int) -> RuleSet | None:
    """Return a rule set, or None."""
    return db.session.get(RuleSet, rule_set_id)


def find_by_key(kind: type[Keyed], key: str) -> Keyed | None:
    """Return a funder, a grant or a rule set by its key, or None."""
    return db.session.scalar(select(kind).where(kind.key == key))


def list_themes(program_id: int) -> list[Theme]:
    """Return the themes of a program in their order."""
    return list(
        db.session.scalars(select(Theme).where(Theme.program_id == program_id).order_by(Theme.position))
    )
