"""Passkeys, with a key in software: made, used alone, as second step and as proof; each challenge once."""

import pytest
import time_machine

from grantapp.accounts import actions
from grantapp.accounts.models import Factor, PersonSession, Role, SpentChallenge
from grantapp.accounts.rules import passwords
from grantapp.core.policy import Actor
from grantapp.database import db
from tests.authenticator import Authenticator
from tests.factories import people
from tests.integration.accounts.test_carried_forms import KEPT, PASSWORD
from tests.integration.accounts.test_second_step import NOON, is_in, show_password

HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def wall(app):
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def ada(wall):
    return people.grant(people.person("Ada", password_hash=HASH), Role.ADMINISTRATOR)


@pytest.fixture
def key(app, sign_in, ada):
    """Return the only factor of Ada."""
    made = Authenticator()
    answer = made.add_to(sign_in(app.test_client(), ada))
    assert "Your recovery codes" in answer.text
    return made


def enter_with(key, browser, **more):
    return browser.post("/sign-in/passkey?next=/people", data={"credential": key.sign_for(browser), **more})


def test_key_when_shown_then_it_opens_alone(client, key):
    assert enter_with(key, client).location == "/people"
    assert is_in(client)
    newest = db.session.query(PersonSession).order_by(PersonSession.id.desc()).first()
    assert newest.factor == Factor.PASSKEY


def test_key_when_shown_after_the_password_then_it_is_the_second_step(client, key, ada):
    show_password(client, ada)
    assert "Use a passkey instead" in client.get("/sign-in/second-step").text
    enter_with(key, client)
    assert is_in(client)


def test_answer_when_sent_again_with_the_cookie_of_then_it_opens_nothing(app, client, key):
    credential = key.sign_for(client)
    cookie = client.get_cookie("session").value
    client.post("/sign-in/passkey", data={"credential": credential})
    thief = app.test_client()
    thief.set_cookie("session", cookie)
    answer = thief.post("/sign-in/passkey", data={"credential": credential})
    assert (answer.status_code, is_in(thief)) == (422, False)


def test_challenge_when_spent_then_once_and_forgotten_when_it_is_too_old_anyway(app, wall):
    system = Actor.system("test")
    assert [actions.spend_challenge(system, "a"), actions.spend_challenge(system, "a")] == [True, False]
    wall.shift(301)
    actions.sweep(system)
    assert db.session.query(SpentChallenge).count() == 0


@pytest.mark.parametrize("wrong", ["old", "unverified", "nonsense", "unknown"])
def test_key_when_it_does_not_fit_then_refused_with_a_page(client, key, wall, wrong):
    if wrong == "unverified":
        key.flags = 1
    shown = Authenticator() if wrong == "unknown" else key
    credential = shown.sign_for(client)
    if wrong == "old":
        wall.shift(301)
    answer = client.post(
        "/sign-in/passkey", data={"credential": "[" if wrong == "nonsense" else credential}
    )  # fmt: skip
    assert answer.status_code == 422
    assert "The passkey could not be checked" in answer.text
    assert not is_in(client)


def test_proof_when_only_a_passkey_is_there_then_it_proves_and_what_was_typed_comes_back(client, key, wall):
    enter_with(key, client)
    somebody = people.person("Sam")
    wall.shift(16 * 60)
    path = f"/people/{somebody.id}/sign_out"
    asked = client.post(path, data={"reason": "The phone was lost."})
    assert "Use a passkey instead" in asked.text
    data = {"kept": KEPT.search(asked.text)[1], "credential": key.sign_for(client)}
    page = client.post("/confirm-identity/passkey", data=data)
    assert "The phone was lost." in page.text
    assert client.get("/people.csv").mimetype == "text/csv"


def test_proof_when_by_the_key_of_somebody_else_then_it_stays_old(app, client, sign_in, key, wall):
    eve = people.grant(people.person("Eve", password_hash=HASH), Role.ADMINISTRATOR)
    sign_in(client, eve)
    wall.shift(16 * 60)
    answer = client.post("/confirm-identity/passkey", data={"credential": key.sign_for(client)})
    assert answer.status_code == 422
    assert client.get("/people.csv").mimetype == "text/html"


def test_key_when_made_with_a_spent_challenge_then_refused(client, sign_in, ada):
    sign_in(client, ada)
    options = client.post("/profile/security/keys/options").json
    cookie = client.get_cookie("session").value
    assert (
        client.post("/profile/security/keys", data={"credential": Authenticator().made(options)}).status_code
        == 200
    )
    client.set_cookie("session", cookie)
    again = client.post("/profile/security/keys", data={"credential": Authenticator().made(options)})
    assert again.status_code == 422
