"""One's own data: a copy for oneself alone, and a deletion that leaves money, decisions and the chain true."""

import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from grantapp import jobs
from grantapp.accounts import actions, policy, queries
from grantapp.accounts import jobs as account_jobs
from grantapp.accounts.models import (
    Authenticator,
    DataCopy,
    DeletionRequest,
    DeletionStatus,
    Factor,
    Passkey,
    PersonSession,
    RecoveryCode,
    Role,
    RoleRequest,
)
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.audit import chain
from grantapp.audit.models import DomainEvent, EventPersonal
from grantapp.audit.queries import lines_for
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.files import jobs as file_jobs
from grantapp.files import storage
from grantapp.ledger.models import LedgerEntry
from grantapp.notifications.models import Letter
from tests.factories import applications, awards, letters, people
from tests.factories.applications import Side


@pytest.fixture
def eva(app):
    return people.person("Eva Lindqvist", title="Clerk")


def copy_of(person, client):
    client.post("/profile/data/copy")
    jobs.drain()
    return db.session.query(DataCopy).filter_by(person_id=person.id).one()


def test_copy_when_asked_then_made_and_readable_by_its_person_alone(client, app, sign_in, eva):
    sign_in(client, eva)
    client.post(
        "/profile",
        data={"name": "Eva L.", "reading": "", "title": "", "language": "ja", "zone": "Asia/Tokyo"},
    )
    copy = copy_of(eva, client)
    answer = client.get(f"/profile/data/copies/{copy.id}")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert set(archive.namelist()) == {"my-data.html", "my-data.json", "letters.csv", "facts.csv"}
    data = json.loads(archive.read("my-data.json"))
    assert data["profile"]["name"] == "Eva L."
    assert "person.edited" in [one["verb"] for one in data["facts"]]
    assert '<html lang="ja">' in archive.read("my-data.html").decode()
    assert f"/profile/data/copies/{copy.id}" in client.get("/profile/data").text
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR):
        other = sign_in(app.test_client(), people.staff(role))
        assert other.get(f"/profile/data/copies/{copy.id}").status_code in (403, 404)
    assert "copy_ready" in [letter.name for letter, _written in letters.delivered()]


def test_copy_when_made_then_devices_and_second_steps_are_in_it_without_secrets(client, app, sign_in):
    eva = people.give_app(people.person("Eva Lindqvist", privacy_version=""))
    actions.add_passkey(people.actor(eva), actions.KeyMade("credential", "public half", 0, "Work phone"))
    actions.begin_session(Actor.system("test"), eva.id, Factor.TOTP, "Firefox on Linux")
    actions.read_notice(people.actor(eva), PRIVACY_VERSION)
    sign_in(client, eva)
    copy = copy_of(eva, client)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/profile/data/copies/{copy.id}").data))
    raw = archive.read("my-data.json").decode()
    data = json.loads(raw)
    assert data["profile"]["privacy_notice"] == PRIVACY_VERSION
    assert data["profile"]["privacy_notice_read_at"]
    assert {one["kind"] for one in data["second_factors"]} == {"app", "recovery_code", "passkey"}
    assert all(one["since"] for one in data["second_factors"])
    assert "Work phone" in [one["name"] for one in data["second_factors"]]
    assert [one["device"] for one in data["sessions"]] == ["", "Firefox on Linux"]
    assert "person.signed_in" in [one["verb"] for one in data["facts"]]
    page = archive.read("my-data.html").decode()
    assert "Firefox on Linux" in page
    secrets = [db.session.query(Authenticator.secret).scalar(), "public half", "credential"]
    secrets += [hashed for (hashed,) in db.session.query(RecoveryCode.hash)]
    secrets += [key for (key,) in db.session.query(PersonSession.key)]
    assert [one for one in secrets if one in raw or one in page] == []


