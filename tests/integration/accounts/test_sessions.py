"""Each browser has a session of its own, which ends by itself, by its owner, and by a new password."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grantapp.accounts import actions
from grantapp.accounts.models import PersonSession, SessionEnd
from grantapp.accounts.rules import passwords
from grantapp.audit.models import AccessEntry
from grantapp.core.errors import NotPermitted
from grantapp.database import db
from grantapp.unit_of_work import writing
from tests.factories import people

PASSWORD = "four unrelated words of hers"
HASH = passwords.hash_password(PASSWORD)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def dana(app):
    return people.person("Dana Whitfield", password_hash=HASH)


def enter(app, person, agent=WINDOWS):
    browser = app.test_client()
    answer = browser.post(
        "/sign-in", data={"email": person.email, "password": PASSWORD}, headers={"User-Agent": agent}
    )
    assert answer.status_code == 302
    return browser


def is_in(browser):
    return browser.get("/profile").status_code == 200


def sessions_of(person):
    return db.session.query(PersonSession).filter_by(person_id=person.id).order_by(PersonSession.id).all()


def test_page_when_two_devices_then_both_are_named_and_this_one_is_marked(app, dana):
    enter(app, dana)
    page = enter(app, dana, PHONE).get("/profile/security").text
    assert "Firefox · Windows" in page
    assert page.index("Safari · iPhone") < page.index("this one") < page.index("Firefox · Windows")


def test_sign_out_when_on_one_device_then_the_other_goes_on(app, dana):
    first, second = enter(app, dana), enter(app, dana)
    first.post("/sign-out")
    assert (is_in(first), is_in(second)) == (False, True)


def test_revoke_when_the_other_device_is_ended_then_only_it_is_out(app, dana):
    first, second = enter(app, dana), enter(app, dana)
    other, _own = sessions_of(dana)
    assert second.post(f"/profile/security/sessions/{other.id}/end").status_code == 302
    assert (is_in(first), is_in(second)) == (False, True)
    assert sessions_of(dana)[0].ended_why == SessionEnd.REVOKED


def test_revoke_when_all_others_are_ended_then_this_one_stays(app, dana):
    browsers = [enter(app, dana) for _ in range(3)]
    browsers[2].post("/profile/security/sessions/end-others")
    assert [is_in(browser) for browser in browsers] == [False, False, True]


def test_revoke_when_somebody_elses_then_refused(app, dana):
    enter(app, dana)
    stranger = people.person("Eve", password_hash=HASH)
    browser = enter(app, stranger)
    assert browser.post(f"/profile/security/sessions/{sessions_of(dana)[0].id}/end").status_code == 404
    with pytest.raises(NotPermitted):
        actions.revoke_session(people.actor(stranger), sessions_of(dana)[0].id)
    assert sessions_of(dana)[0].ended_at is None


def test_password_when_changed_then_this_device_stays_and_others_are_out(app, dana):
    first, second = enter(app, dana), enter(app, dana)
    new = "an orchard under rain at seven"
    answer = second.post("/profile/password", data={"present": PASSWORD, "password": new, "again": new})
    assert answer.status_code == 302
    assert (is_in(first), is_in(second)) == (False, True)


def test_session_when_twelve_hours_old_then_over_however_busy(app, dana):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as wall:
        browser = enter(app, dana)
        for _half_hour in range(23):
            wall.shift(timedelta(minutes=30))
            assert is_in(browser)
        wall.shift(timedelta(minutes=30))
        assert not is_in(browser)


def test_session_when_idle_for_an_hour_then_over(app, dana):
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as wall:
        browser = enter(app, dana)
        wall.shift(timedelta(minutes=61))
        assert not is_in(browser)


def test_session_when_signing_in_then_the_key_is_new_and_the_old_cookie_is_worth_nothing(app, dana):
    browser = app.test_client()
    browser.get("/sign-in")
    with browser.session_transaction() as session:
        session["planted"] = "by an attacker"
    browser.post("/sign-in", data={"email": dana.email, "password": PASSWORD})
    with browser.session_transaction() as session:
        assert "planted" not in session
        first = session["_user_id"]
    browser.post("/sign-out")
    browser.post("/sign-in", data={"email": dana.email, "password": PASSWORD})
    with browser.session_transaction() as session:
        assert session["_user_id"] != first


def test_looking_when_signed_in_then_nothing_is_written(app, dana):
    browser = enter(app, dana)
    before = [(one.confirmed_at, one.begun_at) for one in sessions_of(dana)]
    browser.get("/profile/security")
    assert [(one.confirmed_at, one.begun_at) for one in sessions_of(dana)] == before


def test_page_when_another_device_was_used_then_its_last_use_is_told(app, dana):
    first = enter(app, dana)
    key = sessions_of(dana)[0].key
    with writing():
        db.session.add(
            AccessEntry(
                request_id="r", ms=1, statements=1,
                at=datetime(2026, 11, 3, 1, 2, tzinfo=UTC), actor_id=dana.id, session_key=key,
                method="GET", endpoint="accounts.profile", status=200,
            )
        )  # fmt: skip
    page = enter(app, dana).get("/profile/security").text
    assert "20:02" in page
    assert is_in(first)
