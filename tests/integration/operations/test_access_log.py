"""Who saw what: noted by the web process, loaded once by the worker, shown to the auditor."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from grantapp import files
from grantapp.accounts import actions as account_actions
from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.audit import actions, queries, spool
from grantapp.audit.models import AccessEntry, AccessSubject
from grantapp.audit.queries import Filters
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.operations import jobs
from tests.factories import awards, people

SYSTEM = Actor.system("test")


@pytest.fixture
def path(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "ACCESS_LOG", str(tmp_path / "access.log"))
    return tmp_path / "access.log"


def line(number: int, **values: object) -> bytes:
    entry = {
        "at": clock.wall().isoformat(), "request_id": f"request{number:04}", "method": "GET", "endpoint": "a.b",
        "status": 200, "ms": 1.5, "statements": 2, "actor": 7, "on_behalf_of": None, "session": "s",
        "subjects": [["person", number]],
    }  # fmt: skip
    return json.dumps(entry | values).encode() + b"\n"


def numbers() -> list[int]:
    return sorted(db.session.scalars(db.select(AccessSubject.subject_id)))


def test_page_when_a_person_opens_it_then_the_line_names_record_and_no_value(client, sign_in, path, caplog):
    admin, dana = people.staff(Role.ADMINISTRATOR), people.person("Dana")
    sign_in(client, admin)
    with caplog.at_level(logging.INFO, "grantapp.access"):
        answer = client.get(f"/people/{dana.id}?secret=hunter2")
    (written,) = path.read_text().splitlines()
    found = json.loads(written)
    assert (found["actor"], found["endpoint"], found["status"]) == (admin.id, "accounts.person", 200)
    assert found["subjects"] == [["person", dana.id]]
    assert found["statements"] > 0
    assert answer.headers["X-Request-ID"] == found["request_id"] == caplog.records[-1].request_id
    assert not any(word in written for word in ("hunter2", "127.0.0.1", "Dana"))


def test_page_when_nobody_is_signed_in_then_nothing_is_spooled(client, path):
    client.get("/about")
    assert not path.exists()


def test_page_when_refused_then_its_record_was_not_seen(client, sign_in, path):
    dana = people.person("Dana")
    sign_in(client, people.grant(people.person(), Role.REVIEWER))
    assert client.get(f"/people/{dana.id}").status_code in (403, 404)
    assert json.loads(path.read_text())["subjects"] == []


def test_list_when_it_shows_people_then_each_is_noted(client, sign_in, path):
    admin, dana = people.staff(Role.ADMINISTRATOR), people.person("Dana")
    sign_in(client, admin)
    client.get("/people.csv")
    assert {admin.id, dana.id} <= {number for _kind, number in json.loads(path.read_text())["subjects"]}


def seen_by(client, sign_in, path, person, page):
    """Open a page as a person and return whose records its access line names."""
    path.unlink(missing_ok=True)
    sign_in(client, person)
    assert client.get(page).status_code == 200
    return {(kind, number) for kind, number in json.loads(path.read_text().splitlines()[-1])["subjects"]}


def test_pages_when_they_show_people_or_their_data_then_each_of_them_is_noted(client, sign_in, path):
    place = awards.place()
    award, world, dana = awards.active(place), place.world, people.person("Dana")
    admin, lead, scope_id = (
        people.staff(Role.ADMINISTRATOR), world.signatories[Side.LEAD], world.offices[Side.LEAD].scope_id,
    )  # fmt: skip
    request = account_actions.ask_to_join(
        people.actor(dana), scope_id, Role.APPLICANT_EDITOR, "I work there."
    )
    deletion = account_actions.ask_deletion(people.actor(dana), "I left.")
    offer = account_actions.invite_person(people.actor(admin, clock.now()), dana.email, Role.REVIEWER, 1)
    upload = files.actions.keep_bytes("a.txt", b"a", "text/plain")
    file = files.actions.attach(SYSTEM, upload, subject=award)
    both = {("person", world.editors[Side.LEAD].id), ("person", lead.id)}
    wanted = {
        (lead, "/office"): both | {("person", dana.id), ("role_request", request.id)},
        (lead, f"/applications/{award.application_id}"): both,
        (lead, f"/organizations/{world.offices[Side.LEAD].id}"): both,
        (lead, f"/files/{file.id}"): {("award", award.id), ("file", file.id)},
        (admin, "/roles/requests"): {("person", dana.id), ("role_request", request.id)},
        (admin, f"/roles/requests/{request.id}"): {("person", dana.id)},
        (admin, "/deletion-requests"): {("person", dana.id), ("deletion_request", deletion.id)},
        (admin, "/people"): {("person", dana.id), ("access_token", offer.id)},
    }
    found = {asked: seen_by(client, sign_in, path, *asked) for asked in wanted}
    assert {asked[1]: wanted[asked] - found[asked] for asked in wanted if wanted[asked] - found[asked]} == {}


@pytest.mark.parametrize(
    ("offered", "taken"),
    [("trace-0123456789", True), ("x", False), ("a b\tc;drop=1", False), ("x" * 65, False)],
)
def test_request_id_when_offered_then_only_a_sane_one_is_taken(client, offered, taken):
    answer = client.get("/about", headers={"X-Request-ID": offered})
    assert (answer.headers["X-Request-ID"] == offered) is taken


def test_spool_when_it_cannot_be_written_then_the_page_is_shown(client, sign_in, path):
    path.mkdir()
    sign_in(client, people.staff(Role.AUDITOR))
    assert client.get("/audit").status_code == 200


def test_load_when_repeated_then_each_line_is_kept_once(path):
    path.write_bytes(line(1) + line(2))
    assert [spool.load(path), spool.load(path)] == [2, 0]
    with path.open("ab") as file:
        file.write(line(3) + line(4)[:30])
    assert spool.load(path) == 1
    with path.open("ab") as file:
        file.write(line(4)[30:])
    assert (spool.load(path), numbers()) == (1, [1, 2, 3, 4])


def test_load_when_it_dies_between_batches_then_it_goes_on_there(path, monkeypatch):
    monkeypatch.setattr(spool, "BATCH_BYTES", 1)
    path.write_bytes(b"".join(map(line, range(5))))
    real, calls = actions.load_access, []

    def dies(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise OSError("gone")
        return real(*arguments)

    monkeypatch.setattr(actions, "load_access", dies)
    with pytest.raises(OSError, match="gone"):
        spool.load(path)
    assert (spool.load(path), numbers()) == (3, list(range(5)))


def test_load_when_another_worker_was_faster_then_nothing_twice(path):
    path.write_bytes(line(1))
    mark = spool._fingerprint(path)
    actions.begin_spool(SYSTEM, mark)
    ((end, lines),) = spool._batches(path, 0)
    assert actions.load_access(SYSTEM, mark, 0, end, lines)
    assert not actions.load_access(SYSTEM, mark, 0, end, lines)
    assert numbers() == [1]


def test_load_when_lines_are_damaged_then_the_others_are_kept(path):
    path.write_bytes(line(1) + b"{nonsense\n\xff\xfe\n[]\n" + line(2, actor=None) + line(3))
    assert (spool.load(path), numbers()) == (2, [1, 3])


def test_spool_when_large_then_put_aside_and_removed_once_loaded(path, monkeypatch):
    monkeypatch.setattr(spool, "LARGEST", 10)
    monkeypatch.setattr(spool, "SECONDS_OF_GRACE", -1)
    path.write_bytes(line(1))
    spool.load(path)
    (aside,) = Path(path.parent).glob("access.log.*")
    with aside.open("ab") as file:
        file.write(line(2))  # a writer that had opened it before
    path.write_bytes(line(3))
    spool.load(path)
    assert (numbers(), aside.exists()) == ([1, 2, 3], False)


def test_spool_when_another_worker_was_faster_then_what_is_gone_stops_nothing(path, monkeypatch):
    path.write_bytes(line(1))
    gone = path.with_name("access.log.1")
    monkeypatch.setattr(spool, "_aside", lambda _path: [gone])
    assert spool.load(path) == 1
    path.unlink()
    assert spool.load(path) == 0


def test_purge_when_days_are_over_then_only_old_lines_go(app, path):
    old = (clock.wall() - timedelta(days=800)).isoformat()
    path.write_bytes(line(1, at=old) + line(2))
    spool.load(path)
    jobs.purge_access()
    assert numbers() == [2]


def test_last_used_when_loaded_then_newest_of_account_and_session(path):
    early = (clock.wall() - timedelta(hours=2)).isoformat()
    path.write_bytes(line(1, at=early) + line(2, session="t"))
    spool.load(path)
    newest = db.session.scalar(db.select(db.func.max(AccessEntry.at)))
    assert queries.last_used_of([7, 8]) == {7: newest}
    assert set(queries.last_used_of_sessions(["s", "t", "u"])) == {"s", "t"}


def test_auditor_when_asking_whose_data_somebody_saw_then_told_and_noted(client, sign_in, path):
    admin, dana, auditor = people.staff(Role.ADMINISTRATOR), people.person("Dana"), people.staff(Role.AUDITOR)
    path.write_bytes(line(dana.id, actor=admin.id) + line(99, actor=dana.id))
    jobs.load_access()
    sign_in(client, auditor)
    page = client.get(f"/audit/access?person={admin.id}").text
    assert f"/audit/person/{dana.id}" in page
    assert "/audit/person/99" not in page
    assert f"person:{dana.id}" in client.get(f"/audit/access.csv?kind=person&number={dana.id}").text
    assert "Nobody opened" in client.get("/audit/access?person=nobody").text
    assert client.get("/audit/access?from=2020-01-01&until=2020-01-02").status_code == 200
    jobs.load_access()
    found = queries.list_access(people.acting(Role.AUDITOR), Filters(person=str(auditor.id)))
    assert "audit.export_access" in {entry.endpoint for entry in found.rows}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AUDITOR, Role.ADMINISTRATOR)])
def test_access_log_when_anybody_else_asks_then_refused(client, sign_in, role):
    sign_in(client, people.grant(people.person(), role))
    for address in ("/audit/access", "/audit/access.csv"):
        assert client.get(address).status_code in (403, 404)
