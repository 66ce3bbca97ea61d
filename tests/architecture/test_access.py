"""Every door says who may pass."""

import pytest

from grantapp.core.policy import permissions

# Files of the product itself, the same for everybody.
OPEN_FILES = {"static", "bootstrap.static"}


@pytest.fixture
def doors(house):
    return {rule.endpoint: house.view_functions[rule.endpoint] for rule in house.url_map.iter_rules()}


def test_endpoints_when_listed_then_each_declares_its_access(doors):
    silent = [
        name for name, view in doors.items() if name not in OPEN_FILES and not hasattr(view, "__access__")
    ]
    assert silent == []


def test_endpoints_when_guarded_then_the_permission_is_registered(doors):
    asked = {getattr(view, "__access__", "public") for view in doors.values()} - {"public"}
    assert sorted(asked - set(permissions)) == []


def test_permissions_when_registered_then_each_is_resource_and_action_with_a_sentence(house):
    shapeless = [
        name
        for name, entry in permissions.items()
        if name.count(":") != 1
        or not all(name.split(":"))
        or name != name.lower()
        or not entry.sentence.strip()
    ]
    assert shapeless == []


def test_endpoints_when_they_change_something_then_they_answer_no_get(house):
    """A form has a page of its own; what is posted to answers POST alone or shows the same form again."""
    mixed = [
        rule.endpoint
        for rule in house.url_map.iter_rules()
        if {"PUT", "PATCH", "DELETE"} & set(rule.methods or ()) and "GET" in (rule.methods or ())
    ]
    assert mixed == []


def test_endpoints_when_posted_to_then_none_is_free_of_the_csrf_token(house):
    csrf = house.extensions["csrf"]
    assert (set(csrf._exempt_views), set(csrf._exempt_blueprints)) == (set(), set())
