"""An account of one's own: the address proves itself by a link, nobody learns who has one, no role comes with it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import event

from grantapp.accounts import actions, queries
from grantapp.accounts.models import AccessToken, Person, RoleGrant, TokenPurpose
from grantapp.accounts.rules import passwords, throttle
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.jobs import runner
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from tests.factories import people

PASSWORD = "four unrelated words of hers"
ADDRESS = "megumi@kitakyushu.example"
PERSON = {"name": "高﨑 恵", "reading": "タカサキ メグミ", "language": "ja", "zone": "Asia/Tokyo"}
FORM = PERSON | {"password": PASSWORD, "again": PASSWORD}


def ask(client, email=ADDRESS):
    answer = client.post("/sign-up", data={"email": email})
    runner.drain()
    return answer


def letters():
    return [(one, delivery.write(one)) for one in db.session.query(Letter).order_by(Letter.id)]


def link_of(letter):
    return urlsplit(re.search(r"http://localhost(/sign-up/\S+)", letter.text).group()).path


def test_sign_up_when_the_link_is_followed_then_an_account_without_role_and_the_question_for_the_city(client):
    answer = ask(client)
    assert (answer.status_code, answer.location) == (302, "/sign-up/sent")
    path = link_of(letters()[0][1])
    assert ADDRESS in client.get(path).text
    answer = client.post(path, data=FORM)
    assert (answer.status_code, answer.location) == (302, "/my-city")
    assert client.get("/my-city").status_code == 200
    made = queries.find_person_by_email(ADDRESS)
    assert (made.name, made.language, made.zone) == ("高﨑 恵", "ja", "Asia/Tokyo")
    assert made.privacy_version == PRIVACY_VERSION
    assert made.privacy_read_at is not None
    assert db.session.query(RoleGrant).count() == 0


def test_link_when_a_scanner_looks_then_it_still_opens_once_and_never_again(app, client):
    ask(client)
    path = link_of(letters()[0][1])
    for _look in range(3):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().head(path).status_code == 200
    assert client.post(path, data=FORM).status_code == 302
    stranger = app.test_client()
    assert stranger.get(path).status_code == 410
    assert stranger.post(path, data=FORM).status_code == 410
    assert db.session.query(Person).count() == 1


def test_link_when_a_day_has_passed_then_gone(client):
    ask(client)
    path = link_of(letters()[0][1])
    with clock.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert client.get(path).status_code == 410


def test_link_when_asked_again_then_the_earlier_one_has_ended(client):
    ask(client)
    ask(client)
    first, second = (link_of(written) for _letter, written in letters())
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("purpose", [TokenPurpose.INVITATION, TokenPurpose.RESET])
def test_link_when_made_for_something_else_then_it_opens_no_account(client, purpose):
    raw = people.link_to(purpose, ADDRESS).rsplit("/", 1)[1]
    assert client.post(f"/sign-up/{raw}", data=FORM).status_code == 410


def test_known_address_when_asked_then_the_answer_is_the_same_and_the_letter_says_so(client):
    known = people.person("Dana Whitfield", password_hash=passwords.hash_password(PASSWORD))
    statements, counts, answers = [], [], []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for email in (known.email, "nobody@city.example"):
        before = len(statements)
        answers.append(client.post("/sign-up", data={"email": email}))
        counts.append(len(statements) - before)
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert answers[0].data == answers[1].data
    assert counts[0] == counts[1]
    runner.drain()
    told = {letter.address: (letter.name, written.text) for letter, written in letters()}
    assert told[known.email][0] == "account_exists"
    assert told["nobody@city.example"][0] == "sign_up"
    assert "/sign-up/" not in told[known.email][1]
    left = db.session.query(AccessToken).filter_by(email=known.email).one()
    assert left.expires_at <= clock.now()


def test_closed_account_when_asked_for_then_the_letter_says_whom_to_ask(client):
    closed = people.person("Dana", deactivated_at=people.NOW)
    ask(client, closed.email)
    assert "closed" in letters()[0][1].text


def test_account_when_somebody_was_faster_then_no_second_one(app):
    path = people.link_to(TokenPurpose.SIGN_UP, ADDRESS)
    with people.writing():
        db.session.add(Person(email=ADDRESS, name="First", created_at=people.NOW))
    newcomer = actions.Newcomer("Megumi", "", "ja", "Asia/Tokyo")
    with pytest.raises(NotAllowedNow):
        actions.sign_up(Actor.anonymous(), path.rsplit("/", 1)[1], newcomer, "hash")


def test_letters_when_asked_again_and_again_then_they_become_rare(client):
    with time_machine.travel(people.NOW, tick=False):
        for _try in range(throttle.FREE_TRIES + 6):
            assert client.post("/sign-up", data={"email": ADDRESS}).status_code == 302
    assert db.session.query(AccessToken).count() < throttle.FREE_TRIES + 6


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 330 + "@city.example"])
def test_address_when_it_is_none_then_said_at_the_field_and_kept(client, email):
    answer = client.post("/sign-up", data={"email": email})
    assert answer.status_code == 422
    assert email[:20] in answer.text
    assert db.session.query(AccessToken).count() == 0


def test_password_when_it_is_the_own_name_then_refused_and_the_link_still_works(client):
    path = people.link_to(TokenPurpose.SIGN_UP, "megumi.takasaki@kitakyushu.example")
    weak = FORM | {"password": "megumi.takasaki1", "again": "megumi.takasaki1"}
    assert client.post(path, data=weak).status_code == 422
    assert client.post(path, data=FORM).status_code == 302


def test_notice_when_not_read_then_shown_once_after_sign_in(client):
    late = people.person("Dana", password_hash=passwords.hash_password(PASSWORD), privacy_version="0.9")
    answer = client.post("/sign-in?next=/profile", data={"email": late.email, "password": PASSWORD})
    assert answer.location == "/profile"
    shown = client.get("/profile")
    assert (shown.status_code, shown.location) == (302, "/privacy-notice?next=/profile")
    assert client.get("/privacy").status_code == 200
    assert client.get(shown.location).status_code == 200
    db.session.expire_all()
    assert db.session.get(Person, late.id).privacy_version == "0.9"
    done = client.post(shown.location, data={"version": PRIVACY_VERSION})
    assert done.location == "/profile"
    assert client.get("/profile").status_code == 200
    assert db.session.get(Person, late.id).privacy_version == PRIVACY_VERSION


def test_notice_when_another_version_is_sent_then_not_noted(client, sign_in):
    late = people.person("Dana", privacy_version="")
    sign_in(client, late)
    client.post("/privacy-notice", data={"version": "9.9"})
    assert db.session.get(Person, late.id).privacy_version == ""
