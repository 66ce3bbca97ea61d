"""What is typed into a search is looked for and nothing else: no wildcard, no operator, no endless word breaks a list."""

import time
from urllib.parse import quote

import pytest

from grantapp.accounts.models import Role
from tests.factories import partnerships, people
from tests.factories.people import scope

LISTS = {
    Role.ADMINISTRATOR: (
        "/partnerships?q={}", "/organizations?q={}", "/places?q={}", "/people?q={}", "/audit?person={}",
        "/audit/access?person={}", "/join?q={}", "/awards-and-outcomes?q={}", "/partnerships.csv?q={}",
        "/organizations.xlsx?q={}", "/people.xlsx?q={}",
    ),
    Role.PROGRAM_OFFICER: ("/office/applications?q={}", "/awards?q={}", "/reports?q={}", "/awards.csv?q={}"),
}  # fmt: skip
OPERATORS = (
    "%25", "_", "*", "%22", "%27", "%5C", "AND", "NEAR(a b)", "terms:a", "-a", "a*", "^a", "%7B%7D", "a | !b", "a <-> b",
    "' OR 1=1 --", ":*", "%28%28%28", "a" * 3000, "会" * 1500, "a " * 1000, "%F0%9F%98%80", "%E2%80%AE", "%EF%BF%BE",
)  # fmt: skip
NOTHING = ("%25", "_", "*", "' OR 1=1 --", "%22", ":*")


@pytest.fixture
def offices(app, sign_in):
    """Return browsers of the roles, with one pair of cities to be found."""
    partnerships.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    partnerships.partnership()
    people.person("Tacoma Jones")
    return {
        role: sign_in(app.test_client(), people.grant(people.person(), role, scope().id)) for role in LISTS
    }


def test_searches_when_operators_wildcards_and_endless_words_are_typed_then_a_page_and_soon(offices):
    begun = time.monotonic()
    asked = 0
    for role, lists in LISTS.items():
        for number, path in enumerate(lists):
            for words in OPERATORS[number % 3 :: 3] if "." in path else OPERATORS:
                answer = offices[role].get(path.format(quote(words, safe="%")))
                assert answer.status_code in (200, 403, 404), (path, words, answer.status_code)
                asked += answer.status_code == 200
    assert asked > 150
    assert time.monotonic() - begun < asked  # no word takes a second


@pytest.mark.parametrize("words", NOTHING)
def test_searches_when_a_wildcard_is_typed_then_it_stands_for_itself(offices, words):
    staff = offices[Role.ADMINISTRATOR]
    assert "Tacoma" in staff.get("/partnerships.csv?q=tacoma").text
    assert "Tacoma" not in staff.get(f"/partnerships.csv?q={words}").text
    assert "Tacoma Jones" not in staff.get(f"/people.csv?q={words}").text
