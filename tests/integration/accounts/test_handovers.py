"""A role belongs to the side: it goes to a successor on a day, and offices are asked once a year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from grantapp.accounts import actions, jobs, queries
from grantapp.accounts.models import AccessToken, Handover, Role, RoleCheck
from grantapp.accounts.rules import handovers as rules
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.tokens import derive_token
from grantapp.database import db
from grantapp.extensions import secret_key
from grantapp.notifications.models import Letter
from tests.factories import applications, letters, people
from tests.factories.applications import Side
from tests.factories.people import NOW

ON = date(2027, 4, 1)
BEFORE, AFTER = datetime(2027, 3, 31, 12, tzinfo=UTC), datetime(2027, 4, 2, 12, tzinfo=UTC)
SUCCESSOR = actions.Successor("Next@City.example", "次の 担当", "ja")


@pytest.fixture
def world(app):
    return applications.world()


def grant_of(person, role):
    return next(one for one in queries.grants_of(person) if one.role == role)


def signs(person, scope_id, at):
    with clock.travel(at):
        return people.actor(person, at).holds([Role.APPLICANT_SIGNATORY], scope_id)


def take_up(token, at):
    raw = derive_token(secret_key(), token.purpose.value, token.public_id)
    newcomer = actions.Newcomer("次の 担当", "ツギノ タントウ", "ja", "Asia/Tokyo")
    from grantapp.core.policy import Actor

    with clock.travel(at):
        return actions.accept_invitation(Actor.anonymous().moved_to(at), raw, newcomer, "hash")


def test_hand_over_when_invited_and_taken_up_then_both_until_the_day(world):
    old, scope_id = world.signatories[Side.PARTNER], world.offices[Side.PARTNER].scope_id
    actions.hand_over(people.actor(old), grant_of(old, Role.APPLICANT_SIGNATORY).id, SUCCESSOR, ON)
    token = db.session.query(AccessToken).filter_by(email="next@city.example").one()
    new = take_up(token, NOW + timedelta(days=3))
    assert [signs(one, scope_id, BEFORE) for one in (old, new)] == [True, True]
    assert [signs(one, scope_id, AFTER) for one in (old, new)] == [False, True]
    sent = [letter.name for letter, _written in letters.delivered()]
    assert {"handover_invitation", "role_taken_over", "role_handed_over"} <= set(sent)


def test_hand_over_when_nobody_takes_it_up_then_the_role_stays_until_somebody_does(world):
    old, scope_id = world.signatories[Side.PARTNER], world.offices[Side.PARTNER].scope_id
    actions.hand_over(
        people.actor(old), grant_of(old, Role.APPLICANT_SIGNATORY).id, SUCCESSOR, date(2026, 11, 5)
    )
    assert signs(old, scope_id, NOW + timedelta(days=10))
    token = db.session.query(AccessToken).filter_by(email="next@city.example").one()
    late = NOW + timedelta(days=11)
    new = take_up(token, late)
    assert not signs(old, scope_id, late + timedelta(seconds=1))
    assert signs(new, scope_id, late + timedelta(seconds=1))


def test_hand_over_when_the_successor_has_an_account_then_he_begins_at_once(world):
    old, scope_id = world.editors[Side.LEAD], world.offices[Side.LEAD].scope_id
    erin = people.person("Erin")
    successor = actions.Successor(erin.email, "", "en")
    handover = actions.hand_over(people.actor(old), grant_of(old, Role.APPLICANT_EDITOR).id, successor, ON)
    assert people.actor(erin).holds([Role.APPLICANT_EDITOR], scope_id)
    with clock.travel(BEFORE):
        assert people.actor(old, BEFORE).holds([Role.APPLICANT_EDITOR], scope_id)
    with pytest.raises(NotAllowedNow):
        actions.hand_over(people.actor(old), handover.grant_id, SUCCESSOR, ON)
    actions.cancel_handover(people.actor(old), handover.id)
    assert not people.actor(erin).grants
    with clock.travel(AFTER):
        assert people.actor(old, AFTER).holds([Role.APPLICANT_EDITOR], scope_id)


def test_hand_over_when_the_day_comes_then_it_is_the_day_of_the_city(world):
    old, scope_id = world.signatories[Side.PARTNER], world.offices[Side.PARTNER].scope_id
    zone = old.zone
    erin = people.person("Erin")
    grant = grant_of(old, Role.APPLICANT_SIGNATORY)
    actions.hand_over(people.actor(old), grant.id, actions.Successor(erin.email, "", "en"), ON)
    begin = rules.begin_of(ON, zone)
    assert signs(old, scope_id, begin - timedelta(seconds=1))
    assert not signs(old, scope_id, begin)
    with clock.travel(begin):
        colleagues = {one.id for one in queries.list_people_with_role([Role.APPLICANT_SIGNATORY], scope_id)}
    assert colleagues == {erin.id}


@pytest.mark.parametrize(
    ("successor", "on", "field"),
    [
        (SUCCESSOR, None, "on"),
        (SUCCESSOR, date(2026, 10, 1), "on"),
        (SUCCESSOR, date(2029, 4, 1), "on"),
        (actions.Successor("nobody", "", "en"), ON, "email"),
    ],
)
def test_hand_over_when_wrong_then_said_beside_the_field(world, successor, on, field):
    old = world.editors[Side.LEAD]
    with pytest.raises(Invalid) as refused:
        actions.hand_over(people.actor(old), grant_of(old, Role.APPLICANT_EDITOR).id, successor, on)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert db.session.query(Handover).count() == 0


def test_hand_over_when_by_others_then_representatives_of_the_same_office_only(world):
    editor = grant_of(world.editors[Side.LEAD], Role.APPLICANT_EDITOR)
    strangers = [
        world.signatory(Side.PARTNER), world.editor(Side.PARTNER), people.acting(Role.ADMINISTRATOR),
        people.acting(Role.PROGRAM_OFFICER),
    ]  # fmt: skip
    for somebody in strangers:
        with pytest.raises(NotPermitted):
            actions.hand_over(somebody, editor.id, SUCCESSOR, ON)
    signatory = grant_of(world.signatories[Side.LEAD], Role.APPLICANT_SIGNATORY)
    with pytest.raises(NotPermitted):
        actions.hand_over(world.editor(Side.LEAD), signatory.id, SUCCESSOR, ON)
    actions.hand_over(world.signatory(Side.LEAD), editor.id, SUCCESSOR, ON)
    staff = people.staff(Role.DIRECTOR)
    with pytest.raises(NotPermitted):
        actions.hand_over(people.actor(staff), grant_of(staff, Role.DIRECTOR).id, SUCCESSOR, ON)


def test_hand_over_when_to_the_one_who_hands_over_then_refused(world):
    lead, editor = world.signatories[Side.LEAD], world.editors[Side.LEAD]
    grant = grant_of(editor, Role.APPLICANT_EDITOR)
    for successor in (
        actions.Successor(lead.email, "", "en"),
        actions.Successor(editor.email.upper(), "", "en"),
    ):
        with pytest.raises((NotPermitted, Invalid)):
            actions.hand_over(people.actor(lead), grant.id, successor, ON)
    assert {one.role for one in people.actor(lead).grants} == {"applicant_signatory"}


def test_representative_when_he_is_the_last_then_his_role_is_not_ended_by_colleagues(world):
    lead = world.signatories[Side.LEAD]
    scope_id = world.offices[Side.LEAD].scope_id
    second = people.grant(people.person("Second"), Role.APPLICANT_SIGNATORY, scope_id)
    actions.end_role(people.actor(second), grant_of(lead, Role.APPLICANT_SIGNATORY).id, "Left.")
    assert not people.actor(lead).grants
    with pytest.raises(NotPermitted):
        actions.end_role(people.actor(second), grant_of(second, Role.APPLICANT_SIGNATORY).id)


def test_invitation_when_sent_again_then_the_hand_over_goes_along(world):
    old = world.signatories[Side.PARTNER]
    handover = actions.hand_over(people.actor(old), grant_of(old, Role.APPLICANT_SIGNATORY).id, SUCCESSOR, ON)
    first = handover.token_id
    later = people.actor(old).moved_to(NOW + timedelta(hours=1))
    again = actions.resend_invitation(later, first)
    assert queries.get_handover(handover.id).token_id == again.id != first
    with pytest.raises(NotAllowedNow):
        actions.resend_invitation(later, first)
    with pytest.raises(NotPermitted):
        actions.resend_invitation(world.signatory(Side.LEAD), again.id)
    actions.withdraw_invitation(later, again.id)
    assert queries.get_handover(handover.id).cancelled_at is not None


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2027, 2, 28), None), (date(2027, 3, 1), 2027), (date(2027, 3, 31), 2027), (date(2027, 4, 1), None),
        (date(2028, 2, 29), None),
    ],
)  # fmt: skip
def test_yearly_question_when_a_day_comes_then_it_is_asked_in_march(today, year):
    assert rules.year_asked(today) == year


def test_yearly_question_when_march_begins_in_japan_then_asked_once_for_each_office(world):
    offices = world.offices
    with clock.travel(
        datetime(2027, 2, 28, 15, 30, tzinfo=UTC)
    ):  # 1 March 00:30 in Japan, 28 February in the United States
        jobs.ask_offices()
        jobs.ask_offices()
    assert [one.scope_id for one in db.session.query(RoleCheck)] == [offices[Side.PARTNER].scope_id]
    with clock.travel(datetime(2027, 3, 2, 12, tzinfo=UTC)):
        jobs.ask_offices()
        jobs.ask_offices()
    assert db.session.query(RoleCheck).count() == 2
    asked = [one for one in db.session.query(Letter) if one.name == "office_asked"]
    assert len({one.address for one in asked}) == len(asked) == 4
    letters.delivered()


def test_yearly_question_when_confirmed_or_handed_over_then_the_task_is_gone(world, client, sign_in):
    march = datetime(2027, 3, 2, 12, tzinfo=UTC)
    with clock.travel(march):
        jobs.ask_offices()
    lead, partner = world.signatories[Side.LEAD], world.signatories[Side.PARTNER]
    assert len(queries.tasks_for(people.actor(lead))) == 1
    sign_in(client, lead)
    scope_id = world.offices[Side.LEAD].scope_id
    assert "still right" in client.get("/office").text
    assert client.post(f"/office/{scope_id}/confirm").status_code == 302
    assert "still right" not in client.get("/office").text
    assert client.post(f"/office/{world.offices[Side.PARTNER].scope_id}/confirm").status_code in (403, 404)
    assert queries.tasks_for(people.actor(lead)) == []
    actions.hand_over(people.actor(partner), grant_of(partner, Role.APPLICANT_SIGNATORY).id, SUCCESSOR, ON)
    assert queries.tasks_for(people.actor(partner)) == []


def test_pages_when_a_representative_looks_after_the_office_then_invite_hand_over_and_end(
    world, client, sign_in
):
    lead, editor = world.signatories[Side.LEAD], world.editors[Side.LEAD]
    scope_id = world.offices[Side.LEAD].scope_id
    sign_in(client, lead)
    page = client.get("/office").text
    assert editor.name in page
    assert world.editors[Side.PARTNER].name not in page
    form = {"email": "c@city.example", "name": "C", "language": "en", "role": "applicant_editor"}
    assert client.post(f"/office/{scope_id}/invite", data=form | {"role": "administrator"}).status_code == 422
    assert client.post(f"/office/{scope_id}/invite", data=form | {"email": "c"}).status_code == 422
    assert client.post(f"/office/{scope_id}/invite", data=form).status_code == 302
    token = db.session.query(AccessToken).filter_by(email="c@city.example").one()
    assert "c@city.example" in client.get("/office").text
    assert client.post(f"/invitations/{token.id}/withdraw").location == "/office"
    grant = grant_of(editor, Role.APPLICANT_EDITOR)
    path = f"/office/roles/{grant.id}/hand-over"
    assert 'value="20' in client.get(path).text
    tomorrow = clock.today(editor.zone) + timedelta(days=1)
    form = {"email": "d@city.example", "name": "D", "language": "ja", "on": ""}
    assert client.post(path, data=form).status_code == 422
    assert client.post(path, data=form | {"on": tomorrow.isoformat()}).status_code == 302
    handover = db.session.query(Handover).one()
    assert "d@city.example" in client.get("/office").text
    assert client.post(f"/office/hand-overs/{handover.id}/cancel").status_code == 302
    assert "End the role" in client.get(f"/people/roles/{grant.id}/end").text
    assert client.post(f"/people/roles/{grant.id}/end", data={"reason": "Moved."}).location == "/office"
    assert not people.actor(editor).grants
    assert "Before" in client.get("/office").text


def test_pages_when_an_editor_looks_then_no_inviting_or_ending(world, client, sign_in):
    scope_id = world.offices[Side.LEAD].scope_id
    sign_in(client, world.editors[Side.LEAD])
    page = client.get("/office").text
    assert "Invite a colleague" not in page
    assert page.count("/hand-over") == 1
    assert client.get(f"/office/{scope_id}/invite").status_code in (403, 404)
    grant = grant_of(world.signatories[Side.LEAD], Role.APPLICANT_SIGNATORY)
    assert client.get(f"/people/roles/{grant.id}/end").status_code in (403, 404)
