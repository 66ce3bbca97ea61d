"""Funders, grants and programs are set up by officers, with a scope for staff."""

import pytest

from grantapp.accounts.models import Role, ScopeKind
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.programs import actions, queries
from tests.factories import forms, people, programs


def test_program_when_set_up_then_it_has_a_scope_rules_and_themes(app):
    program = programs.program()
    assert program.scope.kind == ScopeKind.PROGRAM
    assert program.funder_grant.rule_set.key == "cgp"
    assert [theme.code for theme in program.themes] == ["business", "sustainability"]
    assert [entry.verb for entry in timeline_of(program)] == ["program.created", *["program.theme_added"] * 2]


def test_preset_when_used_twice_then_one_row(app):
    assert actions.use_preset(forms.SYSTEM, "cgp").id == actions.use_preset(forms.SYSTEM, "cgp").id


@pytest.mark.parametrize(
    "role", [Role.REVIEWER, Role.FINANCE_OFFICER, Role.APPLICANT_SIGNATORY, Role.AUDITOR]
)
def test_funder_when_not_an_officer_then_refused(app, role):
    with pytest.raises(NotPermitted):
        actions.create_funder(people.acting(role), "x", Bilingual("X", "エックス"))


def test_theme_when_the_officer_is_of_another_program_then_refused(app):
    first, second = programs.program(), programs.program()
    officer = people.acting(Role.PROGRAM_OFFICER, first.scope_id)
    actions.add_theme(officer, first.id, "arts", Bilingual("Arts", "芸術"))
    with pytest.raises(NotPermitted):
        actions.add_theme(officer, second.id, "arts", Bilingual("Arts", "芸術"))


def test_program_when_its_text_is_in_one_language_then_refused(app):
    with pytest.raises(Invalid):
        actions.create_program(
            forms.SYSTEM, "x", programs.funder_grant().id, programs.plan(title=Bilingual("Only English"))
        )


def test_program_when_found_by_key_then_the_same(app):
    program = programs.program()
    assert queries.find_program(program.key).id == program.id
    assert queries.find_program("nothing") is None
