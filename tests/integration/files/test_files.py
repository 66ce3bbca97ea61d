"""What is attached is checked before it is kept, and opens to whoever sees the record it hangs on."""

import hashlib
import os
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from grantapp import jobs as work
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.files import actions, queries, rules, storage
from grantapp.files import jobs as sweeping
from tests.factories import people, uploads

NAME = "髙﨑 計画書 (最終).pdf"


def attach(owner, name=NAME, content=uploads.PDF, **values):
    kept = actions.keep_upload(uploads.upload(name, content))
    return actions.attach(people.actor(owner), kept, subject=owner, **values)


def stored_paths(app):
    folder = Path(app.config["FILES_URL"].removeprefix("file://"))
    return [path for path in folder.rglob("*") if path.is_file()]


def refused(upload, **values):
    with pytest.raises(Invalid) as refusal:
        actions.keep_upload(upload, **values)
    (problem,) = refusal.value.problems
    return problem


def test_attach_when_allowed_then_the_row_says_what_the_store_holds(app, owned):
    stored = attach(owned, purpose="plan", side="lead")
    assert (stored.name, stored.media_type, stored.size) == (NAME, rules.PDF, len(uploads.PDF))
    assert stored.sha256 == hashlib.sha256(uploads.PDF).hexdigest()
    assert storage.read_bytes(stored.storage_key) == uploads.PDF
    assert queries.list_files(owned, purpose="plan", side="lead") == [stored]
    assert queries.list_files(owned, purpose="other") == []
    assert [entry.verb for entry in timeline_of(owned)] == ["file.attached"]


def test_store_when_a_file_is_kept_then_its_name_is_nowhere_in_the_path(app, owned):
    attach(owned, "../../../../tmp/evil.pdf")
    (path,) = stored_paths(app)
    assert path.name == queries.list_files(owned)[0].storage_key
    assert "evil" not in str(path)
    assert len(path.name) == 64


