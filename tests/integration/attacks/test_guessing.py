"""Nobody learns who has an account: not by the words of an answer, not by its time, not by what is sent."""

import re
import time
from statistics import median

import pytest

from grantapp.accounts.rules import passwords
from tests.factories import letters, people

HASHED = passwords.hash_password("a long and private sentence")
TRIES = 15


@pytest.fixture
def known(app):
    """Return addresses of people with a password."""
    return [people.person(password_hash=HASHED).email for _number in range(TRIES)]


UNKNOWN = [f"nobody{number}@city.example" for number in range(TRIES)]


def _words(answer, address):
    plain = answer.get_data(as_text=True).replace(address, "ADDRESS")
    return re.sub(r'(csrf_token"[^>]*value|name="csrf-token" content)="[^"]+"', "", plain)


def _answer(app, path, address):
    form = {"email": address, "password": "something wrong altogether"}
    started = time.perf_counter()
    answer = app.test_client().post(path, data=form)
    return time.perf_counter() - started, answer


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten-password"])
def test_answer_when_the_address_is_known_or_not_then_the_same_words_headers_and_time(app, known, path):
    times = {"known": [], "unknown": []}
    for one, other in zip(known, UNKNOWN, strict=True):
        took, first = _answer(app, path, one)
        times["known"].append(took)
        took, second = _answer(app, path, other)
        times["unknown"].append(took)
        assert (first.status_code, _words(first, one)) == (second.status_code, _words(second, other))
        assert set(first.headers.keys()) == set(second.headers.keys())
        assert first.location == second.location
    slow, fast = median(times["known"]), median(times["unknown"])
    assert max(slow, fast) < 2 * min(slow, fast) + 0.02, times


@pytest.mark.parametrize("spelled", ["{}", " {} ", "{upper}", "ｘ{}"])
def test_reset_when_the_address_is_spelled_otherwise_then_the_same_answer(app, known, spelled):
    address = spelled.format(known[0], upper=known[0].upper())
    answer = app.test_client().post("/forgotten-password", data={"email": address})
    assert answer.status_code in (302, 422)


def test_reset_when_the_address_is_unknown_then_no_letter_goes_there(app, known):
    for address in (*UNKNOWN[:2], known[0]):
        _answer(app, "/forgotten-password", address)
    assert [letter.address for letter, _written in letters.delivered()] == [known[0]]