def test_copy_when_the_store_is_swept_then_it_stays_for_its_week(client, app, sign_in, eva):
    sign_in(client, eva)
    copy = copy_of(eva, client)
    for path in Path(app.config["FILES_URL"].removeprefix("file://")).rglob("*"):
        os.utime(path, (1, 1))
    file_jobs.sweep()
    assert client.get(f"/profile/data/copies/{copy.id}").status_code == 200


def test_copy_when_its_bytes_are_gone_then_not_found(client, sign_in, eva):
    sign_in(client, eva)
    copy = copy_of(eva, client)
    storage.delete(copy.storage_key)
    assert client.get(f"/profile/data/copies/{copy.id}").status_code == 404


def test_copy_when_asked_twice_then_one_is_made(eva):
    actor = people.actor(eva)
    actions.ask_for_copy(actor)
    with pytest.raises(NotAllowedNow):
        actions.ask_for_copy(actor)
    jobs.drain()
    number = db.session.query(DataCopy).one().id
    first = queries.get_copy(number).storage_key
    account_jobs.make_copy({"copy_id": number})
    assert queries.get_copy(number).storage_key == first


def test_copy_when_the_week_is_over_then_its_bytes_are_deleted(client, sign_in, eva):
    sign_in(client, eva)
    copy = copy_of(eva, client)
    number = copy.id
    with clock.travel(clock.now() + timedelta(days=8)):
        assert client.get(f"/profile/data/copies/{number}").status_code == 404
        account_jobs.sweep()
    assert queries.get_copy(number).storage_key == ""


def test_copy_when_a_role_and_a_request_are_kept_then_in_it(app, client, sign_in, eva):
    world = applications.world()
    scope_id = world.offices[Side.LEAD].scope_id
    actions.ask_to_join(people.actor(eva), scope_id, Role.APPLICANT_EDITOR, "I am the new clerk.")
    actions.grant_request(world.signatory(Side.LEAD), db.session.query(RoleRequest).one().id)
    sign_in(client, eva)
    copy = copy_of(eva, client)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/profile/data/copies/{copy.id}").data))
    data = json.loads(archive.read("my-data.json"))
    assert data["roles"][0]["where"]["en"] == world.offices[Side.LEAD].name.en
    assert data["requests_for_roles"][0]["reason"] == "I am the new clerk."
    assert [one["name"] for one in data["letters"]] == ["role_granted"]


def test_deletion_when_asked_then_officers_see_it_and_the_person_may_withdraw(client, app, sign_in, eva):
    officer = people.staff(Role.PROGRAM_OFFICER)
    sign_in(client, eva)
    assert "three years" in client.get("/profile/data").text
    assert client.post("/profile/data/deletion", data={"reason": "I retire."}).status_code == 302
    assert client.post("/profile/data/deletion", data={"reason": ""}).status_code == 409
    request = db.session.query(DeletionRequest).one()
    office = sign_in(app.test_client(), officer)
    assert "Eva" in office.get("/home").text
    assert "I retire." in office.get(f"/deletion-requests/{request.id}").text
    assert office.post(f"/deletion-requests/{request.id}/refuse", data={"reason": ""}).status_code == 422
    assert client.post(f"/profile/data/deletion/{request.id}/withdraw").status_code == 302
    assert office.post(f"/deletion-requests/{request.id}/carry-out").status_code == 409
    assert queries.get_person(eva.id).name == "Eva Lindqvist"
    assert "deletion_asked" in [letter.name for letter, _written in letters.delivered()]


def test_deletion_when_refused_then_the_person_reads_why(client, app, sign_in, eva):
    request = actions.ask_deletion(people.actor(eva))
    office = sign_in(client, people.staff(Role.ADMINISTRATOR))
    answer = office.post(f"/deletion-requests/{request.id}/refuse", data={"reason": "An award is open."})
    assert answer.status_code == 302
    assert "An award is open." in sign_in(app.test_client(), eva).get("/profile/data").text
    assert "deletion_refused" in [letter.name for letter, _written in letters.delivered()]


