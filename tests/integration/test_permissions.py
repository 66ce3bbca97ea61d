"""Every door, every role, own and other: as the reviewed docs/permissions.csv says."""

import os

import pytest
from flask import Flask

from grantapp.web import access
from tests import permissions

ROLES = (
    "public", "lead editor", "lead signatory", "partner editor", "partner signatory", "reviewer", "recused reviewer",
    "program officer", "recused officer", "finance officer", "director", "funder observer", "auditor", "administrator",
)  # fmt: skip


@pytest.mark.long
def test_doors_when_knocked_at_then_as_the_reviewed_file_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = permissions.build_yard(), permissions.build_yard()
    monkeypatch.setattr(access, "run_view", permissions.only_the_door)
    actors = {role: permissions.actor_for(own.people.get(role)) for role in ROLES}
    found = list(permissions.rows_of(app, actors, own, other))
    if os.environ.get("WRITE_PERMISSIONS"):
        permissions.FILE.write_text(permissions.as_csv(found))
    reviewed = set(permissions.reviewed_rows())
    assert sorted(set(found) - reviewed) == [], "new or changed: read them, then write the file again"
    assert sorted(reviewed - set(found)) == [], "gone: write the file again"


@pytest.mark.parametrize("role", ["public", "lead editor", "recused officer"])
def test_door_when_a_browser_knocks_then_it_meets_the_same(
    app: Flask, sign_in: object, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    yard, browser = permissions.build_yard(), app.test_client()
    monkeypatch.setattr(access, "run_view", permissions.only_the_door)
    if role != "public":
        sign_in(browser, yard.people[role])  # type: ignore[operator]
    actors = {role: permissions.actor_for(yard.people.get(role))}
    for rule, method in list(permissions.doors(app))[::15]:
        path = permissions.path_of(app, rule, method, yard)
        status = browser.open(path, method=method).status_code
        met = permissions.ANSWERS.get(status, str(status))
        assert {role: met} == permissions.answers(app, actors, path, method), (path, method)


def test_reviewed_file_when_read_then_no_stranger_passes() -> None:
    """What the matrix must never say, whatever is generated."""
    rows = permissions.reviewed_rows()
    assert [row for row in rows if row[2] == "public" and row[4] == "yes" and "office" in row[0]] == []
    city = {"lead editor", "lead signatory", "partner editor", "partner signatory"}
    private = (
        "applications.",
        "awards.",
        "disbursements.",
        "exchanges.",
        "reports.",
        "files.",
        "documents.",
        "ledger.",
    )
    mine = [
        row
        for row in rows
        if row[2] in city and row[0].startswith(private) and row[0] != "applications.start"
    ]
    leaks = [row for row in mine if row[4] == "yes"]
    assert leaks == []
    recused = [
        row for row in rows if row[2].startswith("recused") and row[0].startswith(private) and row[3] == "yes"
    ]
    assert [row for row in recused if row[4]] == []
