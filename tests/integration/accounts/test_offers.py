"""Invitations rest on the role of their sender; roles that end tomorrow carry nobody; nothing is held or asked twice."""

import threading
from datetime import date, timedelta

import pytest

from grantapp.accounts import actions, queries
from grantapp.accounts.models import AccessToken, Role, RoleGrant, RoleRequest, TokenPurpose
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow
from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token
from grantapp.database import db
from grantapp.extensions import secret_key
from grantapp.unit_of_work import writing
from tests.factories import applications, letters, people
from tests.factories.applications import Side

NEWCOMER = actions.Newcomer("Dana Whitfield", "", "en", "America/New_York")
NEXT = actions.Successor("next@city.example", "Next", "en")


@pytest.fixture
def world(app):
    return applications.world()


@pytest.fixture
def root(app):
    return people.staff(Role.ADMINISTRATOR)


def now(person):
    return people.actor(person, clock.now())


def raw_of(token):
    return derive_token(secret_key(), token.purpose.value, token.public_id)


def invite_colleague(world, by):
    scope_id = world.offices[Side.LEAD].scope_id
    return actions.invite_colleague(
        now(by), scope_id, "dana@city.example", Role.APPLICANT_EDITOR, name="Dana", language="en"
    )


def grant_of(person, role):
    return next(one for one in queries.grants_of(person) if one.role == role)


def second_lead(world):
    return people.grant(people.person("Second"), Role.APPLICANT_SIGNATORY, world.offices[Side.LEAD].scope_id)


def test_invitation_when_the_role_of_its_sender_ends_then_refused_said_and_told(client, world, root):
    lead, second = world.signatories[Side.LEAD], second_lead(world)
    raw = raw_of(invite_colleague(world, lead))
    actions.end_role(now(root), grant_of(lead, Role.APPLICANT_SIGNATORY).id, "Left.")
    page = client.get(f"/invitations/{raw}")
    assert (page.status_code, "no longer has the role" in page.text) == (410, True)
    assert client.post(f"/invitations/{raw}", data={"name": "Dana"}).status_code == 410
    assert client.post(f"/invitations/{raw}/join").status_code == 302
    told = [one for one, _written in letters.delivered() if one.name == "invitation_withdrawn"]
    assert [one.person_id for one in told] == [second.id]


def test_invitation_when_the_role_ended_unseen_then_the_action_refuses_too(world):
    lead = world.signatories[Side.LEAD]
    raw = raw_of(invite_colleague(world, lead))
    with writing():
        grant_of(lead, Role.APPLICANT_SIGNATORY).ended_at = clock.now()
    with pytest.raises(NotAllowedNow) as refused:
        actions.accept_invitation(Actor.anonymous(), raw, NEWCOMER, "hash")
    assert refused.value.code == "link.sender_gone"


def test_staff_invitation_when_its_sender_is_deactivated_then_taken_back_and_the_office_told(root):
    first, second = people.staff(Role.DIRECTOR), people.staff(Role.ADMINISTRATOR)
    request = actions.propose_invitation(
        now(first), "a@office.example", Role.AUDITOR, 1, name="A", language="en", reason="Audit."
    )
    actions.grant_request(now(second), request.id)
    token = db.session.query(AccessToken).one()
    assert token.grant.person_id == second.id
    actions.deactivate(now(root), second.id, "Left.")
    with pytest.raises(NotAllowedNow):
        actions.accept_invitation(Actor.anonymous(), raw_of(token), NEWCOMER, "hash")
    told = {one.person_id for one, _written in letters.delivered() if one.name == "invitation_withdrawn"}
    assert told == {root.id, first.id}


def test_hand_over_when_the_role_itself_ends_then_its_link_and_it_are_taken_back(world, root):
    lead = world.signatories[Side.LEAD]
    second_lead(world)
    grant = grant_of(lead, Role.APPLICANT_SIGNATORY)
    handover = actions.hand_over(now(lead), grant.id, NEXT, clock.now().date() + timedelta(days=90))
    raw = raw_of(handover.token)
    actions.end_role(now(root), grant.id, "Left.")
    with pytest.raises(NotAllowedNow):
        actions.accept_invitation(Actor.anonymous(), raw, NEWCOMER, "hash")
    assert queries.get_handover(handover.id).cancelled_at is not None


def test_invitation_when_the_role_is_handed_over_then_it_is_the_side_s_and_goes_on(world):
    lead, erin = world.signatories[Side.LEAD], people.person("Erin")
    raw = raw_of(invite_colleague(world, lead))
    grant, on = grant_of(lead, Role.APPLICANT_SIGNATORY), clock.now().date() + timedelta(days=2)
    handover = actions.hand_over(now(lead), grant.id, actions.Successor(erin.email, "", "en"), on)
    token = db.session.query(AccessToken).one()
    assert token.grant_id == handover.successor_grant_id
    with clock.travel(clock.now() + timedelta(days=4)):
        assert actions.accept_invitation(Actor.anonymous(), raw, NEWCOMER, "hash")
    with pytest.raises(NotAllowedNow):
        actions.accept_invitation(Actor.anonymous(), raw, NEWCOMER, "hash")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPLICANT_SIGNATORY])
