"""A page that is only looked at changes nothing, whoever looks, by GET or by HEAD; a mail scanner burns no link."""

from datetime import timedelta

import pytest

from grantapp.accounts import actions
from grantapp.accounts.models import AccessToken, Role, TokenPurpose
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token
from grantapp.database import db
from tests import attacker
from tests.factories import people

SCANNER = {"User-Agent": "Mozilla/5.0 (compatible; SafeLinks)", "Accept": "*/*"}


def _read(grounds):
    return (spot for spot in grounds.spots("GET") if spot.endpoint != "web.readyz")  # 503 without a worker


@pytest.mark.long
def test_pages_when_read_then_nothing_is_written(grounds):
    before = attacker.count_rows()
    entered, crashed = 0, []
    with attacker.Writes() as writes:
        for spot in _read(grounds):
            answer = grounds.browser(spot.role).get(spot.path)
            entered += answer.status_code == 200
            crashed += [(spot, answer.status_code)] * (answer.status_code >= 500)
            assert writes.seen == [], spot
    assert crashed == []
    assert entered > 100
    assert attacker.count_rows() == before


def test_pages_when_asked_by_head_then_as_by_get_and_nothing_is_written(grounds):
    with attacker.Writes() as writes:
        for spot in list(_read(grounds))[:: 1 if attacker.FULL else 5]:
            browser = grounds.browser(spot.role)
            answer = browser.head(spot.path)
            assert answer.data == b"", spot
            assert answer.status_code < 500, spot
    assert writes.seen == []


@pytest.fixture
def links(app):
    """Return an invitation and a way to a new password, with their addresses."""
    administrator = people.acting(Role.ADMINISTRATOR, at=clock.now())
    actions.invite_person(administrator, "new@city.example", Role.APPLICANT_EDITOR, people.scope().id)
    dana = people.person("Dana")
    actions.ask_for_reset(Actor.anonymous(), dana.email)
    found = db.session.query(AccessToken).all()
    return {
        token.purpose: derive_token("test-secret", token.purpose.value, token.public_id) for token in found
    }


PATHS = {TokenPurpose.INVITATION: "/invitations/{}", TokenPurpose.RESET: "/new-password/{}"}


def test_link_when_a_mail_scanner_follows_it_then_it_still_works(client, app, links):
    for purpose, raw in links.items():
        path = PATHS[purpose].format(raw)
        scanner = app.test_client()
        with attacker.Writes() as writes:
            for _time in range(3):
                assert scanner.head(path, headers=SCANNER).status_code == 200
                assert scanner.get(path, headers=SCANNER).status_code == 200
                assert scanner.get(f"{path}/", headers=SCANNER).status_code in (308, 404)
                assert scanner.options(path, headers=SCANNER).status_code == 200
        assert writes.seen == []
        assert db.session.query(AccessToken).filter(AccessToken.used_at.isnot(None)).count() == 0
        assert client.get(path).status_code == 200


def test_link_when_tried_at_another_door_then_it_opens_nothing(client, links):
    invitation, reset = links[TokenPurpose.INVITATION], links[TokenPurpose.RESET]
    password = "four unrelated words of hers"
    for path in (f"/invitations/{reset}", f"/new-password/{invitation}"):
        assert client.get(path).status_code == 410
        form = {
            "name": "Eve",
            "language": "en",
            "zone": "Asia/Tokyo",
            "password": password,
            "again": password,
        }
        assert client.post(path, data=form).status_code == 410
    assert client.post(f"/invitations/{reset}/join").status_code in (302, 410)
    assert db.session.query(AccessToken).filter(AccessToken.used_at.isnot(None)).count() == 0


@pytest.mark.parametrize(
    "change", [str.upper, lambda raw: raw[:-1], lambda raw: raw + "0", lambda raw: f" {raw}"]
)
def test_link_when_altered_then_it_opens_nothing(client, links, change):
    assert client.get(PATHS[TokenPurpose.RESET].format(change(links[TokenPurpose.RESET]))).status_code in (
        404,
        410,
    )


def test_reset_when_sent_twice_and_after_its_end_then_only_the_first_counts(client, app, links):
    path = PATHS[TokenPurpose.RESET].format(links[TokenPurpose.RESET])
    password = "four unrelated words of hers"
    assert client.post(path, data={"password": password, "again": password}).status_code == 302
    other = app.test_client()
    late = {"password": "words that eve would like to have", "again": "words that eve would like to have"}
    assert other.post(path, data=late).status_code == 410
    with clock.travel(clock.wall() + timedelta(days=1)):
        assert other.post(path, data=late).status_code == 410


def test_letters_when_links_are_kept_then_neither_row_nor_log_could_open_a_door(app, links):
    rows = db.session.query(AccessToken).all()
    for raw in links.values():
        assert not [row for row in rows if raw in (row.hash, row.public_id)]
