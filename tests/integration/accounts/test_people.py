"""The own profile, and the pages on which administrators invite people, give roles and end them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from grantapp.accounts import actions, queries
from grantapp.accounts.models import Role
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import passwords
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.notifications.models import Letter
from tests.factories import letters, people

PASSWORD = "four unrelated words of hers"
PROFILE = {
    "name": "Eva",
    "reading": "",
    "title": "Mayor's office",
    "language": "en",
    "zone": "America/Chicago",
}


@pytest.fixture
def eva(app):
    return people.person("Eva", password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def office(app, client, sign_in):
    """Return a browser of an administrator."""
    return sign_in(client, people.staff(Role.ADMINISTRATOR))


def test_profile_when_saved_then_the_next_page_is_in_the_new_language(client, sign_in, eva):
    sign_in(client, eva)
    changed = PROFILE | {
        "name": "松永 由紀",
        "reading": "マツナガ ユキ",
        "language": "ja",
        "zone": "Asia/Tokyo",
    }
    page = client.post("/profile", data=changed, follow_redirects=True)
    assert '<html lang="ja">' in page.text
    db.session.refresh(eva)
    assert (eva.name, eva.reading, eva.language, eva.zone) == (
        "松永 由紀",
        "マツナガ ユキ",
        "ja",
        "Asia/Tokyo",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"zone": "../etc"}, "zone"),
        ({"language": "fr"}, "language"),
        ({"name": "   "}, "name"),
    ],
)
def test_profile_when_wrong_then_shown_again(client, sign_in, eva, change, field):
    answer = sign_in(client, eva).post("/profile", data=PROFILE | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_profile_when_anonymous_then_sign_in(client, app):
    assert client.get("/profile").status_code == 302
    with pytest.raises(NotPermitted):
        actions.edit_profile(Actor.anonymous(), name="x", reading="", title="", language="en", zone="UTC")


def test_password_when_changed_then_this_session_stays_and_others_end(client, app, sign_in, eva):
    here, elsewhere = sign_in(client, eva), sign_in(app.test_client(), eva)
    new = "another phrase of five words"
    form = {"present": PASSWORD, "password": new, "again": new}
    assert here.post("/profile/password", data=form | {"present": "wrong"}).status_code == 422
    assert elsewhere.get("/profile").status_code == 200
    assert here.post("/profile/password", data=form).location == "/profile"
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    db.session.refresh(eva)
    assert passwords.is_right(eva.password_hash, new)


def test_password_when_the_present_one_is_guessed_then_slowed_down(client, sign_in, eva):
    form = {"present": "wrong", "password": "x" * 20, "again": "x" * 20}
    answers = [sign_in(client, eva).post("/profile/password", data=form).status_code for _try in range(6)]
    assert answers == [422] * 5 + [429]


def test_people_when_an_administrator_looks_then_list_filter_and_csv(office):
    dana = people.grant(people.person("Dana"), Role.REVIEWER)
    assert "Dana" in office.get("/people").text
    assert "Dana" in office.get("/people?q=DAN&role=reviewer").text
    assert dana.email not in office.get("/people?role=director").text
    assert office.get("/people?role=nonsense&cursor=nonsense&size=9").status_code == 200
    lines = office.get("/people.csv?q=dana").text.splitlines()
    assert lines[0].startswith("\ufeffNumber")
    assert len(lines) == 2
    assert "Reviewer,Everything" in lines[1]


@pytest.mark.parametrize(
    "role",
    [None, *[role for role in Role if role not in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR)]],
)
def test_people_when_anybody_else_looks_then_refused(client, sign_in, role):
    dana = people.person("Dana")
    if role is not None:
        people.grant(dana, role)
    sign_in(client, dana)
    for path in ("/people", "/people.csv", "/people/invite", f"/people/{dana.id}"):
        assert client.get(path).status_code in (403, 404)


def test_people_when_there_are_many_then_as_many_statements(office):
    counts = []
    for many in (3, 27):
        for _number in range(many):
            people.grant(people.person(), Role.REVIEWER)
        seen = []
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        office.get("/people?size=100")
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_person_when_given_a_role_then_letter_and_listed_and_ended(office):
    dana, city = people.person("Dana"), people.scope()
    form = {"role": "applicant_editor", "scope_id": str(city.id)}
    assert office.post(f"/people/{dana.id}/roles", data=form).status_code in (302, 422)
    actions.grant_role(people.acting(Role.ADMINISTRATOR), dana.id, Role.REVIEWER, 1, tell=True)
    assert [letter.name for letter in db.session.query(Letter)] == ["role_granted"]
    page = office.get(f"/people/{dana.id}")
    assert "Reviewer" in page.text
    grant = queries.find_grant(dana.id, Role.REVIEWER, 1)
    assert "End the role" in office.get(f"/people/roles/{grant.id}/end").text
    assert office.post(f"/people/roles/{grant.id}/end").status_code == 302
    assert office.post(f"/people/roles/{grant.id}/end").status_code == 409
    assert not people.actor(dana).grants


def test_person_when_the_role_is_out_of_place_then_said_beside_the_field(office):
    dana = people.person("Dana")
    answer = office.post(f"/people/{dana.id}/roles", data={"role": "applicant_editor", "scope_id": "1"})
    assert answer.status_code == 422
    assert 'id="scope_id-error"' in answer.text


def test_invite_when_sent_then_it_waits_on_the_list(office):
    form = {
        "email": "new@office.example",
        "name": "Neo",
        "language": "ja",
        "role": "reviewer",
        "scope_id": "1",
    }
    assert office.post("/people/invite", data=form).location == "/people"
    assert "new@office.example" in office.get("/people").text
    assert office.post("/people/invite", data=form | {"email": "nobody"}).status_code == 422
    assert office.post("/people/invite", data=form | {"role": "king"}).status_code == 422


def test_administrator_when_he_gives_himself_a_role_then_refused(client, sign_in):
    root = people.staff(Role.ADMINISTRATOR)
    sign_in(client, root)
    own = queries.find_grant(root.id, Role.ADMINISTRATOR, 1)
    assert (
        client.post(f"/people/{root.id}/roles", data={"role": "director", "scope_id": "1"}).status_code == 403
    )
    assert client.post(f"/people/roles/{own.id}/end").status_code == 403
    assert people.actor(root).holds([Role.ADMINISTRATOR])


def test_recipients_when_asked_for_a_program_then_product_wide_holders_too(app):
    program = people.scope(people.ScopeKind.PROGRAM)
    wide, here = (
        people.staff(Role.PROGRAM_OFFICER),
        people.grant(people.person(), Role.PROGRAM_OFFICER, program.id),
    )
    people.grant(people.person(), Role.PROGRAM_OFFICER, people.scope(people.ScopeKind.PROGRAM).id)
    found = queries.list_recipients([Role.PROGRAM_OFFICER], program.id)
    assert {recipient.person_id for recipient in found} == {wide.id, here.id}


def test_person_when_created_by_a_command_then_only_by_the_product(app):
    system = Actor.system("demo")
    made = actions.create_person(system, email="A@City.example", name="Ann", title="Mayor")
    assert (made.email, made.title) == ("a@city.example", "Mayor")
    with pytest.raises(NotPermitted):
        actions.create_person(people.acting(Role.ADMINISTRATOR), email="b@city.example", name="Bob")
    with pytest.raises(Invalid):
        actions.create_person(system, email="b@city.example", name="")


def page_of(client):
    return client.get("/people?state=no_factor").text


def test_factor_when_missing_then_filter_count_file_and_task_say_so(client, sign_in):
    root = people.give_app(people.staff(Role.ADMINISTRATOR))
    olive, eva = people.staff(Role.FINANCE_OFFICER), people.person("Eva City")
    people.grant(eva, Role.REVIEWER)
    sign_in(client, root)
    assert olive.email in page_of(client)
    assert root.email not in page_of(client)
    assert eva.email not in page_of(client)
    assert "1 person of the program office has no second step yet." in client.get("/people").text
    rows = {line.split(",")[3]: line for line in client.get("/people.csv").text.splitlines()}
    assert [",missing," in rows[one.email] for one in (olive, root, eva)] == [True, False, False]
    assert ",set up," in rows[root.email]
    assert ",not needed," in rows[eva.email]
    tasks = {task.sentence: task for task in queries.tasks_for(people.actor(root))}
    assert tasks[queries.NO_FACTOR].parameters == {"count": 1}
    assert "/people?state=no_factor" in client.get("/home").text
    people.give_app(olive)
    assert queries.NO_FACTOR not in [task.sentence for task in queries.tasks_for(people.actor(root))]
    assert "has no second step yet" not in client.get("/people").text


def test_factor_when_missing_then_only_administrators_have_a_task(app):
    people.staff(Role.FINANCE_OFFICER)
    for role in (Role.DIRECTOR, Role.AUDITOR, Role.PROGRAM_OFFICER):
        actor = people.acting(role)
        assert queries.NO_FACTOR not in [task.sentence for task in queries.tasks_for(actor)]


def test_factor_when_the_account_or_role_is_over_then_nothing_is_missing(app):
    root = people.give_app(people.staff(Role.ADMINISTRATOR))
    people.grant(people.person("Gone", deactivated_at=people.NOW), Role.DIRECTOR)
    former = people.staff(Role.DIRECTOR)
    actions.end_role(people.actor(root), queries.find_grant(former.id, Role.DIRECTOR, 1).id)
    with clock.travel(people.NOW + timedelta(days=1)):
        assert queries.count_without_factor(people.actor(root)) == 0


def test_reset_factor_when_an_administrator_does_then_gone_told_and_signed_out(office, app, sign_in):
    olive = people.give_app(people.staff(Role.FINANCE_OFFICER))
    actions.add_passkey(people.actor(olive), actions.KeyMade("a key", "public half", 0, "Phone"))
    elsewhere = sign_in(app.test_client(), olive)
    path = f"/people/{olive.id}/reset_factor"
    assert path in office.get(f"/people/{olive.id}").text
    assert "by telephone or face to face" in office.get(path).text
    assert office.post(path, data={"reason": " "}).status_code == 422
    assert sessions.factors_of(olive.id) == (True, 1)
    assert office.post(path, data={"reason": "Her phone fell into the river."}).status_code == 302
    assert sessions.factors_of(olive.id) == (False, 0)
    assert sessions.count_recovery_codes(olive.id) == 0
    assert elsewhere.get("/profile").status_code == 302
    told = [letter for letter, _written in letters.delivered() if letter.facts.get("what") == "reset"]
    assert [letter.address for letter in told] == [olive.email]
    page = office.get(f"/people/{olive.id}").text
    assert "Her phone fell into the river." in page
    assert path not in page
    assert office.post(path, data={"reason": "Once more."}).status_code == 409


def test_reset_factor_when_done_then_the_next_sign_in_sets_one_up(office, app):
    hashed = passwords.hash_password(PASSWORD)
    olive = people.give_app(people.grant(people.person("Olive", password_hash=hashed), Role.FINANCE_OFFICER))
    office.post(f"/people/{olive.id}/reset_factor", data={"reason": "Lost."})
    answer = app.test_client().post("/sign-in", data={"email": olive.email, "password": PASSWORD})
    assert answer.location.startswith("/profile/security/app")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_reset_factor_when_anybody_else_tries_then_refused(app, role):
    olive = people.give_app(people.staff(Role.FINANCE_OFFICER))
    with pytest.raises(NotPermitted):
        actions.reset_factor(people.acting(role), olive.id, "Lost.")
    assert sessions.factors_of(olive.id) == (True, 0)


def test_reset_factor_when_ones_own_then_refused(client, sign_in):
    root = people.give_app(people.staff(Role.ADMINISTRATOR))
    sign_in(client, root)
    assert client.post(f"/people/{root.id}/reset_factor", data={"reason": "Mine."}).status_code == 403
    assert sessions.factors_of(root.id) == (True, 0)


def test_reset_factor_when_the_proof_is_too_old_then_it_is_asked_first(office):
    olive = people.give_app(people.staff(Role.FINANCE_OFFICER))
    with time_machine.travel(clock.wall() + timedelta(minutes=16)):
        answer = office.post(f"/people/{olive.id}/reset_factor", data={"reason": "Lost."})
    assert answer.status_code == 401
    assert sessions.factors_of(olive.id) == (True, 0)
