"""What was typed outlives the session, for the one who typed it; nothing is sent by itself. Proofs grow old."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grantapp.accounts import actions
from grantapp.accounts.models import Factor, Role
from grantapp.accounts.queries import find_person_by_email
from grantapp.accounts.rules import carried, factors, passwords
from grantapp.core.errors import NotPermitted
from grantapp.database import db
from tests.authenticator import Authenticator
from tests.factories import people
from tests.integration.accounts.test_second_step import SEALED, SECRET

PASSWORD = "four unrelated words of hers"
HASH = passwords.hash_password(PASSWORD)
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"|name="csrf_token" value="([^"]+)"')
KEPT = re.compile(r'name="kept" value="([^"]+)"')
TYPED = {
    "name": "髙﨑 花子", "reading": "", "title": "Two\nlines <b>", "language": "en", "zone": "Asia/Tokyo",
}  # fmt: skip


@pytest.fixture
def wall(app):
    app.config["WTF_CSRF_ENABLED"] = True
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def dana(wall):
    return people.person("Dana Whitfield", password_hash=HASH)


def token_in(text):
    found = TOKEN.search(text)
    return found[1] or found[2]


def enter(client, person, kept=""):
    token = token_in(client.get("/sign-in?again=1").text)
    data = {"email": person.email, "password": PASSWORD, "csrf_token": token}
    return client.post("/sign-in", data=data | ({"kept": kept} if kept else {}))


def send_late(client, dana, wall, **more):
    """Open the profile, let the session run out, and send the form."""
    enter(client, dana)
    token = token_in(client.get("/profile").text)
    wall.shift(timedelta(minutes=61))
    return client.post("/profile", data=TYPED | {"csrf_token": token} | more)


def test_form_when_the_session_ran_out_then_it_is_shown_again_after_sign_in(client, dana, wall):
    late = send_late(client, dana, wall)
    assert late.status_code == 401
    page = enter(client, dana, KEPT.search(late.text)[1])
    text = html.unescape(page.text)
    assert page.status_code == 200
    assert "髙﨑 花子" in text
    assert "Two\nlines <b>" in text
    assert "<b>" not in page.text
    assert find_person_by_email(dana.email).name == "Dana Whitfield"
    token = token_in(page.text)
    client.post("/profile", data=TYPED | {"csrf_token": token})
    db.session.expire_all()
    assert find_person_by_email(dana.email).name == "髙﨑 花子"


def test_form_when_somebody_else_signs_in_then_he_sees_nothing_of_it(client, dana, wall):
    kept = KEPT.search(send_late(client, dana, wall).text)[1]
    eve = people.person("Eve", password_hash=HASH)
    page = enter(client, eve, kept)
    assert page.status_code == 302
    assert "髙﨑" not in client.get("/profile").text


def test_form_when_made_up_elsewhere_then_it_is_not_carried(client, dana, wall):
    late = send_late(client, dana, wall, csrf_token="forged")
    assert (late.status_code, KEPT.search(late.text)) == (419, None)


def test_form_when_nobody_was_signed_in_then_it_is_not_carried(client, wall):
    assert client.post("/profile", data=TYPED | {"csrf_token": "x"}).status_code == 419


def test_script_when_the_session_ran_out_then_it_gets_a_status_it_understands(client, dana, wall):
    enter(client, dana)
    wall.shift(timedelta(minutes=61))
    answer = client.post("/profile", json={}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (419, 419)


def test_carried_when_packed_then_no_password_and_nobody_elses():
    sealed = carried.pack("key", 7, "/x", [("title", "T"), ("password", "P"), ("account_number", "1")])
    assert carried.unpack("key", sealed, 7).fields == [["title", "T"]]
    assert carried.unpack("key", sealed, 8) is None
    assert carried.unpack("other key", sealed, 7) is None
    assert carried.unpack("key", sealed[:-2], 7) is None


def test_carried_when_an_hour_old_then_forgotten():
    with time_machine.travel(NOON, tick=False) as moved:
        sealed = carried.pack("key", 7, "/x", [])
        moved.shift(timedelta(seconds=3601))
        assert carried.unpack("key", sealed, 7) is None


@pytest.fixture
def administrator(wall, app):
    app.config["WTF_CSRF_ENABLED"] = False
    return people.give_app(
        people.grant(people.person("Ada", password_hash=HASH), Role.ADMINISTRATOR)
    )  # fmt: skip


def prove(client, administrator, **more):
    data = {"password": PASSWORD, "code": people.next_code(administrator.email)} | more
    return client.post("/confirm-identity?next=/people", data=data)


def test_proof_when_sixteen_minutes_old_then_personal_data_waits_for_a_new_one(
    client, sign_in, administrator, wall
):
    sign_in(client, administrator)
    assert client.get("/people.csv").mimetype == "text/csv"
    wall.shift(timedelta(minutes=16))
    assert "Show once more that it is you" in client.get("/people.csv").text
    assert prove(client, administrator).location == "/people"
    assert client.get("/people.csv").mimetype == "text/csv"


@pytest.mark.parametrize("wrong", [{"password": "not the one"}, {"code": "000000"}, {"code": ""}])
def test_proof_when_wrong_then_it_stays_old(client, sign_in, administrator, wall, wrong):
    sign_in(client, administrator)
    wall.shift(timedelta(minutes=16))
    assert prove(client, administrator, **wrong).status_code == 422
    assert client.get("/people.csv").mimetype == "text/html"


def test_act_when_the_proof_is_old_then_it_is_asked_for_and_what_was_typed_comes_back(
    client, sign_in, administrator, wall
):
    somebody = people.person("Sam")
    sign_in(client, administrator)
    wall.shift(timedelta(minutes=16))
    path = f"/people/{somebody.id}/sign_out"
    asked = client.post(path, data={"reason": "The phone was lost."})
    assert asked.status_code == 401
    page = prove(client, administrator, kept=KEPT.search(asked.text)[1])
    assert "The phone was lost." in page.text
    assert f'action="{path}"' in page.text


def test_session_when_confirmed_then_only_ones_own(app, administrator):
    session = actions.begin_session(people.actor(administrator), administrator.id, Factor.TOTP, "")
    eve = people.person("Eve")
    with pytest.raises(NotPermitted):
        actions.confirm_session(people.actor(eve), session.id, Factor.NONE)


def test_form_when_signed_in_by_passkey_then_it_is_shown_again(app, client, sign_in, dana, wall):
    app.config["WTF_CSRF_ENABLED"] = False
    key = Authenticator()
    key.add_to(sign_in(app.test_client(), dana))
    app.config["WTF_CSRF_ENABLED"] = True
    browser = sign_in(client, dana)
    late = send_late_by(browser, wall)
    app.config["WTF_CSRF_ENABLED"] = False
    data = {"kept": KEPT.search(late.text)[1], "credential": key.sign_for(browser)}
    assert "髙﨑 花子" in html.unescape(browser.post("/sign-in/passkey", data=data).text)


def send_late_by(browser, wall):
    token = token_in(browser.get("/profile").text)
    wall.shift(timedelta(minutes=61))
    return browser.post("/profile", data=TYPED | {"csrf_token": token})


def test_form_when_a_second_step_is_set_up_on_the_way_then_it_is_still_there(client, dana, wall):
    kept = KEPT.search(send_late(client, dana, wall).text)[1]
    people.grant(dana, Role.DIRECTOR)
    page = enter(client, dana, kept)
    assert KEPT.search(page.text)[1] == kept
    secret = SECRET.search(page.text)[1].replace(" ", "")
    data = {
        "secret": SEALED.search(page.text)[1],
        "code": factors.current_code(secret, datetime.now(UTC)),
        "kept": kept,
    }
    codes = client.post("/profile/security/app", data=data | {"csrf_token": token_in(page.text)})
    onward = {"kept": KEPT.search(codes.text)[1], "csrf_token": token_in(codes.text)}
    assert "髙﨑 花子" in html.unescape(client.post("/sign-in/resume", data=onward).text)


def test_form_when_tries_come_too_fast_then_it_waits_on_that_page(client, dana, wall):
    kept = KEPT.search(send_late(client, dana, wall).text)[1]
    token = token_in(client.get("/sign-in").text)
    data = {"email": dana.email, "password": "wrong wrong wrong", "kept": kept, "csrf_token": token}
    for _try in range(6):
        slowed = client.post("/sign-in", data=data)
    assert (slowed.status_code, KEPT.search(slowed.text)[1]) == (429, kept)
    page = client.post("/sign-in/resume", data={"kept": kept, "csrf_token": token_in(slowed.text)})
    wall.shift(timedelta(minutes=30))
    assert "髙﨑 花子" in html.unescape(enter(client, dana, KEPT.search(page.text)[1]).text)


def test_form_when_signed_in_elsewhere_meanwhile_then_it_is_shown_at_once(client, dana, wall):
    kept = KEPT.search(send_late(client, dana, wall).text)[1]
    enter(client, dana)
    token = token_in(client.get("/profile").text)
    for path in ("/sign-in", "/sign-in/resume"):
        page = client.post(path, data={"kept": kept, "csrf_token": token})
        assert "髙﨑 花子" in html.unescape(page.text)
