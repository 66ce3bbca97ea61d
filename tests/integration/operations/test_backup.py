"""A backup is whole or it is none, and what is put back is equal: rows, files, audit chain and ledger."""

import gzip
import json
import os
import threading
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from grantapp.accounts.actions import edit_profile
from grantapp.accounts.models import Person
from grantapp.database import db
from grantapp.files import actions as files
from grantapp.operations import archive
from grantapp.operations.rules import Damaged
from grantapp.search.models import SearchEntry
from tests.factories import awards, people, uploads
from tests.factories.forms import SYSTEM


@pytest.fixture
def lived_in(app):
    """Return an award with money, answers, letters and a file: something of every kind."""
    place = awards.place()
    award = awards.active(place)
    upload = files.keep_upload(uploads.upload("髙﨑 計画.pdf", uploads.PDF))
    files.attach(SYSTEM, upload, subject=place.application)
    return award


@pytest.fixture
def engines(engine_name):
    """Return the engines to move to: a run on PostgreSQL moves to both."""
    return ("sqlite", "postgresql") if engine_name == "postgresql" else ("sqlite",)


def in_house(house, do):
    """Do something in another application, in a context of its own."""

    def inside():
        with house.app_context():
            try:
                return do()
            finally:
                db.session.remove()

    return copy_context().run(inside)


def said(house, *words):
    """Run a command in another application and return its exit code and what it printed."""
    result = in_house(house, lambda: house.test_cli_runner().invoke(args=words))
    return result.exit_code, result.output


def count_people():
    return db.session.query(Person).count()


def test_backup_when_restored_elsewhere_then_everything_is_equal(lived_in, new_house, engines, tmp_path):
    kept = archive.write_backup(tmp_path / "kept")
    for engine in engines:
        house = new_house(engine)
        in_house(house, lambda: archive.read_backup(tmp_path / "kept"))
        again = in_house(house, partial(archive.write_backup, tmp_path / f"again-{engine}"))
        assert again.tables == kept.tables
        assert (again.files, again.audit_head) == (kept.files, kept.audit_head)
        assert in_house(house, lambda: db.session.query(SearchEntry).count()) > 0
    assert kept.tables["ledger_entry"].rows > 0
    assert kept.tables["stored_file"].rows > 0


def test_restored_house_when_lived_in_then_new_rows_follow_the_old(lived_in, new_house, engines, tmp_path):
    archive.write_backup(tmp_path / "kept")
    for engine in engines:
        house = new_house(engine)
        in_house(house, lambda: archive.read_backup(tmp_path / "kept"))
        in_house(house, people.person)
        assert said(house, "audit", "verify")[0] == 0


@dataclass
class Writers:
    """Threads that write as fast as they can until they are told to stop."""

    app: Any
    stop: threading.Event = field(default_factory=threading.Event)
    wrote: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    faults: list[Exception] = field(default_factory=list)

    def write(self, actor):
        with self.app.app_context():
            while not self.stop.is_set():
                try:
                    edit_profile(actor, name="髙﨑", reading="", title="", language="ja", zone="Asia/Tokyo")
                except Exception as error:  # noqa: BLE001 - whatever it is, the test must say it
                    self.faults.append(error)
                    return
                self.wrote.release()
            db.session.remove()

    def wait_for(self, number):
        for _ in range(number):
            assert self.wrote.acquire(timeout=30) or self.faults


