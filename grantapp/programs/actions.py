"""Setting up whose money it is, under which rules, and what it is for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from grantapp.accounts.actions import create_scope
from grantapp.accounts.models import ScopeKind
from grantapp.core.errors import Invalid, NotPermitted, Problem
from grantapp.core.money import Money
from grantapp.core.policy import Permission
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.programs import documents, policy, queries, rules
from grantapp.programs.models import Funder, FunderGrant, Program, RuleSet, Theme
from grantapp.unit_of_work import Actor, action, record

Row = TypeVar("Row", Funder, FunderGrant, RuleSet, Program)


@action
def create_funder(actor: Actor, key: str, name: Bilingual) -> Funder:
    """Add an organization whose money it is."""
    _check(actor, policy.CREATE, [*rules.problems_of_key(key), *rules.problems_of_texts(name=name)])
    return _added(actor, Funder(key=key, name=name), "funder.created")


@action
def create_rule_set(actor: Actor, key: str, title: Bilingual, terms: Mapping[str, Any]) -> RuleSet:
    """Add the rules of a source of money."""
    problems = [
        *rules.problems_of_key(key),
        *rules.problems_of_texts(title=title),
        *rules.problems_of_terms(terms),
    ]
    _check(actor, policy.CREATE, problems)
    return _added(actor, RuleSet(key=key, title=title, terms=dict(terms)), "rule_set.created")


@action
def use_preset(actor: Actor, key: str) -> RuleSet:
    """Return the rule set of a preset ("cgp", "us_federal", "private_gift"), adding it at the first use."""
    found = queries.find_by_key(RuleSet, key)
    if found is not None:
        return found
    preset = documents.rule_set_presets()[key]
    return create_rule_set(actor, key, Bilingual(**preset["title"]), preset["terms"])


@action
def create_funder_grant(
    actor: Actor, key: str, funder_id: int, rule_set_id: int, *,
    title: Bilingual, amount: Money, starts_on: date, ends_on: date,
) -> FunderGrant:  # fmt: skip
    """Add a grant of a funder: how much, from when until when, under which rules."""
    problems = [*rules.problems_of_key(key), *rules.problems_of_texts(title=title)]
    _check(actor, policy.CREATE, [*problems, *rules.problems_of_grant(amount, starts_on, ends_on)])
    grant = FunderGrant(
        key=key, funder_id=funder_id, rule_set_id=rule_set_id, title=title, amount=amount.amount,
        currency=amount.currency, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return _added(actor, grant, "funder_grant.created")


@action
def create_program(actor: Actor, key: str, funder_grant_id: int, plan: rules.ProgramPlan) -> Program:
    """Add a program with the scope that its staff roles hang on."""
    grant = queries.load_grant(funder_grant_id)
    if grant is None:
        raise NotPermitted(policy.VIEW_GRANT.name)
    texts = rules.problems_of_texts(title=plan.title, objective=plan.objective)
    problems = [*rules.problems_of_key(key), *texts, *rules.problems_of_program(plan, grant)]
    _check(actor, policy.CREATE, problems)
    scope = create_scope(actor, ScopeKind.PROGRAM)
    program = Program(key=key, scope=scope, funder_grant=grant, **vars(plan))
    return _added(actor, program, "program.created")


@action
def add_theme(
    actor: Actor, program_id: int, code: str, title: Bilingual, description: Bilingual = Bilingual()
) -> Theme:
    """Add a theme to the closed list of a program."""
    program = queries.get_program(program_id, lock=True)
    problems = [*rules.problems_of_key(code), *rules.problems_of_texts(title=title)]
    _check(actor, policy.EDIT, problems, program)
    theme = Theme(code=code, title=title, description=description, position=len(program.themes) + 1)
    program.themes.append(theme)
    db.session.flush()
    record(Happened("program.theme_added", program, actor, actor.at, facts={"theme": theme.id}))
    return theme


def _check(actor: Actor, permission: Permission, problems: Iterable[Problem], subject: Any = None) -> None:
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)
    if found := list(problems):
        raise Invalid(found)


def _added(actor: Actor, row: Row, verb: str) -> Row:
    db.session.add(row)
    db.session.flush()
    record(Happened(verb, row, actor, actor.at))
    return row
