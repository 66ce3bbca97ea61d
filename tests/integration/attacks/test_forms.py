"""Forms that no honest browser sends: fields that are not there, twice there, far too long, or not text at all."""

import pytest

from grantapp.accounts.models import Person, RoleGrant
from grantapp.database import db
from grantapp.questionnaires.models import Answer
from tests import attacker
from tests.factories import applications

NUL, HALF = "before\x00after", "%ED%A0%80"
EXTRA = {
    "id": "1",
    "status": "awarded",
    "role": "administrator",
    "scope_id": "1",
    "person_id": "1",
    "email": "eve@evil.example",
    "password_hash": "x",
    "session_token": "x",
    "is_demonstration": "1",
    "active": "1",
    "side": "lead",
    "version": "999999",
    "awarded_amount": "999999",
    "amount_override": "1",
    "submitted_at": "2020-01-01",
    "application_id": "1",
    "created_by": "1",
    "is_admin": "true",
    "person.role": "administrator",
    "person[role]": "administrator",
    "__class__": "x",
    "csrf_enabled": "0",
}
OWN_WRITES = ("sign_in_throttle", "session")


def test_forms_when_a_text_holds_nul_then_refused_in_words_and_nothing_is_written(grounds, traps):
    for trap in traps:
        if not trap.texts:
            continue
        with attacker.Writes() as writes:
            answer = attacker.send(grounds, trap, dict.fromkeys(trap.texts, NUL))
        assert answer.status_code in (200, 302, 303, 400, 403, 404, 409, 410, 422, 429), (
            trap.form.action,
            answer.status_code,
        )
        assert [one for one in writes.seen if not any(name in one for name in OWN_WRITES)] == [], (
            trap.form.action
        )
        assert NUL not in answer.text


def test_forms_when_fields_are_twice_there_or_not_text_then_no_crash(grounds, traps):
    for trap in traps:
        names = trap.form.names - {"csrf_token"}
        twice = {name: [attacker.FORGED_TEXT, "second"] for name in names}
        assert attacker.send(grounds, trap, twice).status_code < 500, trap.form.action
        if not attacker.FULL:
            continue
        numbers = dict.fromkeys(names, "99999999999999999999999")
        assert attacker.send(grounds, trap, numbers).status_code < 500, trap.form.action
        missing = grounds.browser(trap.role).post(trap.form.action, data={})
        assert missing.status_code < 500, trap.form.action


def test_forms_when_a_text_is_far_too_long_then_refused_not_crashed(grounds, traps):
    huge = "長" * 100_001
    for trap in traps if attacker.FULL else traps[::10]:
        for name in sorted(trap.texts)[:1]:
            assert attacker.send(grounds, trap, {name: huge}).status_code < 500, (trap.form.action, name)


def test_forms_when_their_bytes_are_no_utf8_then_no_crash_and_no_half_of_a_pair_is_kept(grounds, traps):
    for trap in traps:
        body = "&".join(f"{name}=a{HALF}b%FF" for name in sorted(trap.form.names))
        answer = grounds.browser(trap.role).post(
            trap.form.action, data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code < 500, trap.form.action


def test_profile_when_it_names_fields_that_it_has_not_then_they_stay(grounds):
    browser, before = grounds.browser("lead editor"), grounds.person("lead editor")
    kept = (before.email, before.password_hash, before.is_demonstration)
    grants = db.session.query(RoleGrant).count()
    form = {"name": "Dana W.", "reading": "", "title": "", "language": "en", "zone": "America/New_York"}
    assert browser.post("/profile", data=EXTRA | form).status_code == 302
    person = db.session.get_one(Person, before.id, populate_existing=True)
    assert person.name == "Dana W."
    assert (person.email, person.password_hash, person.is_demonstration) == kept
    assert db.session.query(RoleGrant).count() == grants


def test_section_when_it_names_answers_of_the_other_side_then_they_stay(app, client, sign_in):
    world = applications.world()
    draft = applications.draft(world)
    why = applications.find_question(draft, "contact")
    sign_in(client, world.editors["lead"])
    path = f"/applications/{draft.id}/sections/partner_city"
    form = {
        f"q-{why.id}": "Eve",
        f"q{why.id}": "Eve",
        f"question_{why.id}": "Eve",
        f"{why.id}": "Eve",
        "side": "partner",
    }
    names = {"answer-": why.id, "q-": why.id}
    form |= {f"{prefix}{number}": "Eve" for prefix, number in names.items()}
    from grantapp.questionnaires.rules import field_name

    form[field_name(why)] = "Eve"
    client.post(path, data=form)
    client.post(f"{path}/autosave", json=form, headers={"Accept": "application/json"})
    assert db.session.query(Answer).count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "{",
        '{"a": {"b": [1, {"c": null}]}}',
        '{"x": "\\ud800"}',
        '{"x": "\\u0000"}',
        "[" * 5000,
    ],
)
def test_autosave_when_what_is_sent_is_no_form_then_refused_not_crashed(grounds, body):
    for spot in grounds.spots("POST"):
        if spot.endpoint.endswith(("autosave", "presence", "settle")):
            answer = grounds.browser(spot.role).post(
                spot.path, data=body, content_type="application/json", headers={"Accept": "application/json"}
            )
            assert answer.status_code < 500, (spot, answer.status_code)