def test_backup_when_others_write_meanwhile_then_it_shows_one_instant(app, lived_in, new_house, tmp_path):
    writers = Writers(app)
    actors = [people.actor(people.person()) for _ in range(4)]
    threads = [threading.Thread(target=writers.write, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    kept = []
    for number in range(3):
        kept.append(archive.write_backup(tmp_path / f"kept{number}"))
        writers.wait_for(20)
    writers.stop.set()
    for thread in threads:
        thread.join()
    assert writers.faults == []
    assert kept[-1].audit_events > kept[0].audit_events
    for number in range(3):
        in_house(new_house(), partial(archive.read_backup, tmp_path / f"kept{number}"))


def test_backup_when_a_file_is_gone_from_the_store_then_it_says_so(app, lived_in, new_house, tmp_path):
    kept = archive.write_backup(tmp_path / "whole")
    (path,) = (path for path in (tmp_path / "whole" / "files").rglob("*") if path.is_file())
    archive.storage.delete(path.name)
    kept = archive.write_backup(tmp_path / "kept")
    assert kept.lost_files == (path.name,)
    in_house(new_house(), lambda: archive.read_backup(tmp_path / "kept"))


def test_backup_when_cut_short_then_nothing_bears_its_name(app, lived_in, monkeypatch, tmp_path):
    def fail(*_arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr(archive, "_write_file", fail)
    with pytest.raises(OSError, match="disk is full"):
        archive.write_backup(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    monkeypatch.undo()
    archive.write_backup(tmp_path / "kept")


def test_backup_when_it_gets_its_name_then_the_disk_holds_all_of_it(app, monkeypatch, tmp_path):
    upload = files.keep_upload(uploads.upload("a.pdf", uploads.PDF))
    files.attach(SYSTEM, upload, subject=people.person())
    folder, settled = tmp_path / "backup", {}
    monkeypatch.setattr(
        archive.os, "fsync", lambda handle: settled.setdefault(os.fstat(handle).st_ino, folder.exists())
    )
    archive.write_backup(folder)
    held = {one.stat().st_ino for one in [folder, *folder.rglob("*")]}
    assert {number for number, named in settled.items() if not named} == held
    assert settled[tmp_path.stat().st_ino]


def test_commands_when_used_then_they_say_what_they_did(app, lived_in, new_house, tmp_path):
    folder, house = str(tmp_path / "kept"), new_house()
    assert " files, " in said(app, "backup", folder)[1]
    assert "exists already" in said(app, "backup", folder)[1]
    assert said(house, "restore", folder, "--check")[1].startswith("holds: ")
    assert said(house, "restore", folder)[1].startswith("restored: ")
    code, words = said(house, "restore", folder)
    assert (code, "not empty" in words) == (1, True)


def change_a_row(folder):
    path = folder / "tables" / "person.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).replace(b"example", b"exbmple")
    path.write_bytes(gzip.compress(lines))


def change_a_file(folder):
    path = next(path for path in (folder / "files").rglob("*") if path.is_file())
    path.write_bytes(b"%PDF-other")


def change_the_schema(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"revision": "0000"}))


DAMAGES = {
    "person is missing or altered": change_a_row,
    "file 1 is missing or altered": change_a_file,
    "made at schema 0000": change_the_schema,
    "no whole backup": lambda folder: (folder / "manifest.json").unlink(),
    "manifest.json cannot be read": lambda folder: (folder / "manifest.json").write_text("[]"),
    "ledger_entry is missing": lambda folder: (folder / "tables" / "ledger_entry.jsonl.gz").unlink(),
    "letter is missing or altered": lambda folder: (folder / "tables" / "letter.jsonl.gz").write_bytes(
        b"cut"
    ),
}


@pytest.mark.parametrize("words", DAMAGES)
def test_backup_when_damaged_then_it_is_refused_and_nothing_is_written(lived_in, new_house, tmp_path, words):
    archive.write_backup(tmp_path / "kept")
    DAMAGES[words](tmp_path / "kept")
    house = new_house()
    with pytest.raises(Damaged, match=words):
        in_house(house, lambda: archive.read_backup(tmp_path / "kept"))
    assert in_house(house, count_people) == 0


def test_backup_when_read_under_another_key_then_it_is_refused_and_nothing_is_kept(
    lived_in, new_house, tmp_path
):
    archive.write_backup(tmp_path / "kept")
    house = new_house(AUDIT_KEY="another")
    with pytest.raises(Damaged, match="AUDIT_KEY"):
        in_house(house, lambda: archive.read_backup(tmp_path / "kept"))
    assert in_house(house, count_people) == 0
