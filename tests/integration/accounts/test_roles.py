"""Roles are given by others, once, where they belong, and end."""

import pytest

from grantapp.accounts import actions, queries
from grantapp.accounts.models import Role, ScopeKind
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from tests.factories import people


def test_role_when_given_twice_then_held_once(app):
    administrator, dana = people.acting(Role.ADMINISTRATOR), people.person()
    city = people.scope()
    first = actions.grant_role(administrator, dana.id, Role.APPLICANT_EDITOR, city.id)
    second = actions.grant_role(administrator, dana.id, Role.APPLICANT_EDITOR, city.id)
    assert first.id == second.id
    assert people.actor(dana).holds([Role.APPLICANT_EDITOR], city.id)


def test_role_when_given_to_oneself_then_refused(app):
    administrator = people.acting(Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        actions.grant_role(administrator, administrator.person_id, Role.DIRECTOR, 1)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_role_when_given_by_anybody_else_then_refused(app, role):
    with pytest.raises(NotPermitted):
        actions.grant_role(people.acting(role), people.person().id, Role.REVIEWER, 1)


def test_role_when_it_does_not_belong_there_then_refused(app):
    administrator, dana, city = people.acting(Role.ADMINISTRATOR), people.person(), people.scope()
    for role, scope_id in ((Role.REVIEWER, city.id), (Role.APPLICANT_EDITOR, 1), (Role.REVIEWER, 999)):
        with pytest.raises(Invalid) as refused:
            actions.grant_role(administrator, dana.id, role, scope_id)
        assert [problem.field for problem in refused.value.problems] == ["scope_id"]


def test_role_when_ended_then_history_and_not_held(app):
    administrator, dana, city = people.acting(Role.ADMINISTRATOR), people.person(), people.scope()
    grant = actions.grant_role(administrator, dana.id, Role.APPLICANT_EDITOR, city.id)
    actions.end_role(administrator, grant.id)
    assert not people.actor(dana).grants
    assert queries.get_grant(grant.id).ended_at == administrator.at
    with pytest.raises(NotAllowedNow):
        actions.end_role(administrator, grant.id)


def test_scope_when_made_on_an_empty_database_then_the_product_keeps_number_one(app):
    scope = actions.create_scope(Actor.system("test"), ScopeKind.PROGRAM)
    assert scope.id != 1
    assert queries.get_scope(1).kind == ScopeKind.PRODUCT