def test_deletion_when_decided_by_the_wrong_person_then_refused(eva):
    officer = people.staff(Role.PROGRAM_OFFICER)
    mine = actions.ask_deletion(people.actor(officer))
    for somebody in (
        people.actor(officer),
        people.actor(eva),
        people.acting(Role.AUDITOR),
        people.acting(Role.DIRECTOR),
    ):
        with pytest.raises(NotPermitted):
            actions.carry_out_deletion(somebody, mine.id)
    with pytest.raises(NotPermitted):
        actions.withdraw_deletion(people.actor(eva), mine.id)


def test_deletion_when_carried_out_then_nothing_says_who_it_was(eva):
    officer = people.acting(Role.PROGRAM_OFFICER)
    world = applications.world()
    scope_id = world.offices[Side.LEAD].scope_id
    actions.invite_person(
        people.acting(Role.ADMINISTRATOR), eva.email, Role.APPLICANT_EDITOR, scope_id, name=eva.name
    )
    actions.ask_to_join(people.actor(eva), scope_id, Role.APPLICANT_EDITOR, "Eva asks.")
    letters.delivered()
    address = eva.email
    session = actions.begin_session(people.actor(eva), eva.id, Factor.NONE, "Eva's telephone")
    people.give_app(eva)
    actions.add_passkey(people.actor(eva), actions.KeyMade("credential", "public half", 0, "Eva's key"))
    request = actions.ask_deletion(people.actor(eva), "I retire.")
    assert db.session.query(EventPersonal).count() == 1
    actions.carry_out_deletion(officer, request.id)
    person = queries.get_person(eva.id)
    assert (person.title, person.password_hash, person.deactivated_at) == ("", "", officer.at)
    assert [db.session.query(kind).count() for kind in (Authenticator, RecoveryCode, Passkey)] == [0, 0, 0]
    assert [device for (device,) in db.session.query(PersonSession.device)] == [""]
    assert str(person.id) in person.name
    db.session.refresh(session)
    assert session.ended_at is not None
    assert db.session.query(EventPersonal).count() == 0
    assert "Eva" not in everything_written()
    assert address not in everything_written()
    assert list(chain.verify()) == []
    assert queries.find_person_by_email(address) is None


def everything_written():
    """Return every text of the database that may hold a name or an address."""
    rows = []
    for table in db.metadata.sorted_tables:
        rows += [str(tuple(row)) for row in db.session.execute(table.select())]
    return "\n".join(rows)


def test_deletion_when_money_was_moved_then_totals_and_history_stay(app):
    place = awards.place()
    award = awards.active(place)
    editor = place.world.editors[Side.LEAD]
    before = sums()
    request = actions.ask_deletion(people.actor(editor))
    events = db.session.query(DomainEvent).filter_by(actor_id=editor.id).count()
    actions.carry_out_deletion(people.acting(Role.PROGRAM_OFFICER), request.id)
    assert sums() == before != {}
    assert db.session.query(DomainEvent).filter_by(actor_id=editor.id).count() >= events
    assert list(chain.verify()) == []
    staff = people.acting(Role.PROGRAM_OFFICER)
    names = {str(line.name.text) for line in lines_for(staff, award.application)}
    assert editor.name not in names or queries.get_person(editor.id).name in names
    assert queries.get_deletion(request.id).status == DeletionStatus.DONE
    with pytest.raises(NotAllowedNow):
        actions.reactivate(people.acting(Role.ADMINISTRATOR), editor.id, "Came back.")


def sums():
    found = {}
    for entry in db.session.query(LedgerEntry):
        found[entry.account_id] = found.get(entry.account_id, 0) + entry.amount
    return found


def test_deletion_when_the_last_administrator_asks_then_not_carried_out(app):
    root = people.staff(Role.ADMINISTRATOR)
    request = actions.ask_deletion(people.actor(root))
    with pytest.raises(NotAllowedNow):
        actions.carry_out_deletion(people.acting(Role.PROGRAM_OFFICER), request.id)
    assert queries.get_person(root.id).deactivated_at is None