def test_last_holder_when_the_other_ends_tomorrow_then_he_stays(world, role):
    scope_id = 1 if role == Role.ADMINISTRATOR else world.offices[Side.LEAD].scope_id
    stays = people.grant(people.person(), role, scope_id)
    goes = now(people.grant(people.person(), role, scope_id))
    last = grant_of(stays, role).id
    with writing():
        db.session.query(RoleGrant).filter(
            RoleGrant.role == role, RoleGrant.scope_id == scope_id, RoleGrant.id != last
        ).update({"ended_at": clock.now() + timedelta(days=1)})
    with pytest.raises(NotAllowedNow) as refused:
        actions.end_role(goes, last, "Left.")
    assert refused.value.code == "role.last"


def test_role_when_it_ends_tomorrow_then_given_anew_it_goes_on(root):
    erin = people.grant(people.person("Erin"), Role.REVIEWER)
    with writing():
        grant_of(erin, Role.REVIEWER).ended_at = clock.now() + timedelta(days=1)
    actions.grant_role(now(root), erin.id, Role.REVIEWER, 1)
    with clock.travel(clock.now() + timedelta(days=2)):
        assert people.actor(erin, clock.now()).holds([Role.REVIEWER], 1)


def test_hand_over_when_the_role_was_given_anew_meanwhile_then_taken_back_all_the_same(world):
    old, erin = world.editors[Side.LEAD], people.person("Erin")
    grant, scope_id = grant_of(old, Role.APPLICANT_EDITOR), world.offices[Side.LEAD].scope_id
    handover = actions.hand_over(
        now(old), grant.id, actions.Successor(erin.email, "", "en"), date(2027, 4, 1)
    )
    actions.grant_role(Actor.system("test"), old.id, Role.APPLICANT_EDITOR, scope_id)
    actions.cancel_handover(now(world.signatories[Side.LEAD]), handover.id)
    assert now(old).holds([Role.APPLICANT_EDITOR], scope_id)
    assert not now(erin).grants


def at_once(app, *runs):
    """Run verbs at the same instant, each in a thread with a session of its own; return how each ended."""
    outcomes, start = [], threading.Barrier(len(runs))
    db.session.rollback()

    def go(run):
        with app.app_context():
            start.wait()
            try:
                run()
                outcomes.append("done")
            except NotAllowedNow:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=go, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def test_roles_requests_and_invitations_when_twice_at_once_then_once(app, root):
    other, erin, scope_id = people.staff(Role.ADMINISTRATOR), people.person("Erin"), people.scope().id
    both, person_id = (now(root), now(other)), erin.id
    given = [lambda by=by: actions.grant_role(by, person_id, Role.REVIEWER, 1) for by in both]
    assert at_once(app, *given) == ["done", "done"]
    assert db.session.query(RoleGrant).filter_by(person_id=person_id).count() == 1
    wanted, words = ("new@office.example", Role.AUDITOR, 1), {"name": "New", "language": "en"}
    asked = [lambda by=by: actions.propose_invitation(by, *wanted, **words, reason="Audit.") for by in both]
    assert at_once(app, *asked) == ["done", "refused"]
    assert db.session.query(RoleRequest).count() == 1
    offered = [
        lambda by=by: actions.invite_person(by, "c@city.example", Role.APPLICANT_EDITOR, scope_id)
        for by in both
    ]
    assert at_once(app, *offered) == ["done", "done"]
    open_ones = db.session.query(AccessToken).filter(
        AccessToken.purpose == TokenPurpose.INVITATION, AccessToken.expires_at > clock.now()
    )
    assert open_ones.count() == 1


def test_handover_when_taken_back_then_what_the_successor_did_with_the_role_ends_too(world, root):
    lead, heir = world.signatories[Side.LEAD], people.person("Heir")
    day = clock.now().date() + timedelta(days=30)
    first = actions.hand_over(
        now(lead),
        grant_of(lead, Role.APPLICANT_SIGNATORY).id,
        actions.Successor(heir.email, "Heir", "en"),
        day,
    )
    friend, handed = people.person("Friend"), grant_of(heir, Role.APPLICANT_SIGNATORY)
    invited = invite_colleague(world, heir)
    actions.hand_over(now(heir), handed.id, actions.Successor(friend.email, "Friend", "en"), day)
    actions.cancel_handover(now(lead), first.id)
    db.session.expire_all()
    assert not [
        one for person in (heir, friend) for one in queries.grants_of(person) if one.runs(clock.now())
    ]
    assert queries.find_link(TokenPurpose.INVITATION, raw_of(invited), clock.now()) is None
