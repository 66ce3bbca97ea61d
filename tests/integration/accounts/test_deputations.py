"""The office acts for a city on record: for an hour, never signing, never paying, never past a recusal."""

import re
from datetime import timedelta

import pytest
import time_machine

from grantapp.accounts import actions, queries
from grantapp.accounts.models import AccessToken, Deputation, Factor, Occasion, PersonSession, Role
from grantapp.accounts.rules import passwords
from grantapp.applications import actions as application_actions
from grantapp.applications.queries import load_application
from grantapp.audit.models import DomainEvent
from grantapp.audit.queries import lines_for
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import permissions
from grantapp.database import db
from grantapp.notifications.models import Letter
from grantapp.questionnaires.rules import Change
from tests.factories import applications, letters, people
from tests.factories.applications import Side
from tests.factories.people import NOW

REASON = "The mayor's office sent the form by post."


@pytest.fixture
def world(app):
    return applications.world()


@pytest.fixture
def officer(app):
    return people.staff(Role.PROGRAM_OFFICER)


def begin(officer, world, side=Side.LEAD, at=NOW):
    return actions.begin_deputation(
        people.actor(officer, at), world.offices[side].scope_id, Occasion.PAPER, REASON
    )


def standing_in(officer, at=NOW + timedelta(minutes=5)):
    with clock.travel(at):
        return people.actor(officer, at)


def test_deputy_when_begun_then_an_editor_of_the_city_and_nothing_else(world, officer):
    begin(officer, world)
    deputy, scope_id = standing_in(officer), world.offices[Side.LEAD].scope_id
    assert deputy.on_behalf_of == scope_id
    assert {(one.role, one.scope_id) for one in deputy.grants} == {("applicant_editor", scope_id)}
    recipients = {one.address for one in db.session.query(Letter) if one.name == "acting_on_behalf"}
    assert recipients == {world.editors[Side.LEAD].email, world.signatories[Side.LEAD].email}
    letters.delivered()


def test_deputy_when_the_hour_is_over_then_himself_again(world, officer):
    begin(officer, world)
    assert standing_in(officer, NOW + timedelta(minutes=59)).on_behalf_of
    after = standing_in(officer, NOW + timedelta(minutes=60))
    assert after.on_behalf_of is None
    assert after.holds([Role.PROGRAM_OFFICER])


def test_deputy_when_he_stops_then_himself_again(world, officer):
    begin(officer, world)
    actions.end_deputation(standing_in(officer))
    assert standing_in(officer, NOW + timedelta(minutes=6)).on_behalf_of is None
    actions.end_deputation(standing_in(officer, NOW + timedelta(minutes=7)))


def test_deputy_when_he_signs_out_then_it_ends(world, officer):
    begun = actions.begin_session(people.actor(officer), officer.id, Factor.TOTP, "")
    begin(officer, world)
    actions.sign_out(standing_in(officer), begun.id)
    assert standing_in(officer, NOW + timedelta(minutes=6)).on_behalf_of is None


def test_deputy_when_he_writes_then_the_city_reads_on_whose_behalf(world, officer):
    draft = applications.draft(world)
    begin(officer, world)
    title = applications.find_question(draft, "title").id
    application_actions.save_section(standing_in(officer), draft.id, "project", {title: Change("Gardens", 0)})
    event = db.session.query(DomainEvent).order_by(DomainEvent.id.desc()).first()
    assert f'"on_behalf_of":{world.offices[Side.LEAD].scope_id}' in event.body
    lines = lines_for(world.editor(Side.LEAD), load_application(draft.id))
    told = lines[-1]
    assert told.name.word == "The program office"
    assert told.behalf == world.offices[Side.LEAD].name


@pytest.mark.parametrize(
    "name",
    [
        "application:submit", "application:withdraw", "application:endorse", "application_side:invite",
    ],
)  # fmt: skip
def test_deputy_when_something_is_signed_then_refused(world, officer, name):
    ready = applications.ready(world)
    begin(officer, world)
    deputy = standing_in(officer)
    subject = ready.side(Side.LEAD) if name == "application_side:invite" else ready
    if name == "application_side:invite":
        with pytest.raises(NotPermitted):
            application_actions.invite_colleague(
                deputy, ready.id, "me@second.example", "Me", "en", Role.APPLICANT_SIGNATORY
            )
        assert db.session.query(AccessToken).filter_by(email="me@second.example").count() == 0
    else:
        assert not permissions[name].allows(deputy, subject)
    with pytest.raises(NotPermitted):
        application_actions.submit_application(deputy, ready.id)


@pytest.mark.parametrize(
    "name",
    [
        "award:accept", "award:decline", "disbursement:request", "disbursement:approve", "disbursement:release",
        "disbursement:pay", "requirement:send", "requirement:confirm",
    ],
)  # fmt: skip
def test_deputy_when_money_or_assent_is_asked_then_no_permission_lets_him(world, officer, name):
    from tests.factories import awards

    place = awards.place()
    award = awards.active(place)
    for side in Side:
        deputy_of = people.staff(Role.PROGRAM_OFFICER)
        begin(deputy_of, place.world, side)
        deputy = standing_in(deputy_of)
        kind = name.partition(":")[0]
        subject = {
            "award": award,
            "disbursement": awards.payments(award)[0],
            "requirement": requirement_of(award),
        }[kind]
        assert permissions[f"{kind}:view"].allows(deputy, subject)
        assert not permissions[name].allows(deputy, subject)


def requirement_of(award):
    from grantapp.reports.queries import list_of_award

    return list_of_award(award.id)[0]


