"""The log of facts: who reads it, how it is narrowed; timelines name people only to who may know."""

import pytest
from flask import render_template_string
from sqlalchemy import event

from grantapp.accounts import actions
from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Side
from grantapp.audit import documents, queries
from grantapp.audit.models import AccessEntry, AccessSubject
from grantapp.core.policy import Actor
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.unit_of_work import action
from grantapp.web.exports import csv_response
from tests.factories import awards, people

HISTORY = "{% from 'components/timeline.html' import history with context %}{{ history(lines, zone='UTC') }}"


@action
def edit(actor: Actor, person_id: int, reason: str = "") -> None:
    """Record a fact about a person."""
    record(Happened("person.edited", db.session.get(Person, person_id), actor, actor.at, reason=reason))


@pytest.fixture
def auditor(client, sign_in):
    return sign_in(client, people.staff(Role.AUDITOR))


def told(actor, *records):
    return render_template_string(
        HISTORY, lines=queries.lines_for(actor, *records), language="en", actor=actor
    )


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AUDITOR, Role.ADMINISTRATOR)])
def test_log_when_anybody_else_asks_then_refused(client, sign_in, role):
    sign_in(client, people.grant(people.person(), role))
    for path in ("/audit", "/audit.csv", "/audit/person/1"):
        assert client.get(path).status_code in (403, 404)


def test_log_when_filtered_then_only_these_facts_and_the_file_has_the_same(auditor):
    dana, eva = people.person("Dana"), people.person("Eva")
    edit(people.actor(dana), eva.id, "first reason")
    edit(people.actor(eva), dana.id, "second reason")
    actions.create_scope(people.acting(Role.ADMINISTRATOR), people.ScopeKind.PROGRAM)
    day = people.NOW.date().isoformat()
    for query, found in {
        "": (True, True),
        "?person=dana": (True, False),
        f"?person={eva.id}": (False, True),
        "?person=nobody": (False, False),
        f"?kind=person&number={eva.id}": (True, False),
        "?verb=person.edited": (True, True),
        "?verb=nonsense": (False, False),
        f"?from={day}&until={day}": (True, True),
        "?until=2020-01-01": (False, False),
        "?from=nonsense&number=x&cursor=x&size=7": (True, True),
    }.items():
        page, file = auditor.get(f"/audit{query}").text, auditor.get(f"/audit.csv{query}").text
        assert ("first reason" in page, "second reason" in page) == found, query
        assert ("first reason" in file, "second reason" in file) == found, query
    assert "Dana changed the profile" in auditor.get("/audit").text
    assert "Dana changed the profile" in auditor.get("/audit.csv").text


def test_log_when_paged_then_newest_first_and_each_once(auditor):
    who = people.person("Dana")
    for number in range(30):
        edit(people.actor(who), who.id, f"reason {number:03}")
    first = auditor.get("/audit").text
    assert first.index("reason 029") < first.index("reason 028")
    assert "reason 004" not in first
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "reason 004" in auditor.get(following).text


def test_log_when_it_grows_then_as_many_statements(auditor):
    counts = []
    for many in (3, 20):
        for _number in range(many):
            who = people.person()
            edit(people.actor(who), who.id)
        seen = []
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        auditor.get("/audit?size=100")
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_record_when_followed_then_its_page_or_not_found(client, sign_in):
    sign_in(client, people.staff(Role.ADMINISTRATOR))
    dana = people.person("Dana")
    assert client.get(f"/audit/person/{dana.id}").location == f"/people/{dana.id}"
    assert client.get("/audit/person/999").status_code == 404
    assert client.get("/audit/nonsense/1").status_code == 404