@pytest.mark.parametrize(
    "key",
    ["../../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "/x", "..%2f" + "a" * 59, "a" * 64 + "\n"],
)
def test_store_when_asked_for_anything_but_a_key_then_refused(app, key):
    for ask in (storage.read_bytes, storage.delete):
        with pytest.raises(ValueError, match="not a key"):
            ask(key)


def test_upload_when_an_exe_is_named_pdf_then_refused_and_nothing_is_kept(app):
    problem = refused(uploads.upload("invoice.pdf", uploads.EXE), field="plan")
    assert (problem.field, problem.code) == ("plan", "file_content")
    assert problem.parameters["name"] == "invoice.pdf"
    assert stored_paths(app) == []


def test_upload_when_larger_than_the_limit_then_refused_and_nothing_is_kept(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_UPLOAD_SIZE", rules.MEGABYTE)
    problem = refused(uploads.upload(content=uploads.PDF + b" " * rules.MEGABYTE))
    assert (problem.code, problem.parameters["megabytes"]) == ("file_too_large", 1)
    assert stored_paths(app) == []


@pytest.mark.parametrize("nothing", [None, uploads.upload("", b"")])
def test_upload_when_nothing_was_chosen_then_said(app, nothing):
    assert refused(nothing).code == "file_missing"


def test_attach_when_the_record_holds_too_much_then_refused(app, owned, monkeypatch):
    attach(owned)
    monkeypatch.setattr(rules, "QUOTA", len(uploads.PDF))
    with pytest.raises(Invalid) as refusal:
        attach(owned)
    assert refusal.value.problems[0].code == "file_quota"
    assert len(queries.list_files(owned)) == 1


def test_attach_when_the_actor_may_not_see_the_record_then_refused(app, owned):
    kept = actions.keep_upload(uploads.upload())
    with pytest.raises(NotPermitted):
        actions.attach(people.actor(people.person()), kept, subject=owned)
    assert actions.attach(Actor.system("job"), kept, subject=owned).uploaded_by is None


def test_download_when_the_record_may_be_seen_then_an_attachment_with_its_true_name(client, sign_in, owned):
    file_id = attach(owned).id
    answer = sign_in(client, owned).get(f"/files/{file_id}")
    assert answer.data == uploads.PDF
    assert answer.headers["Content-Type"] == rules.PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content_length == len(uploads.PDF)
    kind, plain, true = answer.headers["Content-Disposition"].split("; ")
    assert (kind, plain) == ("attachment", 'filename="__ ___ (__).pdf"')
    assert unquote(true.removeprefix("filename*=UTF-8''")) == NAME


def test_download_when_the_record_may_not_be_seen_then_not_found(client, sign_in, owned):
    file_id = attach(owned).id
    assert client.get(f"/files/{file_id}").status_code == 302
    assert sign_in(client, people.person()).get(f"/files/{file_id}").status_code == 404


def test_download_when_removed_then_not_found_and_the_bytes_are_kept_for_the_record(
    app, client, sign_in, owned
):
    stored = attach(owned)
    actions.remove_file(people.actor(owned), stored.id)
    assert [entry.verb for entry in timeline_of(owned)] == ["file.attached", "file.removed"]
    assert sign_in(client, owned).get(f"/files/{stored.id}").status_code == 404
    assert storage.read_bytes(stored.storage_key) == uploads.PDF
    with pytest.raises(NotAllowedNow):
        actions.remove_file(people.actor(owned), stored.id)


def test_remove_when_another_person_tries_then_refused(app, owned):
    stored = attach(owned)
    with pytest.raises(NotPermitted):
        actions.remove_file(people.actor(people.person()), stored.id)


def test_download_when_the_store_lost_the_bytes_then_not_found_and_the_command_says_so(
    app, client, sign_in, owned
):
    stored = attach(owned)
    assert app.test_cli_runner().invoke(args=["files", "verify"]).exit_code == 0
    storage.delete(stored.storage_key)
    assert sign_in(client, owned).get(f"/files/{stored.id}").status_code == 404
    assert app.test_cli_runner().invoke(args=["files", "verify"]).exit_code == 1


def test_verify_when_bytes_were_altered_on_disk_then_the_command_names_the_file(app, owned):
    stored = attach(owned)
    (path,) = stored_paths(app)
    path.write_bytes(b"%PDF-forged")
    result = app.test_cli_runner().invoke(args=["files", "verify"])
    assert result.exit_code == 1
    assert f"file {stored.id}: missing or altered" in result.output


def test_sweep_when_bytes_belong_to_nothing_for_a_day_then_deleted_and_the_others_stay(app, owned):
    stored = attach(owned)
    orphan, young = (actions.keep_upload(uploads.upload()).storage_key for _ in range(2))
    for path in stored_paths(app):
        if path.name != young:
            os.utime(path, (time.time() - 2 * 86400,) * 2)
    sweeping.sweep()
    assert {path.name for path in stored_paths(app)} == {stored.storage_key, young}
    assert orphan not in {path.name for path in stored_paths(app)}


def test_attach_when_the_action_fails_afterwards_then_no_row_is_left(app, owned):
    kept = actions.keep_upload(uploads.upload())

    def fail():
        from grantapp.unit_of_work import writing

        with writing():
            actions.attach(people.actor(owned), kept, subject=owned)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert queries.list_files(owned) == []


def test_store_when_it_is_memory_then_the_same(app, owned, monkeypatch):
    monkeypatch.setitem(app.config, "FILES_URL", "memory:///")
    stored = attach(owned)
    assert storage.read_bytes(stored.storage_key) == uploads.PDF
    with pytest.raises(storage.MissingBytes):
        storage.read_bytes("a" * 64)


def test_keep_bytes_when_the_product_made_a_file_then_it_can_be_attached(app, owned):
    kept = actions.keep_bytes("申請書.pdf", uploads.PDF, rules.PDF)
    stored = actions.attach(Actor.system("job"), kept, subject=owned, purpose="pdf")
    db.session.rollback()
    work.drain()
    assert storage.read_bytes(stored.storage_key) == uploads.PDF
