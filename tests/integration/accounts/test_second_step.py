"""The second step: who needs it, what opens it, and that nothing leads around it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grantapp.accounts import actions
from grantapp.accounts.models import (
    Authenticator,
    Factor,
    PersonSession,
    RecoveryCode,
    Role,
    TokenPurpose,
)
from grantapp.accounts.rules import factors, passwords
from grantapp.core.errors import NotAllowedNow
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.notifications.models import Letter
from tests.factories import people

PASSWORD = "four unrelated words of hers"
HASH = passwords.hash_password(PASSWORD)
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SECRET = re.compile(r'class="secret figure" lang="en">([A-Z2-7 ]+)<')
SEALED = re.compile(r'name="secret" type="hidden" value="([^"]+)"')
CODES = re.compile(r'<li class="figure">([a-z2-9-]+)</li>')


@pytest.fixture
def wall(app):
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def officer(wall):
    return people.grant(people.person("Olive Officer", password_hash=HASH), Role.PROGRAM_OFFICER)


@pytest.fixture
def dana(wall):
    return people.person("Dana Whitfield", password_hash=HASH)


def show_password(client, person, **query):
    return client.post(
        "/sign-in", query_string=query, data={"email": person.email, "password": PASSWORD}
    )  # fmt: skip


def set_up(client, wall):
    """Set an app up on the page and return its secret and the recovery codes."""
    page = client.get("/profile/security/app").text
    secret = SECRET.search(page)[1].replace(" ", "")
    sealed = SEALED.search(page)[1]
    code = factors.current_code(secret, datetime.now(UTC))
    answer = client.post("/profile/security/app", data={"secret": sealed, "code": code})
    assert answer.status_code == 200, answer.text
    wall.shift(timedelta(seconds=31))
    return secret, CODES.findall(answer.text)


def with_app(person):
    """Give a person an app and return its secret."""
    secret, actor = factors.new_secret(), people.actor(person).moved_to(NOON - timedelta(days=1))
    actions.set_up_authenticator(actor, secret, factors.current_code(secret, actor.at))
    return secret


def code_of(secret):
    return factors.current_code(secret, datetime.now(UTC))


def is_in(client):
    return client.get("/profile").status_code == 200


def test_staff_when_without_a_factor_then_led_to_set_one_up_and_reach_nothing_else(client, officer, wall):
    answer = show_password(client, officer)
    assert answer.location.startswith("/profile/security/app")
    assert client.get("/home").location.startswith("/sign-in")
    assert client.get("/profile").status_code == 302
    _secret, codes = set_up(client, wall)
    assert len(codes) == factors.CODES
    assert is_in(client)


def test_city_when_without_a_factor_then_the_password_is_enough(client, dana):
    assert show_password(client, dana).location == "/home"
    assert is_in(client)


def test_code_when_right_then_signed_in_and_led_on(client, officer):
    secret = with_app(officer)
    answer = show_password(client, officer, next="/calls")
    assert answer.location == "/sign-in/second-step?next=/calls"
    assert not is_in(client)
    answer = client.post(answer.location, data={"code": code_of(secret)})
    assert answer.location == "/calls"
    assert is_in(client)


@pytest.mark.parametrize("typed", ["{} ", "{:.3} {:.3}", "wide"])
def test_code_when_typed_with_spaces_or_full_width_then_taken(client, officer, typed):
    code = code_of(with_app(officer))
    shapes = {
        "{} ": code + " ", "{:.3} {:.3}": f"{code[:3]} {code[3:]}",
        "wide": "".join(chr(ord(c) + 0xFEE0) for c in code),
    }  # fmt: skip
    show_password(client, officer)
    client.post("/sign-in/second-step", data={"code": shapes[typed]})
    assert is_in(client)


def test_code_when_used_once_then_never_again(app, officer):
    code = code_of(with_app(officer))
    for browser, opens in ((app.test_client(), True), (app.test_client(), False)):
        show_password(browser, officer)
        browser.post("/sign-in/second-step", data={"code": code})
        assert is_in(browser) is opens


def test_code_when_wrong_many_times_then_slowed_down_also_from_another_browser(app, officer):
    with_app(officer)
    browsers = [app.test_client(), app.test_client()]
    for browser in browsers:
        show_password(browser, officer)
    answers = [
        browsers[number % 2].post("/sign-in/second-step", data={"code": "000000"}) for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_code_when_of_other_letters_then_refused_like_any_wrong_one(client, officer):
    with_app(officer)
    show_password(client, officer)
    assert client.post("/sign-in/second-step", data={"code": "確認六文字"}).status_code == 422


def test_code_when_too_old_then_refused(client, officer, wall):
    code = code_of(with_app(officer))
    wall.shift(timedelta(seconds=91))
    show_password(client, officer)
    assert client.post("/sign-in/second-step", data={"code": code}).status_code == 422


def test_half_way_when_ten_minutes_have_passed_then_the_password_is_asked_again(client, officer, wall):
    secret = with_app(officer)
    show_password(client, officer)
    wall.shift(timedelta(minutes=10))
    answer = client.post("/sign-in/second-step", data={"code": code_of(secret)})
    assert answer.location.startswith("/sign-in")
    assert not is_in(client)


def test_half_way_when_the_password_changes_then_it_begins_anew(client, officer):
    secret = with_app(officer)
    show_password(client, officer)
    actions.change_password(people.actor(officer), passwords.hash_password("another four words here"))
    client.post("/sign-in/second-step", data={"code": code_of(secret)})
    assert not is_in(client)


def test_half_way_when_an_app_exists_then_no_other_can_be_set_up(client, officer):
    with_app(officer)
    show_password(client, officer)
    assert client.get("/profile/security/app").location.startswith("/sign-in/second-step")
    assert client.post("/profile/security/app", data={"secret": "x", "code": "1"}).status_code == 302


def test_role_when_given_while_signed_in_without_a_factor_then_the_second_step_comes_first(client, dana):
    show_password(client, dana)
    assert is_in(client)
    people.grant(dana, Role.FINANCE_OFFICER)
    assert not is_in(client)
    assert client.get("/sign-in").location.startswith("/sign-in/second-step")


def test_invitation_when_into_the_office_then_no_way_around_the_second_step(client, wall):
    link = people.link_to(
        TokenPurpose.INVITATION,
        "new@office.example",
        role=Role.FINANCE_OFFICER,
        scope_id=people.product_scope().id,
    )
    form = {
        "name": "Nora", "language": "en", "zone": "America/New_York", "password": PASSWORD, "again": PASSWORD,
    }  # fmt: skip
    answer = client.post(link, data=form)
    assert answer.location.startswith("/profile/security/app")
    assert not is_in(client)
    set_up(client, wall)
    assert is_in(client)


def test_recovery_code_when_used_then_it_opens_once_and_a_letter_tells(app, officer, wall):
    client = app.test_client()
    show_password(client, officer)
    _secret, codes = set_up(client, wall)
    for opens in (True, False):
        browser = app.test_client()
        show_password(browser, officer)
        browser.post("/sign-in/second-step", data={"code": codes[0].upper().replace("-", " ")})
        assert is_in(browser) is opens
    assert db.session.query(RecoveryCode).filter(RecoveryCode.used_at.is_not(None)).count() == 1
    assert "used" in [letter.facts["what"] for letter in letters()]


def letters():
    return db.session.query(Letter).filter_by(name="factor_changed").all()


def test_codes_when_renewed_then_the_old_ones_open_nothing(app, officer, wall):
    client = app.test_client()
    show_password(client, officer)
    _secret, codes = set_up(client, wall)
    fresh = CODES.findall(client.post("/profile/security/codes").text)
    assert (len(fresh), set(fresh) & set(codes)) == (factors.CODES, set())
    browser = app.test_client()
    show_password(browser, officer)
    assert browser.post("/sign-in/second-step", data={"code": codes[1]}).status_code == 422


def test_app_when_the_last_factor_of_the_office_then_it_stays(officer):
    with_app(officer)
    with pytest.raises(NotAllowedNow):
        actions.remove_authenticator(people.actor(officer))
    assert db.session.query(Authenticator).count() == 1


def test_app_when_its_owner_acts_for_a_city_then_it_stays_too(officer):
    with_app(officer)
    as_editor = replace(people.actor(officer), grants=frozenset(), on_behalf_of=1)
    with pytest.raises(NotAllowedNow):
        actions.remove_authenticator(as_editor)


def test_passkey_when_the_first_factor_then_codes_for_paper_come_with_it(dana):
    made = actions.KeyMade("a", "b", 0, "Phone")
    assert len(actions.add_passkey(people.actor(dana), made)) == factors.CODES
    second = actions.KeyMade("c", "d", 0, "Key")
    assert actions.add_passkey(people.actor(dana), second) == []


def test_proof_when_strangers_guess_at_the_front_door_then_it_is_not_slowed_down(client, sign_in, officer):
    for _try in range(7):
        client.post("/sign-in", data={"email": officer.email, "password": "wrong wrong wrong"})
    with_app(officer)
    sign_in(client, officer)
    data = {"password": PASSWORD, "code": people.next_code(officer.email)}
    assert client.post("/confirm-identity", data=data).status_code == 302


def test_app_when_of_a_city_then_removable_with_its_codes(dana):
    with_app(dana)
    actions.remove_authenticator(people.actor(dana))
    assert db.session.query(Authenticator).count() == db.session.query(RecoveryCode).count() == 0


def test_secret_when_kept_then_sealed_and_codes_hashed(client, officer, wall):
    show_password(client, officer)
    secret, codes = set_up(client, wall)
    assert secret not in db.session.query(Authenticator.secret).scalar()
    hashes = " ".join(hashed for (hashed,) in db.session.query(RecoveryCode.hash))
    assert not any(code in hashes for code in codes)


def test_set_up_when_the_code_is_wrong_then_the_same_picture_stays(client, officer):
    show_password(client, officer)
    page = client.get("/profile/security/app").text
    again = client.post("/profile/security/app", data={"secret": SEALED.search(page)[1], "code": "000000"})
    assert again.status_code == 422
    assert SECRET.search(again.text)[1] == SECRET.search(page)[1]


def test_set_up_when_the_secret_is_made_up_then_refused(client, officer):
    show_password(client, officer)
    secret = factors.new_secret()
    answer = client.post("/profile/security/app", data={"secret": secret, "code": code_of(secret)})
    assert answer.status_code == 422
    assert db.session.query(Authenticator).count() == 0


def test_reset_when_done_by_a_link_then_the_second_step_is_still_owed(client, officer):
    with_app(officer)
    link = people.link_to(TokenPurpose.RESET, officer.email)
    new = "an orchard under rain at seven"
    client.post(link, data={"password": new, "again": new})
    client.post("/sign-in", data={"email": officer.email, "password": new})
    assert not is_in(client)


def test_session_when_begun_then_the_factor_is_kept(client, officer):
    secret = with_app(officer)
    show_password(client, officer)
    client.post("/sign-in/second-step", data={"code": code_of(secret)})
    assert db.session.query(PersonSession.factor).scalar() == Factor.TOTP


def test_actor_when_nobody_then_no_proof(app):
    assert Actor.anonymous().confirmed_at is None
