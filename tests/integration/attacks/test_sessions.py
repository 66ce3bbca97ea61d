"""A session is the person's alone: none that somebody planted, copied, altered or kept lets anybody in."""

import base64
import json

import pytest
from itsdangerous import URLSafeTimedSerializer

from grantapp.accounts.actions import begin_session
from grantapp.accounts.models import Factor
from grantapp.accounts.rules import passwords
from grantapp.accounts.views.session import USER_KEY
from grantapp.core.policy import Actor
from grantapp.database import db
from tests.factories import people

PASSWORD = "a long and private sentence"


@pytest.fixture
def dana(app):
    """Return somebody who can sign in."""
    return people.person("Dana", password_hash=passwords.hash_password(PASSWORD))


def _sign_in(browser, person):
    return browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})


def _session_of(person):
    return {USER_KEY: begin_session(Actor.system("test"), person.id, Factor.TOTP, "").key}


def _cookie(browser):
    return browser.get_cookie("session").value


def test_session_when_a_stranger_planted_one_before_then_he_is_not_signed_in(client, app, dana):
    mallory = app.test_client()
    mallory.post("/language", data={"language": "ja"})
    planted = _cookie(mallory)
    client.set_cookie("session", planted)
    assert _sign_in(client, dana).status_code == 302
    assert _cookie(client) != planted
    assert mallory.get("/profile").status_code == 302


def test_session_when_something_was_written_into_it_before_then_it_is_gone_after_signing_in(client, dana):
    with client.session_transaction() as session:
        session["planted"] = "by mallory"
    _sign_in(client, dana)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_session_when_a_second_person_signs_in_on_the_same_browser_then_nothing_of_the_first_is_left(
    client, dana
):
    eva = people.person("Eva", password_hash=passwords.hash_password(PASSWORD))
    _sign_in(client, dana)
    client.post("/sign-out")
    _sign_in(client, eva)
    page = client.get("/profile")
    assert "Eva" in page.text
    assert "Dana" not in page.text


@pytest.mark.parametrize("secret", ["", "secret", "development-only-secret", "test-secre", "dev"])
def test_session_when_signed_with_another_secret_then_nobody(client, dana, secret):
    forged = URLSafeTimedSerializer(
        secret or "x", salt="cookie-session", signer_kwargs={"key_derivation": "hmac"}
    ).dumps(_session_of(dana))
    client.set_cookie("session", str(forged))
    assert client.get("/profile").status_code == 302


def test_session_when_its_words_are_exchanged_then_nobody(client, dana, app):
    _sign_in(client, dana)
    _payload, *rest = _cookie(client).lstrip(".").split(".")
    words = base64.urlsafe_b64encode(json.dumps(_session_of(dana)).encode()).decode().rstrip("=")
    other = app.test_client()
    for value in (".".join([words, *rest]), words, f"{words}..", "." + words, "null", "{}", "%00", "é"):
        other.set_cookie("session", value)
        assert other.get("/profile").status_code == 302


def test_session_when_the_person_is_named_by_the_request_then_nobody(client, dana):
    headers = {"X-User": str(dana.id), "Remote-User": dana.email, "Authorization": f"Bearer {dana.id}"}
    for path in (f"/profile?user={dana.id}&_user_id={dana.id}", "/profile"):
        client.set_cookie("remember_token", f"{dana.id}|abc")
        assert client.get(path, headers=headers).status_code == 302


def test_session_when_kept_then_its_row_holds_nothing_that_opens_a_door(client, dana):
    _sign_in(client, dana)
    value = _cookie(client)
    for table in db.metadata.tables.values():
        for row in db.session.execute(db.select(table)):
            assert value not in [str(cell) for cell in row]
