"""Signing in: the right password opens, the wrong one slows down, nobody learns who has an account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event

from grantapp.accounts import actions, queries
from grantapp.accounts.rules import passwords, throttle
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.extensions import limiter
from grantapp.unit_of_work import writing
from tests.factories import people

PASSWORD = "four unrelated words of hers"
HASH = passwords.hash_password(PASSWORD)
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture
def dana(app):
    return people.person("Dana Whitfield", password_hash=HASH)


def try_to_sign_in(client, email, password=PASSWORD, **query):
    return client.post("/sign-in", query_string=query, data={"email": email, "password": password})


def test_sign_in_when_right_then_home_and_profile_opens(client, dana):
    answer = try_to_sign_in(client, f" {dana.email.upper()} ")
    assert (answer.status_code, answer.location) == (302, "/home")
    page = client.get("/profile")
    assert page.status_code == 200
    assert "Dana Whitfield" in page.text


def test_sign_in_when_full_width_letters_are_typed_then_the_same_password(client, dana):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in PASSWORD)
    assert try_to_sign_in(client, dana.email, wide).status_code == 302


@pytest.mark.parametrize("password", ["x" * 20, "", "four unrelated words of hers ", "\x00" * 16])
def test_sign_in_when_wrong_then_refused_and_shown_again(client, dana, password):
    answer = try_to_sign_in(client, dana.email, password)
    assert answer.status_code == 422
    assert dana.email in answer.text
    assert client.get("/profile").status_code == 302


def test_sign_in_when_unknown_then_the_same_answer_and_the_same_work(client, dana, monkeypatch):
    looked_at, statements = [], []
    right = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *args: looked_at.append(1) or right(*args))
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    texts, counts = [], []
    for email in (dana.email, "nobody@city.example"):
        looked_at.clear()
        statements.clear()
        answer = try_to_sign_in(client, email, "wrong wrong wrong wrong")
        texts.append((answer.status_code, TOKEN.sub("", answer.text.replace(email, "ADDRESS"))))
        counts.append((len(looked_at), len(statements)))
    assert texts[0] == texts[1]
    assert counts[0] == counts[1]
    assert counts[0][0] == 1


def test_sign_in_when_deactivated_then_refused(client, app):
    gone = people.person("Gone", password_hash=HASH, deactivated_at=people.NOW)
    assert try_to_sign_in(client, gone.email).status_code == 422


def test_sign_in_when_hashed_with_old_parameters_then_rehashed(client, app):
    old = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    eva = people.person("Eva", password_hash=old)
    assert try_to_sign_in(client, eva.email).status_code == 302
    db.session.refresh(eva)
    assert eva.password_hash != old
    assert not passwords.needs_rehash(eva.password_hash)
    assert passwords.is_right(eva.password_hash, PASSWORD)


def test_hash_when_made_then_no_transaction_is_open(client, dana, monkeypatch):
    open_during = []
    right = passwords.is_right
    monkeypatch.setattr(
        passwords, "is_right", lambda *args: open_during.append(db.session().in_transaction()) or right(*args)
    )
    try_to_sign_in(client, dana.email)
    assert open_during == [False]


def test_tries_when_they_fail_then_the_delay_grows_and_a_right_one_forgets(client, dana):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as wall:
        for _try in range(throttle.FREE_TRIES + 1):
            assert try_to_sign_in(client, dana.email, "wrong wrong wrong").status_code == 422
        early = try_to_sign_in(client, dana.email)
        assert early.status_code == 429
        assert early.headers["Retry-After"] == "5"
        assert "Try again in 1 minute" in early.text
        wall.shift(timedelta(seconds=5))
        assert try_to_sign_in(client, dana.email, "wrong wrong wrong").status_code == 422
        wall.shift(timedelta(seconds=9))
        assert try_to_sign_in(client, dana.email).status_code == 429
        wall.shift(timedelta(seconds=1))
        assert try_to_sign_in(client, dana.email).status_code == 302
        client.post("/sign-out")
        assert try_to_sign_in(client, dana.email, "wrong wrong wrong").status_code == 422
        assert try_to_sign_in(client, dana.email).status_code == 302


def test_tries_when_nobody_has_the_address_then_slowed_down_alike(client, app):
    answers = [try_to_sign_in(client, "nobody@city.example").status_code for _try in range(6)]
    assert answers == [422] * 5 + [429]


def test_tries_when_one_account_is_slowed_then_another_is_not(client, dana):
    for _try in range(7):
        try_to_sign_in(client, "nobody@city.example")
    assert try_to_sign_in(client, dana.email).status_code == 302


def test_tries_when_many_at_once_then_each_is_counted_before_the_password_is_looked_at(app, dana):
    at = clock.now()
    waits = [actions.begin_sign_in(Actor.anonymous().moved_to(at), dana.email) for _try in range(6)]
    assert [bool(wait) for wait in waits] == [False] * 5 + [True]


def test_network_when_it_asks_too_often_then_429_page(client, dana, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    answers = [client.post("/forgotten-password", data={"email": ""}).status_code for _try in range(301)]
    limiter.reset()
    assert set(answers[:300]) == {422}
    assert answers[300] == 429


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ],
)
def test_next_when_it_leads_elsewhere_then_home(client, dana, target):
    assert try_to_sign_in(client, dana.email, next=target).location == "/home"


def test_next_when_it_is_ours_then_there(client, dana):
    assert try_to_sign_in(client, dana.email, next="/profile?x=1").location == "/profile?x=1"
    assert client.get("/sign-in?next=/profile").location == "/profile"


def test_page_when_nobody_is_signed_in_then_sign_in_and_back(client, app):
    assert client.get("/profile?x=1").location == "/sign-in?next=/profile?x%3D1"


def test_session_when_idle_for_an_hour_then_over(client, dana):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as wall:
        try_to_sign_in(client, dana.email)
        wall.shift(timedelta(minutes=59))
        assert client.get("/profile").status_code == 200
        wall.shift(timedelta(minutes=59))
        assert client.get("/profile").status_code == 200
        wall.shift(timedelta(minutes=61))
        assert client.get("/profile").status_code == 302


def test_session_when_twelve_hours_old_then_over_and_said(client, dana):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as wall:
        try_to_sign_in(client, dana.email)
        for _half_hour in range(23):
            wall.shift(timedelta(minutes=30))
            assert client.get("/profile").status_code == 200
        wall.shift(timedelta(minutes=30))
        answer = client.get("/profile", follow_redirects=True)
        assert answer.request.path == "/sign-in"


def test_session_when_signed_out_then_gone_and_language_stays(client, dana):
    client.post("/language", data={"language": "ja"})
    try_to_sign_in(client, dana.email)
    assert '<html lang="en">' in client.get("/profile").text
    client.post("/language", data={"language": "ja", "next": "/profile"})
    assert '<html lang="ja">' in client.get("/profile").text
    assert queries.find_person_by_email(dana.email).language == "ja"
    client.post("/sign-out")
    assert client.get("/profile").status_code == 302
    assert '<html lang="ja">' in client.get("/sign-in").text
    assert client.get("/sign-out").status_code == 405


def test_session_when_the_person_is_deactivated_then_over(client, dana, sign_in):
    sign_in(client, dana)
    assert client.get("/profile").status_code == 200
    with writing():
        queries.get_person(dana.id).deactivated_at = people.NOW
    assert client.get("/profile").status_code == 302


def test_session_when_the_cookie_is_set_then_http_only_and_lax(client, dana):
    cookie = try_to_sign_in(client, dana.email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" in cookie


def test_sign_out_when_the_cookie_was_copied_before_then_it_opens_nothing(app, sign_in):
    person = people.person()
    client, copy = app.test_client(), app.test_client()
    sign_in(client, person)
    copy.set_cookie("session", client.get_cookie("session").value)
    assert copy.get("/home").status_code == 200
    client.post("/sign-out")
    assert copy.get("/home").status_code == 302
