"""Whatever writes asks for the token of the session: without it, with another's or a made-up one nothing happens."""

import re
from itertools import cycle

import pytest

from tests import attacker

FORGED = {"csrf_token": "IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}
EXPIRED = 419


@pytest.fixture
def guarded(grounds, monkeypatch):
    """Return the grounds with the guard on, as in production."""
    monkeypatch.setitem(grounds.app.config, "WTF_CSRF_ENABLED", value=True)
    return grounds


def test_forms_when_the_token_is_missing_or_forged_then_refused_and_nothing_is_written(guarded):
    knocked = 0
    with attacker.Writes() as writes:
        for spot in guarded.spots("POST"):
            for data in ({}, FORGED):
                answer = guarded.browser(spot.role).post(spot.path, data=data)
                assert answer.status_code == EXPIRED, spot
                knocked += 1
    assert writes.seen == []
    assert knocked > 100


def test_forms_when_the_token_is_of_another_session_then_refused(guarded):
    page = guarded.browser("partner editor").get("/profile")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    with attacker.Writes() as writes:
        for spot in list(guarded.spots("POST"))[:: 1 if attacker.FULL else 4]:
            if spot.role == "partner editor":
                continue
            answer = guarded.browser(spot.role).post(spot.path, data={"csrf_token": token})
            assert answer.status_code == EXPIRED, spot
    assert writes.seen == []


def test_scripts_when_the_token_is_missing_then_refused_in_their_own_words(guarded):
    answer = guarded.browser("lead editor").post("/language", headers={"Accept": "application/json"})
    assert answer.status_code == EXPIRED
    assert answer.json == {"error": EXPIRED}


def test_doors_when_knocked_at_by_another_method_then_not_allowed_and_nothing_is_written(grounds):
    with attacker.Writes() as writes:
        for spot, method in zip(
            grounds.spots("POST"), cycle(["PUT", "PATCH", "DELETE", "TRACE"]), strict=False
        ):
            answer = grounds.browser(spot.role).open(spot.path, method=method)
            assert answer.status_code == 405, spot
    assert writes.seen == []


def test_doors_when_a_header_asks_for_another_method_then_it_stays_a_get(grounds):
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"}
    with attacker.Writes() as writes:
        for spot in list(grounds.spots("GET"))[:20]:
            grounds.browser(spot.role).get(f"{spot.path}?_method=POST", headers=headers)
    assert writes.seen == []
