"""Staff roles need two people, cities let their own people in, and nobody helps himself."""

import threading

import pytest

from grantapp.accounts import actions, policy, queries
from grantapp.accounts.models import AccessToken, RequestStatus, Role, RoleRequest
from grantapp.accounts.policy import TWO_PEOPLE
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.notifications.models import Letter
from tests.factories import applications, letters, people

WHY = "She takes over the desk in May."


def held(person):
    return {(grant.role, grant.scope_id) for grant in people.actor(person).grants}


def names_of_letters():
    return [(one.name, one.address) for one in db.session.query(Letter).order_by(Letter.id)]


@pytest.fixture
def first(app):
    return people.acting(Role.ADMINISTRATOR)


@pytest.fixture
def second(app):
    return people.acting(Role.DIRECTOR)


@pytest.mark.parametrize("role", TWO_PEOPLE)
def test_staff_role_when_given_or_offered_by_one_person_then_refused(first, role):
    dana = people.person("Dana")
    with pytest.raises(NotPermitted):
        actions.grant_role(first, dana.id, role, 1)
    with pytest.raises(NotPermitted):
        actions.invite_person(first, "new@office.example", role, 1)
    assert held(dana) == set()
    assert db.session.query(AccessToken).count() == 0


def test_staff_role_when_confirmed_by_a_second_person_then_held_and_told(first, second):
    dana = people.person("Dana")
    request = actions.propose_role(first, dana.id, Role.PROGRAM_OFFICER, 1, WHY)
    assert held(dana) == set()
    assert ("role_proposed", queries.get_person(second.person_id).email) in names_of_letters()
    assert ("role_proposed", queries.get_person(first.person_id).email) not in names_of_letters()
    actions.grant_request(second, request.id)
    assert held(dana) == {("program_officer", 1)}
    grant = queries.find_grant(dana.id, Role.PROGRAM_OFFICER, 1)
    assert grant.granted_by == second.person_id
    assert {name for name, _address in names_of_letters()} == {
        "role_proposed", "role_granted", "request_answered",
    }  # fmt: skip
    letters.delivered()


