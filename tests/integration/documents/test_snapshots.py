"""Frozen content is downloaded as it was hashed, and verifies by the documented recipe."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from grantapp.accounts.models import Role
from grantapp.core.errors import NotPermitted
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.documents import actions, queries, rules
from grantapp.documents.canonical import sha256_of
from grantapp.documents.rules import AnnexState
from grantapp.unit_of_work import writing
from tests.factories import people

RECIPE = Path(__file__).parents[3] / "docs" / "verify-snapshot.md"
CONTENT = {"title": Bilingual("Garden", "庭園"), "people": [12], "amount": 1800000}
PERSONAL = {"people": {"12": {"name": "髙﨑 花子"}}}


@pytest.fixture
def frozen(owned):
    """Return the frozen content of a record, with an annex."""
    return actions.take_snapshot(people.actor(owned), "application", owned, CONTENT, PERSONAL)


def test_snapshot_when_taken_then_its_hash_is_that_of_the_content(frozen, owned):
    assert frozen.sha256 == sha256_of(CONTENT)
    assert "髙﨑" not in frozen.content.decode()
    assert queries.newest_snapshot(owned, "application") == frozen
    assert queries.newest_snapshot(owned, "agreement") is None
    assert rules.verify(frozen).annex is AnnexState.HOLDS


def test_annex_when_the_values_are_the_same_then_its_hash_is_not(owned):
    actor = people.actor(owned)
    first, second = (actions.take_snapshot(actor, "x", owned, CONTENT, PERSONAL) for _ in range(2))
    assert first.sha256 == second.sha256
    assert first.annex_sha256 != second.annex_sha256


def test_snapshot_when_nothing_is_personal_then_no_annex(client, sign_in, owned):
    snapshot = actions.take_snapshot(people.actor(owned), "x", owned, CONTENT)
    assert rules.verify(snapshot).annex is AnnexState.NONE
    assert sign_in(client, owned).get(f"/snapshots/{snapshot.id}/annex").status_code == 404


def commands_of_the_recipe():
    found = re.findall(r"^ *(sha256sum .*|python3 -c .*)$", RECIPE.read_text(encoding="utf-8"), re.MULTILINE)
    return {found[0].split()[0]: found[0], "hashlib": found[1], "canonical": found[2]}


def run_recipe(command, folder, name):
    command = re.sub(r"application-17-\w+\.json", name, command).replace("python3", sys.executable)
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


@pytest.mark.parametrize("part", ["", "annex"])
def test_recipe_when_followed_to_the_letter_then_the_hash_is_that_of_the_record(
    client, sign_in, owned, frozen, tmp_path, part
):
    answer = sign_in(client, owned).get(f"/snapshots/{frozen.id}{'/' if part else ''}{part}")
    name = re.findall(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[0]
    (tmp_path / name).write_bytes(answer.data)
    expected = frozen.annex_sha256 if part else frozen.sha256
    commands = commands_of_the_recipe()
    assert run_recipe(commands["hashlib"], tmp_path, name) == expected
    assert run_recipe(commands["canonical"], tmp_path, name) == "True"
    if shutil.which("sha256sum"):
        assert run_recipe(commands["sha256sum"], tmp_path, name) == expected


def test_recipe_when_one_byte_differs_then_the_hash_differs(frozen):
    assert hashlib.sha256(frozen.content + b"\n").hexdigest() != frozen.sha256


def test_download_when_the_record_may_not_be_seen_then_not_found(client, sign_in, frozen):
    assert client.get(f"/snapshots/{frozen.id}").status_code == 302
    stranger = sign_in(client, people.person())
    assert stranger.get(f"/snapshots/{frozen.id}").status_code == 404
    assert stranger.get(f"/snapshots/{frozen.id}/annex").status_code == 404
    assert stranger.get("/snapshots/999").status_code == 404


@pytest.mark.parametrize("role", [Role.FUNDER_OBSERVER, Role.REVIEWER])
def test_annex_when_asked_for_by_funder_or_reviewer_then_refused_and_the_content_is_not(
    client, sign_in, owned, frozen, role
):
    outsider = sign_in(client, people.grant(owned, role))
    assert outsider.get(f"/snapshots/{frozen.id}").status_code == 200
    assert outsider.get(f"/snapshots/{frozen.id}/annex").status_code == 403


def test_annex_when_erased_then_the_content_still_verifies_and_says_so(app, client, sign_in, owned, frozen):
    with pytest.raises(NotPermitted):
        actions.erase_annex(people.actor(owned), frozen.id, "curiosity")
    shell = app.test_cli_runner()
    shell.invoke(args=["documents", "erase-annex", str(frozen.id), "--reason", "retention has ended"])
    found = queries.get_snapshot(frozen.id)
    assert rules.verify(found).holds
    assert rules.verify(found).annex is AnnexState.ERASED
    assert sign_in(client, owned).get(f"/snapshots/{frozen.id}/annex").status_code == 404


@pytest.mark.parametrize("column", ["content", "annex"])
def test_verify_when_bytes_are_altered_by_sql_then_the_command_names_the_snapshot(app, frozen, column):
    shell = app.test_cli_runner()
    assert shell.invoke(args=["documents", "verify"]).exit_code == 0
    with writing():
        db.session.execute(text(f"UPDATE snapshot SET {column} = :bytes"), {"bytes": json.dumps({}).encode()})
    result = shell.invoke(args=["documents", "verify"])
    assert result.exit_code == 1
    assert f"snapshot {frozen.id} (application): altered" in result.output