def test_account_when_deactivated_then_no_session_no_role_and_back_without_roles(client, app, sign_in, eva):
    people.grant(eva, Role.REVIEWER)
    hers, root = sign_in(app.test_client(), eva), people.staff(Role.ADMINISTRATOR)
    office = sign_in(client, root)
    assert hers.get("/profile").status_code == 200
    assert office.post(f"/people/{eva.id}/deactivate", data={"reason": ""}).status_code == 422
    assert office.post(f"/people/{eva.id}/deactivate", data={"reason": "Left."}).status_code == 302
    assert hers.get("/profile").status_code == 302
    assert "Deactivated" in office.get(f"/people/{eva.id}").text
    assert eva.email in office.get("/people?state=deactivated").text
    assert eva.email not in office.get("/people?state=active").text
    assert office.post(f"/people/{eva.id}/deactivate", data={"reason": "Left."}).status_code == 409
    assert office.post(f"/people/{eva.id}/reactivate", data={"reason": "Came back."}).status_code == 302
    assert not people.actor(eva).grants
    assert eva.email in office.get("/people?state=no_role").text
    assert office.post(f"/people/{root.id}/deactivate", data={"reason": "Me."}).status_code == 403


def test_account_when_signed_out_everywhere_then_sessions_end(client, app, sign_in, eva):
    hers, office = sign_in(app.test_client(), eva), sign_in(client, people.staff(Role.ADMINISTRATOR))
    assert office.post(f"/people/{eva.id}/sign_out", data={"reason": "A lost laptop."}).status_code == 302
    assert hers.get("/profile").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_account_when_anybody_else_closes_it_then_refused(eva, role):
    scope_id = people.scope().id if role in policy.CITY else 1
    actor = people.acting(role, scope_id)
    for verb in (actions.deactivate, actions.reactivate, actions.end_sessions):
        with pytest.raises(NotPermitted):
            verb(actor, eva.id, "Because.")


def test_people_when_sorted_and_exported_then_the_sheet_holds_exactly_the_filter(client, sign_in, eva):
    people.grant(people.person("Abel"), Role.REVIEWER)
    people.grant(people.person("Zoe"), Role.REVIEWER)
    office = sign_in(client, people.staff(Role.ADMINISTRATOR))
    page = office.get("/people?role=reviewer&sort=-name").text
    assert page.index("Zoe") < page.index("Abel")
    sheet = office.get("/people.xlsx?role=reviewer&state=active")
    archive = zipfile.ZipFile(io.BytesIO(sheet.data))
    text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert "Zoe" in text
    assert "Eva" not in text
    lines = office.get("/people.csv?role=reviewer&state=active").text.splitlines()
    assert len(lines) == 3


def test_people_when_a_letter_came_back_then_found_and_shown(client, sign_in, eva):
    office = sign_in(client, people.staff(Role.ADMINISTRATOR))
    actions.grant_role(people.acting(Role.ADMINISTRATOR), eva.id, Role.REVIEWER, 1, tell=True)
    from grantapp.notifications.models import LetterState
    from grantapp.unit_of_work import writing

    with writing():
        db.session.query(Letter).filter_by(person_id=eva.id).one().state = LetterState.FAILED
    assert eva.email in office.get("/people?state=undelivered").text
    assert "Letters that came back" in office.get(f"/people/{eva.id}").text


def test_people_when_an_invitation_is_open_then_sent_again_or_taken_back(client, sign_in):
    office = sign_in(client, people.staff(Role.ADMINISTRATOR))
    root = people.acting(Role.ADMINISTRATOR).moved_to(clock.now())
    token = actions.invite_person(root, "new@panel.example", Role.REVIEWER, 1)
    number = token.id
    assert f"/invitations/{number}/resend" in office.get("/people").text
    assert office.post(f"/invitations/{number}/resend").location == "/people"
    assert office.post(f"/invitations/{number}/withdraw").status_code == 409
    assert db.session.query(Letter).filter_by(address="new@panel.example").count() == 2