def test_staff_role_when_confirmed_by_the_proposer_or_its_own_person_then_refused(first, second):
    mine = actions.propose_role(first, second.person_id, Role.PROGRAM_OFFICER, 1, WHY)
    for somebody in (first, second, people.acting(Role.PROGRAM_OFFICER), people.acting(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            actions.grant_request(somebody, mine.id)
    assert queries.get_request(mine.id).status == RequestStatus.ASKED


def test_staff_role_when_proposed_for_oneself_in_any_way_then_refused(first, second):
    me = queries.get_person(first.person_id)
    with pytest.raises(NotPermitted):
        actions.propose_role(first, me.id, Role.DIRECTOR, 1, WHY)
    shouted = f"  {me.email.upper()} "
    with pytest.raises(NotPermitted):
        actions.propose_invitation(first, shouted, Role.DIRECTOR, 1, name="Me", language="en", reason=WHY)
    with pytest.raises(NotPermitted):
        actions.grant_role(first, me.id, Role.REVIEWER, 1)
    with pytest.raises(NotPermitted):
        actions.ask_to_join(first, people.scope().id, Role.APPLICANT_SIGNATORY, WHY)
    token = actions.invite_person(first, me.email, Role.REVIEWER, 1)
    raw = link_of(token)
    with pytest.raises(NotAllowedNow):
        actions.join_by_invitation(first, raw)
    assert held(me) == {("administrator", 1)}


def link_of(token):
    from grantapp.core.tokens import derive_token
    from grantapp.extensions import secret_key

    return derive_token(secret_key(), token.purpose.value, token.public_id)


def test_grant_when_the_request_is_another_one_or_not_granted_then_refused(first, second):
    dana, erin = people.person("Dana"), people.person("Erin")
    open_one = actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    with pytest.raises(NotPermitted):
        actions.grant_role(second, dana.id, Role.AUDITOR, 1, basis=open_one)
    actions.grant_request(second, open_one.id)
    granted = queries.get_request(open_one.id)
    for role, person, actor in (
        (Role.ADMINISTRATOR, dana, second), (Role.AUDITOR, erin, second), (Role.AUDITOR, dana, first),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            actions.grant_role(actor, person.id, role, 1, basis=granted)


def test_staff_invitation_when_proposed_then_no_link_before_it_is_confirmed(first, second):
    request = actions.propose_invitation(
        first, "New@Office.example", Role.FINANCE_OFFICER, 1, name="Neo", language="ja", reason=WHY
    )
    assert db.session.query(AccessToken).count() == 0
    assert "new@office.example" not in [address for _name, address in names_of_letters()]
    actions.grant_request(second, request.id)
    token = db.session.query(AccessToken).one()
    assert (token.email, token.role, token.language) == ("new@office.example", Role.FINANCE_OFFICER, "ja")
    assert ("invitation", "new@office.example") in names_of_letters()


def test_staff_invitation_when_the_account_is_there_then_the_person_is_proposed(first):
    dana = people.person("Dana")
    request = actions.propose_invitation(
        first, dana.email, Role.DIRECTOR, 1, name="", language="en", reason=WHY
    )
    assert request.person_id == dana.id


def test_request_when_refused_or_withdrawn_then_nothing_held_and_the_asker_told(first, second):
    dana = people.person("Dana")
    refused = actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    with pytest.raises(Invalid):
        actions.refuse_request(second, refused.id, "  ")
    actions.refuse_request(second, refused.id, "The post is filled.")
    withdrawn = actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    with pytest.raises(NotPermitted):
        actions.withdraw_request(second, withdrawn.id)
    actions.withdraw_request(first, withdrawn.id)
    for request in (refused, withdrawn):
        with pytest.raises(NotAllowedNow):
            actions.grant_request(second, request.id)
    assert held(dana) == set()
    answers = [one for one in db.session.query(Letter) if one.name == "request_answered"]
    assert [one.person_id for one in answers] == [first.person_id]


@pytest.mark.parametrize(
    ("role", "reason", "field"),
    [(Role.AUDITOR, " ", "reason"), (Role.REVIEWER, WHY, "role"), (Role.AUDITOR, "x" * 2001, "reason")],
)
def test_proposal_when_wrong_then_said_beside_the_field(first, role, reason, field):
    with pytest.raises(Invalid) as refused:
        actions.propose_role(first, people.person().id, role, 1, reason)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_proposal_when_asked_twice_or_held_already_then_refused(first):
    dana = people.person("Dana")
    actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    with pytest.raises(NotAllowedNow):
        actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    with pytest.raises(Invalid):
        actions.propose_role(first, people.staff(Role.AUDITOR).id, Role.AUDITOR, 1, WHY)


def test_request_when_the_account_is_closed_then_not_granted(first, second):
    dana = people.person("Dana")
    request = actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    actions.deactivate(first, dana.id, "Left the office.")
    with pytest.raises(Invalid):
        actions.grant_request(second, request.id)


def test_request_when_two_confirm_at_once_then_one_of_them_does(app, first, second):
    third, dana = people.acting(Role.ADMINISTRATOR), people.person("Dana")
    request = actions.propose_role(first, dana.id, Role.AUDITOR, 1, WHY)
    number, outcomes, start = request.id, [], threading.Barrier(2)
    db.session.rollback()

    def confirm(actor):
        with app.app_context():
            start.wait()
            try:
                actions.grant_request(actor, number)
                outcomes.append("granted")
            except NotAllowedNow:
                outcomes.append("too late")
            db.session.remove()

    threads = [threading.Thread(target=confirm, args=(actor,)) for actor in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["granted", "too late"]
    assert held(dana) == {("auditor", 1)}


def test_join_when_asked_then_the_representatives_of_the_city_decide(app):
    world = applications.world()
    office = world.offices[applications.Side.LEAD]
    erin = people.actor(people.person("Erin"))
    request = actions.ask_to_join(erin, office.scope_id, Role.APPLICANT_EDITOR, "I am new in the office.")
    signatory = world.signatories[applications.Side.LEAD]
    assert ("join_asked", signatory.email) in names_of_letters()
    for somebody in (
        erin,
        world.editor(),
        world.signatory(applications.Side.PARTNER),
        people.acting(Role.AUDITOR),
    ):
        with pytest.raises(NotPermitted):
            actions.grant_request(somebody, request.id)
    actions.grant_request(people.actor(signatory), request.id)
    assert held(queries.get_person(erin.person_id)) == {("applicant_editor", office.scope_id)}
    letters.delivered()


def test_city_when_the_office_lets_somebody_in_then_its_representatives_are_told(app, first):
    world = applications.world()
    scope_id, lead = world.offices[applications.Side.LEAD].scope_id, world.signatories[applications.Side.LEAD]
    actions.grant_role(first, people.person("Erin").id, Role.APPLICANT_SIGNATORY, scope_id, tell=True)
    told = [address for name, address in names_of_letters() if name == "office_joined"]
    assert told == [lead.email]
    letters.delivered()


def test_join_when_the_city_has_nobody_then_the_office_is_asked(app):
    officer, city = people.staff(Role.PROGRAM_OFFICER), people.scope()
    erin = people.actor(people.person("Erin"))
    request = actions.ask_to_join(erin, city.id, Role.APPLICANT_SIGNATORY, WHY)
    assert ("join_asked", officer.email) in names_of_letters()
    actions.grant_request(people.actor(officer), request.id)
    assert held(queries.get_person(erin.person_id)) == {("applicant_signatory", city.id)}


@pytest.mark.parametrize("role", [role for role in Role if role not in policy.CITY])
def test_join_when_one_belongs_to_the_office_then_refused(app, role):
    with pytest.raises(NotPermitted):
        actions.ask_to_join(people.acting(role), people.scope().id, Role.APPLICANT_EDITOR, WHY)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER])
def test_join_when_another_role_is_asked_then_refused(app, role):
    with pytest.raises(Invalid):
        actions.ask_to_join(people.actor(people.person()), people.scope().id, role, WHY)
    with pytest.raises(Invalid):
        actions.ask_to_join(people.actor(people.person()), 1, Role.APPLICANT_EDITOR, WHY)
    assert db.session.query(RoleRequest).count() == 0


def test_requests_when_listed_then_the_query_and_the_rule_are_twins(app, first):
    world = applications.world()
    scope_id = world.offices[applications.Side.LEAD].scope_id
    erin = people.person("Erin")
    actions.ask_to_join(people.actor(erin), scope_id, Role.APPLICANT_EDITOR, WHY)
    actions.propose_role(first, people.person().id, Role.AUDITOR, 1, WHY)
    actors = [first, people.actor(erin), Actor.anonymous(), Actor.system("x"), world.editor()]
    actors += [people.actor(one) for one in (*world.signatories.values(), *world.editors.values())]
    actors += [people.acting(role) for role in Role if role not in policy.CITY]
    everything = list(db.session.scalars(db.select(RoleRequest)))
    for actor in actors:
        seen = set(db.session.scalars(db.select(RoleRequest.id).where(queries.requests_visible_to(actor))))
        assert seen == {one.id for one in everything if policy.VIEW_REQUEST.allows(actor, one)}


def test_first_administrator_when_the_command_runs_then_invited_at_once(app):
    answer = app.test_cli_runner().invoke(args=["accounts", "create-administrator", "root@office.example"])
    assert answer.exit_code == 0
    assert db.session.query(AccessToken).one().role == Role.ADMINISTRATOR


def test_last_administrator_when_his_role_would_end_then_refused(app, second):
    root = people.staff(Role.ADMINISTRATOR)
    grant = queries.find_grant(root.id, Role.ADMINISTRATOR, 1)
    with pytest.raises(NotAllowedNow):
        actions.end_role(second, grant.id)
    other = people.acting(Role.ADMINISTRATOR)
    actions.end_role(other, grant.id, "Moved to another office.")
    assert held(root) == set()
    with pytest.raises(NotPermitted):
        actions.end_role(other, queries.find_grant(other.person_id, Role.ADMINISTRATOR, 1).id)
    assert "role_ended" in [name for name, _address in names_of_letters()]


def test_pages_when_two_people_walk_the_request_then_granted(app, client, sign_in):
    proposer, confirmer, dana = (
        people.staff(Role.ADMINISTRATOR),
        people.staff(Role.DIRECTOR),
        people.person("Dana"),
    )
    sign_in(client, proposer)
    form = {"role": "program_officer", "scope_id": "1", "reason": ""}
    answer = client.post(f"/people/{dana.id}/roles", data=form)
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert client.post(f"/people/{dana.id}/roles", data=form | {"reason": WHY}).status_code == 302
    request = db.session.query(RoleRequest).one()
    page = client.get(f"/roles/requests/{request.id}")
    assert "Withdraw the request" in page.text
    assert client.post(f"/roles/requests/{request.id}/grant").status_code == 403
    sign_in(client, confirmer)
    assert "Dana" in client.get("/home").text
    assert "Dana" in client.get("/roles/requests").text
    assert client.post(f"/roles/requests/{request.id}/refuse", data={"reason": ""}).status_code == 422
    assert client.post(f"/roles/requests/{request.id}/grant").status_code == 302
    assert client.post(f"/roles/requests/{request.id}/grant").status_code == 409
    assert held(dana) == {("program_officer", 1)}


def test_pages_when_somebody_asks_to_join_then_found_in_either_language(app, client, sign_in):
    world = applications.world()
    office = world.offices[applications.Side.PARTNER]
    sign_in(client, people.person("Erin"))
    assert "work for a city" in client.get("/profile").text
    for words in (office.place.name.ja[:2], office.place.name.en[:4].upper()):
        assert f"office={office.scope_id}" in client.get("/my-city", query_string={"q": words}).text
    assert "Send the request" in client.get(f"/my-city?office={office.scope_id}").text
    form = {"scope_id": office.scope_id, "role": "applicant_editor", "reason": ""}
    assert client.post("/my-city", data=form).status_code == 422
    assert client.post("/my-city", data=form | {"reason": "New."}).status_code == 302
    request = db.session.query(RoleRequest).one()
    assert client.get(f"/roles/requests/{request.id}").status_code == 200
    sign_in(client, world.signatories[applications.Side.PARTNER])
    assert "Erin" in client.get("/home").text
    assert "Erin" in client.get("/office").text
    assert client.post(f"/roles/requests/{request.id}/grant").status_code == 302
