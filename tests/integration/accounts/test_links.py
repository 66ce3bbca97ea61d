"""Links let somebody in once: looking uses nothing up, sending does, a second time gets a clear page."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from grantapp.accounts import actions, policy, queries
from grantapp.accounts.models import AccessToken, Role, TokenPurpose
from grantapp.accounts.rules import passwords
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor, permission
from grantapp.core.tokens import derive_token
from grantapp.database import db
from grantapp.jobs import runner
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from tests.factories import people

PASSWORD = "four unrelated words of hers"
PERSON = {"name": "高﨑 恵", "reading": "タカサキ メグミ", "language": "ja", "zone": "Asia/Tokyo"}
FORM = PERSON | {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def administrator(app):
    return people.acting(Role.ADMINISTRATOR, at=clock.now())


def invite(
    administrator, email="megumi@kitakyushu.example", role=Role.APPLICANT_EDITOR, scope_id=None, **values
):
    return actions.invite_person(administrator, email, role, scope_id or people.scope().id, **values)


def address_of(token):
    raw = derive_token("test-secret", token.purpose.value, token.public_id)
    return f"/invitations/{raw}" if token.purpose == TokenPurpose.INVITATION else f"/new-password/{raw}"


def letters():
    return [delivery.write(letter) for letter in db.session.query(Letter).order_by(Letter.id)]


def link_in(text):
    return urlsplit(re.search(r"http://localhost(/\S+)", text).group()).path


def test_invitation_when_taken_up_then_account_role_and_session(client, administrator):
    token = invite(administrator, language="ja")
    scope_id = token.scope_id
    written = letters()[0]
    assert written.subject.startswith("【要対応】")
    assert len(written.subject) <= 30
    path = link_in(written.text)
    assert path == address_of(token)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    assert client.post(path, data=FORM).location == "/home"
    megumi = queries.find_person_by_email("megumi@kitakyushu.example")
    assert (megumi.name, megumi.language, megumi.zone) == ("高﨑 恵", "ja", "Asia/Tokyo")
    assert people.actor(megumi).holds([Role.APPLICANT_EDITOR], scope_id)
    assert "高﨑 恵" in client.get("/profile").text
    assert passwords.is_right(megumi.password_hash, PASSWORD)


def test_invitation_when_replayed_then_clear_page_and_nothing_changes(client, app, administrator):
    path = address_of(invite(administrator))
    client.post(path, data=FORM)
    other = app.test_client()
    for answer in (other.get(path), other.post(path, data=FORM | {"name": "Mallory"})):
        assert answer.status_code == 410
        assert "does not open anything" in answer.text
    assert queries.find_person_by_email("megumi@kitakyushu.example").name == "高﨑 恵"


def test_invitation_when_claimed_by_two_at_once_then_one_wins(app, administrator):
    raw = address_of(invite(administrator)).rpartition("/")[2]
    newcomer = actions.Newcomer("Megumi", "", "ja", "Asia/Tokyo")

    def claim(_number):
        with app.app_context():
            try:
                return actions.accept_invitation(Actor.anonymous(), raw, newcomer, "hash") is not None
            except NotAllowedNow:
                return False

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(4))) == [False, False, False, True]


@pytest.mark.parametrize("spoil", ["x", "0" * 96, "../../etc/passwd", "%00"])
def test_invitation_when_the_link_is_broken_then_clear_page(client, administrator, spoil):
    invite(administrator)
    assert client.get(f"/invitations/{spoil}").status_code in (404, 410)


def test_invitation_when_expired_then_clear_page(client, administrator):
    path = address_of(invite(administrator))
    with clock.travel(clock.wall() + timedelta(days=14, seconds=1)):
        assert client.get(path).status_code == 410
        assert client.post(path, data=FORM).status_code == 410
    assert client.get(path).status_code == 200


def test_invitation_when_sent_again_then_the_earlier_link_ends(client, administrator):
    city = people.scope()
    first = invite(administrator, scope_id=city.id)
    later = administrator.moved_to(administrator.at + timedelta(seconds=1))
    second = actions.invite_person(later, first.email, Role.APPLICANT_EDITOR, city.id)
    with clock.travel(later.at):
        assert client.get(address_of(first)).status_code == 410
        assert client.get(address_of(second)).status_code == 200


def test_invitation_when_used_for_a_new_password_then_not_the_right_door(client, administrator):
    raw = address_of(invite(administrator)).rpartition("/")[2]
    assert client.get(f"/new-password/{raw}").status_code == 410


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"), ({"password": "short", "again": "short"}, "password"), ({"again": "other"}, "again"),
        ({"zone": "Mars/Base"}, "zone"), ({"password": "megumi megumi 2026", "again": "megumi megumi 2026"}, "password"),
        ({"name": "x" * 201}, "name"), ({"name": "a\x00b"}, "name"),
    ],
)  # fmt: skip
def test_invitation_when_the_form_is_wrong_then_shown_again_and_unused(client, administrator, change, field):
    path = address_of(invite(administrator))
    answer = client.post(path, data=FORM | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert client.post(path, data=FORM).status_code == 302


def test_invitation_when_the_address_has_an_account_then_the_role_is_added(client, sign_in, administrator):
    dana = people.person("Dana")
    token = invite(administrator, dana.email)
    path, scope_id = address_of(token), token.scope_id
    assert "has an account already" in client.get(path).text
    assert client.post(path, data=FORM).status_code == 200
    assert client.post(f"{path}/join").location == f"/sign-in?next={path}"
    sign_in(client, dana)
    assert "Take up the role" in client.get(path).text
    assert client.post(f"{path}/join").location == "/home"
    assert people.actor(dana).holds([Role.APPLICANT_EDITOR], scope_id)
    assert client.post(f"{path}/join").status_code == 410


def test_invitation_when_signed_in_as_another_then_refused_and_unused(client, sign_in, administrator):
    dana, eva = people.person("Dana"), people.person("Eva")
    path = address_of(invite(administrator, dana.email))
    sign_in(client, eva)
    assert "another address" in client.get(path).text
    assert client.post(f"{path}/join").status_code == 409
    sign_in(client, dana)
    assert client.post(f"{path}/join").status_code == 302


def test_invitation_when_nobody_may_then_refused(app):
    city = people.scope()
    for role in Role:
        if role != Role.ADMINISTRATOR:
            with pytest.raises(NotPermitted):
                invite(people.acting(role, city.id if role in policy.CITY else 1), scope_id=city.id)


def test_invitation_when_a_feature_hands_in_its_right_then_only_roles_of_cities(app):
    allowed = permission("test:invite", "Invite a partner", lambda actor, about: about == "mine")
    city = people.scope()
    dana = people.acting(Role.APPLICANT_EDITOR, city.id)
    errand = policy.Errand(allowed, "mine")
    assert invite(dana, scope_id=city.id, errand=errand).role == Role.APPLICANT_EDITOR
    with pytest.raises(NotPermitted):
        invite(dana, role=Role.DIRECTOR, scope_id=1, errand=errand)
    with pytest.raises(NotPermitted):
        invite(dana, scope_id=city.id, errand=policy.Errand(allowed, "theirs"))


@pytest.mark.parametrize("email", ["", "nobody", "a b@city.example", "x@localhost", "ü@"])
def test_invitation_when_the_address_is_none_then_refused(administrator, email):
    with pytest.raises(Invalid) as refused:
        invite(administrator, email)
    assert refused.value.problems[0].field == "email"


def test_invitation_when_stored_then_neither_row_nor_letter_holds_the_link(app, administrator):
    token = invite(administrator)
    raw = address_of(token).rpartition("/")[2]
    letter = db.session.query(Letter).one()
    assert raw not in str(letter.facts)
    assert raw not in {str(value) for value in vars(token).values()}


def reset(client, email):
    answer = client.post("/forgotten-password", data={"email": email}, follow_redirects=True)
    runner.drain()
    return answer


@pytest.fixture
def dana(app):
    return people.person("Dana Whitfield", password_hash=passwords.hash_password(PASSWORD))


def test_reset_when_asked_then_the_answer_is_the_same_for_everybody(client, dana):
    with time_machine.travel(clock.wall(), tick=False):  # the token of the page's forms holds the second
        known, unknown = reset(client, dana.email), reset(client, "nobody@city.example")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert [letter.address for letter in db.session.query(Letter)] == [dana.email]


def test_reset_when_used_then_new_password_and_every_session_ends(client, app, sign_in, dana):
    elsewhere = sign_in(app.test_client(), dana)
    assert elsewhere.get("/profile").status_code == 200
    reset(client, dana.email)
    path = link_in(letters()[0].text)
    new = "another phrase of five words"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": new, "again": new}).location == "/sign-in"
    assert client.post(path, data={"password": new, "again": new}).status_code == 410
    assert elsewhere.get("/profile").status_code == 302
    assert client.post("/sign-in", data={"email": dana.email, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"email": dana.email, "password": new}).status_code == 302


def test_reset_when_two_hours_old_then_over(client, dana):
    reset(client, dana.email)
    path = link_in(letters()[0].text)
    with clock.travel(clock.wall() + timedelta(hours=2, seconds=1)):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"password": "a" * 20, "again": "a" * 20}).status_code == 410


def test_reset_when_the_new_password_is_weak_then_refused_and_the_link_still_works(client, dana):
    reset(client, dana.email)
    path = link_in(letters()[0].text)
    weak = "dana whitfield 2026"
    assert client.post(path, data={"password": weak, "again": weak}).status_code == 422
    assert client.get(path).status_code == 200


def test_reset_when_asked_too_often_then_no_further_letter(client, dana):
    for _try in range(8):
        reset(client, dana.email)
    assert db.session.query(Letter).count() == 5


def test_sweep_when_links_are_long_over_then_deleted_but_used_ones_stay(app, administrator):
    used, unused = invite(administrator, "a@city.example"), invite(administrator, "b@city.example")
    actions.claim_link(administrator, TokenPurpose.INVITATION, address_of(used).rpartition("/")[2])
    kept, gone = used.id, unused.id
    actions.sweep(Actor.system("test").moved_to(administrator.at + timedelta(days=120)))
    db.session.expire_all()
    assert [db.session.get(AccessToken, number) is None for number in (kept, gone)] == [False, True]


def test_command_when_the_installation_is_fresh_then_prints_a_link_that_makes_an_administrator(client, app):
    ran = app.test_cli_runner().invoke(args=["accounts", "create-administrator", "root@office.example"])
    assert ran.exit_code == 0, ran.output
    path = link_in(ran.output)
    assert client.post(path, data=FORM | {"language": "en"}).status_code == 302
    root = queries.find_person_by_email("root@office.example")
    assert people.actor(root).everywhere([Role.ADMINISTRATOR])


def test_command_when_the_address_is_none_then_says_so(app):
    ran = app.test_cli_runner().invoke(args=["accounts", "create-administrator", "root"])
    assert ran.exit_code == 1
    assert "not an email address" in ran.output