def test_timeline_when_read_then_names_only_for_the_own_side_and_staff(app):
    city, other = people.scope(), people.scope()
    dana = people.grant(people.person("Dana"), Role.APPLICANT_EDITOR, city.id)
    officer, reviewer = people.staff(Role.PROGRAM_OFFICER), people.grant(people.person("Rae"), Role.REVIEWER)
    nobody, subject = people.person("Norbert"), people.person("Subject")
    for who in (dana, officer, reviewer, nobody):
        edit(people.actor(who), subject.id)
    edit(Actor.system("night"), subject.id)
    seen = {
        "colleague": people.acting(Role.APPLICANT_SIGNATORY, city.id),
        "partner": people.acting(Role.APPLICANT_EDITOR, other.id),
        "director": people.acting(Role.DIRECTOR),
        "public": Actor.anonymous(),
    }
    texts = {name: told(actor, subject) for name, actor in seen.items()}
    assert {name: "Dana" in text for name, text in texts.items()} == {
        "colleague": True, "partner": False, "director": True, "public": False,
    }  # fmt: skip
    for name, hidden in (
        ("Program Officer", "The program office"),
        ("Rae", "A reviewer"),
        ("Norbert", "Somebody"),
    ):
        assert name in texts["director"]
        for reader in ("colleague", "partner", "public"):
            assert name not in texts[reader]
            assert f"{hidden} changed the profile" in texts[reader]
    assert "The system changed the profile" in texts["public"]


def test_timeline_when_of_two_records_then_nothing_of_a_third_with_the_same_number(app):
    first, second = people.person("First"), people.person("Second")
    city = people.scope()
    root = people.acting(Role.ADMINISTRATOR)
    edit(root, second.id, "about the second person")
    grant = actions.grant_role(root, first.id, Role.APPLICANT_EDITOR, city.id)
    assert grant.id == second.id  # so that a mix of kinds and numbers would find it
    told_reasons = {entry.reason for entry in queries.timeline_of(grant, first)}
    assert "about the second person" not in told_reasons


def test_timeline_when_verbs_are_hidden_then_left_out(app):
    who = people.person("Dana")
    edit(people.actor(who), who.id)
    assert queries.lines_for(people.actor(who), who, hidden=["person.edited"]) == []


@pytest.fixture
def award(app):
    of = awards.place()
    return of, awards.active(of)


def test_history_when_a_city_reads_it_then_the_other_side_and_the_office_are_named_by_their_office(
    client, sign_in, award
):
    of, given = award
    reader = of.world.editors[Side.LEAD]
    payment = awards.payments(given)[0]
    for path in (
        f"/awards/{given.id}/history",
        f"/applications/{given.application_id}/history",
        f"/payments/{payment.id}",
    ):
        page = sign_in(client, reader).get(path)
        assert page.status_code == 200, path
        for stranger in (of.world.signatories[Side.PARTNER].name, of.world.editors[Side.PARTNER].name):
            assert stranger not in page.text.partition("history")[2]
    page = client.get(f"/awards/{given.id}/history").text
    assert of.world.signatories[Side.LEAD].name in page
    assert of.world.offices[Side.PARTNER].name.en in page
    assert "The program office" in page


@action
def opened(actor: Actor, person_id: int) -> None:
    """Note that a person's page was opened."""
    db.session.add(
        AccessEntry(
            at=actor.at, request_id="r", method="GET", endpoint="accounts.person", status=200, ms=1, statements=1,
            actor_id=person_id, subjects=[AccessSubject(kind="person", subject_id=person_id)],
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("export", "written"),
    [(queries.export_log, documents.log_rows), (queries.export_access, documents.access_rows)],
)
def test_export_when_long_then_its_rows_come_in_parts(app, monkeypatch, export, written):
    monkeypatch.setattr(queries, "PART", 2)
    auditor, dana = people.acting(Role.AUDITOR), people.person("Dana")
    for _number in range(4):
        edit(people.actor(dana), dana.id)
        opened(people.actor(dana), dana.id)
    asked = []
    listener = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    with app.test_request_context():
        rows = export(auditor, queries.Filters(kind="person", subject_id=dana.id))
        lines = iter(csv_response("log", ["When"], written(rows)).response)
        steps = [len(asked) for _line in lines][2:6]  # after the mark of the encoding and the head
    event.remove(db.engine, "before_cursor_execute", listener)
    assert 0 < steps[0] == steps[1] < steps[2] == steps[3]
