"""Who sees what: the permission and its SQL twin agree for everybody, at every stage."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from grantapp.accounts import actions as account_actions
from grantapp.accounts.models import AccessToken, Role, RoleRequest
from grantapp.applications import actions, policy, queries
from grantapp.applications.models import Application, Side
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from tests.factories import applications, people
from tests.factories.people import NOW


@pytest.fixture
def world(app: Flask):
    return applications.world()


def readers_and_strangers(world, other):
    reviewer = people.grant(people.person("Reviewer"), Role.REVIEWER)
    return {
        "lead": world.editor(),
        "partner": world.signatory(),
        "stranger": other.editor(),
        "reviewer": people.actor(reviewer),
        "officer": world.staff(),
        "officer elsewhere": people.acting(Role.PROGRAM_OFFICER, people.scope().id),
        "auditor": people.acting(Role.AUDITOR),
        "funder": people.acting(Role.FUNDER_OBSERVER),
        "public": Actor.anonymous().moved_to(NOW),
        "system": Actor.system("test").moved_to(NOW),
    }


def test_twins_when_asked_for_everybody_then_they_agree(world):
    other = applications.world()
    draft, sent, foreign = (
        applications.draft(world),
        applications.submitted(world),
        applications.submitted(other),
    )
    actors = readers_and_strangers(world, other)
    actions.open_reading(world.staff(), sent.id, actors["reviewer"].person_id, NOW + timedelta(days=1))
    actions.recuse(other.staff(), foreign.id, actors["auditor"].person_id)
    instants = (NOW, NOW + timedelta(days=2))
    for name, actor in ((name, one.moved_to(at)) for name, one in actors.items() for at in instants):
        seen = set(db.session.scalars(select(Application.id).where(queries.visible_to(actor))))
        allowed = {
            one.id for one in db.session.scalars(select(Application)) if policy.VIEW.allows(actor, one)
        }
        assert seen == allowed, name
    assert not policy.VIEW.allows(actors["officer"], queries.get_application(draft.id))
    assert not policy.VIEW.allows(actors["funder"], queries.get_application(sent.id))


def test_reading_when_opened_then_for_its_time_and_closed_by_a_recusal(world):
    sent = applications.submitted(world)
    reviewer = people.grant(people.person(), Role.REVIEWER)
    own = people.actor(reviewer)
    actions.open_reading(own, sent.id, reviewer.id, NOW + timedelta(days=5))
    assert policy.VIEW.allows(own, queries.get_application(sent.id))
    assert not policy.FOLLOW.allows(own, queries.get_application(sent.id))
    assert not policy.VIEW.allows(own.moved_to(NOW + timedelta(days=5)), queries.get_application(sent.id))
    actions.recuse(own, sent.id, reviewer.id)
    assert not policy.VIEW.allows(own, queries.get_application(sent.id))


def test_reading_when_a_reviewer_opens_it_for_somebody_else_then_refused(world):
    sent = applications.submitted(world)
    own = people.actor(people.grant(people.person(), Role.REVIEWER))
    with pytest.raises(NotPermitted):
        actions.open_reading(own, sent.id, people.person().id)


def test_reading_when_closed_then_the_door_is_shut_at_once(world):
    sent, reviewer = applications.submitted(world), people.person()
    actions.open_reading(world.staff(), sent.id, reviewer.id)
    actions.close_reading(world.staff(), sent.id, reviewer.id)
    assert not policy.VIEW.allows(people.actor(reviewer), queries.get_application(sent.id))


def test_recusal_when_it_concerns_an_officer_then_he_neither_sees_nor_decides(world):
    sent, officer = applications.submitted(world), world.staff()
    actions.recuse(world.staff(), sent.id, officer.person_id)
    with pytest.raises(NotPermitted):
        actions.begin_review(officer, sent.id)


def test_invitation_when_the_partner_has_people_then_the_lead_cannot_add_more(world):
    draft = applications.draft(world)
    with pytest.raises(NotAllowedNow):
        actions.invite_partner(world.editor(), draft.id, "fake@city.example", "Fake", "en")


def end_roles(person):
    for grant in person.grants:
        account_actions.end_role(people.acting(Role.ADMINISTRATOR), grant.id)


def test_invitation_when_the_partner_has_nobody_then_the_lead_invites_and_may_send_again(world):
    for person in (world.editors[Side.PARTNER], world.signatories[Side.PARTNER]):
        end_roles(person)
    draft = applications.draft(world)
    token = actions.invite_partner(world.editor(), draft.id, "kokusai@city.example", "担当者", "ja")
    people_there = queries.people_of(draft, NOW)[Side.PARTNER]
    assert [(one.name, one.is_invited, one.signs) for one in people_there] == [("担当者", True, False)]
    again = actions.resend_invitation(world.editor(), draft.id, token.id)
    assert again.id != token.id
    with pytest.raises(NotAllowedNow):
        actions.resend_invitation(world.editor(), draft.id, token.id)


def count_statements(run):
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731 - a listener of one line
    event.listen(db.engine, "before_cursor_execute", listen)
    run()
    event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def test_list_when_it_grows_then_the_number_of_statements_stays(world):
    staff = world.staff()

    def run():
        db.session.expire_all()
        assert all(one.lead.en for one in queries.list_applications(staff, queries.Filters()).rows)
        for one in queries.export_applications(staff, queries.Filters()):
            policy.VIEW.allows(staff, one)
            assert one.lead.organization.place.name
        db.session.rollback()

    applications.submitted(world)
    few = count_statements(run)
    for _more in range(4):
        applications.submitted(applications.world(world.call))
    assert count_statements(run) == few


def test_list_when_filtered_then_only_what_matches_in_the_order_asked(world):
    first = applications.submitted(world)
    second = applications.world()
    sent = applications.submitted(second)
    staff = people.acting(Role.PROGRAM_OFFICER)

    def numbers(**filters):
        return [one.number for one in queries.list_applications(staff, queries.Filters(**filters)).rows]

    assert numbers(sort="-number") == sorted([first.number, sent.number], reverse=True)
    assert numbers(call=second.call.series) == [sent.number]
    assert numbers(
        text="kitakyushu GARDEN", status="submitted", theme="sustainability", call=world.call.series
    ) == [first.number]
    assert numbers(text="100%") == numbers(status="awarded") == []
    applications.draft(world)
    assert queries.count_drafts(staff, queries.Filters()) == 1


def test_tasks_when_a_draft_is_open_then_each_side_reads_whose_turn_it_is(world):
    applications.ready(world)
    lead = queries.tasks_for(world.editor())
    partner = queries.tasks_for(world.signatory())
    assert [(one.endpoint, one.theirs) for one in (*lead, *partner)] == [
        ("applications.hub", False), ("applications.endorse", False),
    ]  # fmt: skip
    assert queries.tasks_for(people.acting(Role.PROGRAM_OFFICER)) == []


def test_tasks_when_only_a_signatory_may_then_the_editor_reads_who_is_awaited(world):
    applications.ready(world)
    editor = queries.tasks_for(world.editor(Side.PARTNER))
    assert [(one.endpoint, one.theirs, one.whose) for one in editor] == [
        ("applications.hub", True, "北九州"),
    ]  # fmt: skip
    applications.endorsed(world, applications.ready(world))
    found = [queries.tasks_for(who)[-1] for who in (world.editor(), world.signatory(Side.LEAD))]
    assert [(one.endpoint, one.theirs) for one in found] == [
        ("applications.hub", True), ("applications.submit", False),
    ]  # fmt: skip


def test_reading_when_the_officer_is_recused_then_he_opens_no_door(world):
    sent, officer, reviewer = applications.submitted(world), world.staff(), people.person()
    actions.recuse(officer, sent.id, officer.person_id)
    with pytest.raises(NotPermitted):
        actions.open_reading(officer, sent.id, reviewer.id)
    with pytest.raises(NotPermitted):
        actions.recuse(officer, sent.id, reviewer.id)


def test_signatory_when_the_partner_has_nobody_then_only_proposed_and_the_office_confirms(world):
    for person in (world.editors[Side.PARTNER], world.signatories[Side.PARTNER]):
        end_roles(person)
    draft, scope_id = applications.draft(world), world.offices[Side.PARTNER].scope_id
    token = actions.invite_partner(world.signatory(Side.LEAD), draft.id, "k@city.example", "担当者", "ja")
    assert token.role == Role.APPLICANT_EDITOR
    actions.invite_partner(world.editor(), draft.id, "k@city.example", "担当者", "ja")
    proposal = db.session.query(RoleRequest).one()
    assert (proposal.email, proposal.role, proposal.scope_id) == (
        "k@city.example",
        "applicant_signatory",
        scope_id,
    )
    for nobody in (world.signatory(Side.LEAD), world.editor()):
        with pytest.raises(NotPermitted):
            account_actions.grant_request(nobody, proposal.id)
    account_actions.grant_request(people.acting(Role.PROGRAM_OFFICER), proposal.id)
    roles = {one.role for one in db.session.query(AccessToken).filter(AccessToken.scope_id == scope_id)}
    assert roles == {Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY}


def test_signatory_when_an_editor_wants_one_for_his_own_city_then_its_signatory_decides(world):
    draft = applications.draft(world)
    wanted = (draft.id, "boss@tacoma.example", "Boss", "en", Role.APPLICANT_SIGNATORY)
    assert actions.invite_colleague(world.editor(), *wanted).role == Role.APPLICANT_EDITOR
    proposal = db.session.query(RoleRequest).one()
    with pytest.raises(NotPermitted):
        account_actions.grant_request(world.editor(), proposal.id)
    account_actions.grant_request(world.signatory(Side.LEAD), proposal.id)
    token = actions.invite_colleague(world.signatory(Side.LEAD), *wanted)
    assert token.role == Role.APPLICANT_SIGNATORY
    with pytest.raises(NotPermitted):
        actions.resend_invitation(world.editor(), draft.id, token.id)
