"""One entry of the menu is the present one, the nearest."""

import pytest
from flask import g

from grantapp.accounts.models import Role
from grantapp.core import clock
from grantapp.web.components import navigation
from tests.factories import people


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/partnerships", "partnerships.directory"),
        ("/partnerships/1", "partnerships.directory"),
        ("/partnerships/imports", "partnerships.imports"),
        ("/partnerships/imports/1", "partnerships.imports"),
        ("/audit/access", "audit.access"),
    ],
)
def test_menu_when_one_address_lies_within_another_then_the_nearer_entry_is_current(app, path, endpoint):
    actor = people.actor(people.staff(Role.ADMINISTRATOR), clock.now())
    with app.test_request_context(path):
        g.actor = actor
        assert [one.endpoint for one in navigation(actor) if one.current] == [endpoint]