def test_deputy_when_recused_then_the_application_stays_closed(world, officer):
    draft = applications.draft(world)
    application_actions.recuse(people.actor(officer), draft.id, officer.id)
    begin(officer, world)
    deputy = standing_in(officer)
    assert not permissions["application:view"].allows(deputy, load_application(draft.id))
    assert not permissions["application:edit"].allows(deputy, load_application(draft.id))


def test_deputy_when_people_of_the_city_are_to_change_then_refused(world, officer):
    scope_id = world.offices[Side.LEAD].scope_id
    begin(officer, world)
    deputy = standing_in(officer)
    grant = queries.find_grant(world.editors[Side.LEAD].id, Role.APPLICANT_EDITOR, scope_id)
    successor = actions.Successor(officer.email, "", "en")
    for attempt in (
        lambda: actions.hand_over(deputy, grant.id, successor, clock.now().date()),
        lambda: actions.invite_colleague(
            deputy, scope_id, "x@city.example", Role.APPLICANT_EDITOR, name="", language="en"
        ),
        lambda: actions.end_role(deputy, grant.id),
        lambda: actions.confirm_office(deputy, scope_id),
        lambda: actions.ask_to_join(deputy, scope_id, Role.APPLICANT_SIGNATORY, "Me."),
        lambda: begin(officer, world, Side.PARTNER, NOW + timedelta(minutes=5)),
    ):
        with pytest.raises((NotPermitted, NotAllowedNow)):
            attempt()


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.PROGRAM_OFFICER, Role.ADMINISTRATOR)]
)
def test_deputation_when_anybody_else_begins_then_refused(world, role):
    scope_id = world.offices[Side.LEAD].scope_id
    somebody = people.acting(
        role, scope_id if role in (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY) else 1
    )
    with pytest.raises(NotPermitted):
        actions.begin_deputation(somebody, scope_id, Occasion.PHONE, REASON)
    narrow = people.acting(Role.PROGRAM_OFFICER, world.call.program.scope_id)
    with pytest.raises(NotPermitted):
        actions.begin_deputation(narrow, scope_id, Occasion.PHONE, REASON)


def test_deputation_when_without_reason_or_for_no_city_then_refused(world, officer):
    actor = people.actor(officer)
    with pytest.raises(Invalid):
        actions.begin_deputation(actor, world.offices[Side.LEAD].scope_id, Occasion.PHONE, " ")
    for scope_id in (1, world.call.program.scope_id, 999_999):
        with pytest.raises(NotPermitted):
            actions.begin_deputation(actor, scope_id, Occasion.PHONE, REASON)
    assert db.session.query(Deputation).count() == 0


def test_deputation_when_anybody_else_opens_the_page_then_refused(world, client, sign_in):
    path = f"/on-behalf/{world.offices[Side.LEAD].scope_id}"
    for person in (world.editors[Side.LEAD], world.editors[Side.PARTNER], people.staff(Role.AUDITOR)):
        sign_in(client, person)
        assert client.get(path).status_code in (403, 404)
        assert client.post(path).status_code in (403, 404)


def test_deputation_when_walked_in_pages_then_banner_and_end(world, officer, client, sign_in):
    office = world.offices[Side.LEAD]
    sign_in(client, officer)
    assert (
        f"/on-behalf/{office.scope_id}"
        in client.get("/on-behalf", query_string={"q": office.place.name.en}).text
    )
    form = {"occasion": "phone", "reason": ""}
    assert client.post(f"/on-behalf/{office.scope_id}", data=form).status_code == 422
    assert client.post(f"/on-behalf/{office.scope_id}", data=form | {"reason": REASON}).status_code == 302
    page = client.get("/home").text
    assert "You act on behalf of" in page
    assert "Stop acting on behalf" in page
    assert client.get("/people").status_code in (403, 404)
    assert client.post("/on-behalf/end").status_code == 302
    assert "You act on behalf of" not in client.get("/home").text
    sign_in(client, world.editors[Side.LEAD])
    assert REASON.replace("'", "&#39;") in client.get("/office").text


def test_deputy_when_the_proof_is_too_old_then_he_proves_himself_and_still_acts_for_the_city(
    world, client, sign_in
):
    password = "four unrelated words of hers"
    hashed = passwords.hash_password(password)
    officer = people.give_app(
        people.grant(people.person("Olive", password_hash=hashed), Role.PROGRAM_OFFICER)
    )
    scope_id = world.offices[Side.LEAD].scope_id
    with time_machine.travel(clock.wall(), tick=False) as wall:
        sign_in(client, officer)
        form = {"occasion": "phone", "reason": REASON}
        assert client.post(f"/on-behalf/{scope_id}", data=form).status_code == 302
        wall.shift(timedelta(minutes=16))
        asked = client.post("/profile/security/codes")
        assert asked.status_code == 401
        kept = re.search(r'name="kept"[^>]*value="([^"]+)"', asked.text)
        proof = {"password": password, "code": people.next_code(officer.email), "kept": kept[1]}
        shown = client.post("/confirm-identity", data=proof)
        assert shown.status_code == 200
        assert 'action="/profile/security/codes"' in shown.text
        assert "You act on behalf of" in shown.text
        assert client.post("/profile/security/codes").status_code == 200
        assert "You act on behalf of" in client.get("/home").text
        assert client.get("/people").status_code in (403, 404)
        running = db.session.query(PersonSession).filter_by(person_id=officer.id).one()
        assert running.confirmed_at - running.begun_at == timedelta(minutes=16)
        wall.shift(timedelta(minutes=45))
        assert "You act on behalf of" not in client.get("/home").text
