"""Somebody of another city meets nothing of ours: no page, no part of one, no file, no sheet, no answer of a script."""

import pytest

from tests import attacker
from tests.permissions import build_yard

HIDDEN = (403, 404)
# What every signed-in person may see: the public record, the network, one's own account.
OPEN = {
    "calls.ask", "calls.questions",
    "partnerships.partnership", "partnerships.organization", "partnerships.history", "places.place", "calls.public_call",
    "calls.form_preview", "calls.form_pdf", "calls.calendar", "showcase.award", "accounts.accept_invitation",
    "accounts.reset_password", "applications.start", "notifications.development_letter", "kit.show",
    "accounts.join", "places.sources",
}  # fmt: skip
SIBLINGS = (".csv", ".xlsx", ".pdf", ".json", ".xml", ".bak", "~", "/", "/.", "%00", ";x=1", "?format=csv")


def _others(grounds, method):
    for spot in grounds.spots(method):
        rule = next(one for one in grounds.app.url_map.iter_rules(spot.endpoint))
        if rule.arguments and spot.endpoint not in OPEN and not _is_public(grounds.app, spot.endpoint):
            yield spot


def _is_public(app, endpoint):
    return getattr(app.view_functions[endpoint], "__access__", "") == "public"


@pytest.mark.long
def test_records_when_a_stranger_asks_then_not_found_by_get_head_and_post(grounds, sign_in):
    strangers = build_yard()
    browsers = [
        sign_in(grounds.app.test_client(), strangers.people[role])
        for role in ("lead editor", "partner signatory")[: 2 if attacker.FULL else 1]
    ]
    knocked = 0
    with attacker.Writes() as writes:
        for method in ("GET", "POST"):
            for spot in _others(grounds, method):
                for browser in browsers:
                    answer = browser.open(spot.path, method=method)
                    assert answer.status_code in HIDDEN, spot
                    knocked += 1
                if method == "GET":
                    assert browsers[0].head(spot.path).status_code in HIDDEN, spot
    assert writes.seen == []
    assert knocked > 100


def test_records_when_a_stranger_guesses_endings_then_never_their_words(grounds, sign_in):
    stranger = sign_in(grounds.app.test_client(), build_yard().people["lead editor"])
    for spot in _others(grounds, "GET"):
        for ending in SIBLINGS if spot.endpoint in ("files.download", "applications.hub") else SIBLINGS[:1]:
            answer = stranger.get(spot.path + ending)
            assert answer.status_code in (*HIDDEN, 308), (spot, ending)


def test_script_answers_when_a_stranger_asks_then_refused_as_json(grounds, sign_in):
    stranger = sign_in(grounds.app.test_client(), build_yard().people["lead editor"])
    as_script = {"Accept": "application/json"}
    for spot in _others(grounds, "POST"):
        if spot.endpoint.endswith(("autosave", "presence")):
            answer = stranger.post(spot.path, json={"x": "y"}, headers=as_script)
            assert (answer.status_code, answer.mimetype) == (404, "application/json"), spot
