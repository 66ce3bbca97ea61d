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
from grantapp.programs.models import Funder, FunderGrant, GrantLine, Program, RuleSet, Theme
from grantapp.unit_of_work import Actor, action, record

Row = TypeVar("Row", Funder, FunderGrant, RuleSet, Program)


@action
def create_funder(actor: Actor, key: str, name: Bilingual) -> Funder:
    """Add an organization whose money it is."""
    _check(actor, policy.CREATE, [*rules.problems_of_key(key), *rules.problems_of_texts(name=name)])
    return _added(actor, Funder(key=key, name=name), "funder.created")


@action
def add_funder(actor: Actor, name: Bilingual) -> Funder:
    """Add an organization whose money it is, under a key of its own."""
    return create_funder(actor, rules.key_from(name.en, queries.taken_keys(Funder), "funder"), name)


@action
def edit_funder(actor: Actor, funder_id: int, name: Bilingual) -> Funder:
    """Change what a funder is called."""
    _check(actor, policy.CREATE, rules.problems_of_texts(name=name))
    funder = queries.load_funder(funder_id)
    if funder is None:
        raise NotPermitted(policy.CREATE.name)
    funder.name = name
    record(Happened("funder.edited", funder, actor, actor.at))
    return funder


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
def add_grant(actor: Actor, funder_id: int, rules_key: str, plan: rules.GrantPlan) -> FunderGrant:
    """Add a grant under a key of its own; its rules are a preset or a set that was added."""
    rule_set = _rules(actor, rules_key)
    if queries.load_funder(funder_id) is None:
        raise Invalid([Problem("funder_id", "no_funder", rules.NO_FUNDER)])
    key = rules.key_from(plan.title.en, queries.taken_keys(FunderGrant), "grant")
    return create_funder_grant(actor, key, funder_id, rule_set.id, **vars(plan))


def _rules(actor: Actor, key: str) -> RuleSet:
    _check(actor, policy.CREATE, ())
    if key not in documents.rule_set_presets() and queries.find_by_key(RuleSet, key) is None:
        raise Invalid([Problem("rules_key", "no_code", rules.NO_CODE)])
    return use_preset(actor, key)


@action
def edit_grant(actor: Actor, grant_id: int, rules_key: str, plan: rules.GrantPlan) -> FunderGrant:
    """Change a grant; its money stays once a call of it is published."""
    grant, rule_set = queries.get_grant(grant_id, lock=True), _rules(actor, rules_key)
    fund_open = queries.FUND_OPEN.ask(actor, grant)
    problems = [
        *rules.problems_of_texts(title=plan.title),
        *rules.problems_of_grant(plan.amount, plan.starts_on, plan.ends_on),
        *rules.problems_of_change(grant, plan, queries.list_programs_of(grant.id), fund_open),
    ]
    _check(actor, policy.CREATE, problems)
    grant.title, grant.amount, grant.currency = plan.title, plan.amount.amount, plan.amount.currency
    grant.starts_on, grant.ends_on, grant.rule_set = plan.starts_on, plan.ends_on, rule_set
    record(Happened("funder_grant.edited", grant, actor, actor.at))
    return grant


@action
def save_grant_line(
    actor: Actor, grant_id: int, line_id: int | None, title: Bilingual, amount: Money
) -> FunderGrant:
    """Add a line to a grant's budget, or change one; all lines together stay within the grant."""
    grant = queries.get_grant(grant_id, lock=True)
    line = next((one for one in grant.lines if one.id == line_id), None)
    if line is None:
        line = GrantLine()
        grant.lines.append(line)
    line.title, line.amount = title, amount.amount
    lines = rules.problems_of_lines(grant.money, [one.amount for one in grant.lines])
    _check(actor, policy.CREATE, [*rules.problems_of_texts(title=title), *lines])
    db.session.flush()
    record(Happened("funder_grant.line_saved", grant, actor, actor.at, facts={"line": line.id}))
    return grant


@action
def remove_grant_line(actor: Actor, grant_id: int, line_id: int) -> FunderGrant:
    """Take a line out of a grant's budget; one that is gone already stays so."""
    grant = queries.get_grant(grant_id, lock=True)
    _check(actor, policy.CREATE, ())
    line = next((one for one in grant.lines if one.id == line_id), None)
    if line is not None:
        grant.lines.remove(line)
        db.session.delete(line)
        record(Happened("funder_grant.line_removed", grant, actor, actor.at, facts={"line": line_id}))
    return grant


@action
def add_program(actor: Actor, funder_grant_id: int, plan: rules.ProgramPlan) -> Program:
    """Add a program under a key of its own."""
    if queries.load_grant(funder_grant_id) is None:
        raise Invalid([Problem("funder_grant_id", "no_grant", rules.NO_GRANT)])
    key = rules.key_from(plan.title.en, queries.taken_keys(Program), "program")
    return create_program(actor, key, funder_grant_id, plan)


@action
def edit_program(actor: Actor, program_id: int, plan: rules.ProgramPlan) -> Program:
    """Change what a program says of itself, and from when until when it runs."""
    program = queries.get_program(program_id, lock=True)
    texts = rules.problems_of_texts(title=plan.title, objective=plan.objective, organizer=plan.organizer)
    _check(actor, policy.EDIT, [*texts, *rules.problems_of_program(plan, program.funder_grant)], program)
    for name, value in vars(plan).items():
        setattr(program, name, value)
    record(Happened("program.edited", program, actor, actor.at))
    return program


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


@action
def save_theme(
    actor: Actor, program_id: int, theme_id: int | None, title: Bilingual, description: Bilingual
) -> Theme:
    """Add a theme under a code of its own, or change what one is called; answers keep its code."""
    program = queries.get_program(program_id, lock=True)
    if theme_id is None:
        code = rules.key_from(title.en, {one.code for one in program.themes}, "theme")
        return add_theme(actor, program_id, code, title, description)
    _check(actor, policy.EDIT, rules.problems_of_texts(title=title), program)
    theme = next((one for one in program.themes if one.id == theme_id), None)
    if theme is None:
        raise NotPermitted(policy.EDIT.name)
    theme.title, theme.description = title, description
    record(Happened("program.theme_edited", program, actor, actor.at, facts={"theme": theme.id}))
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
