"""The letters of an application: whole, in the reader's language, once."""

from datetime import timedelta

from flask import Flask

from grantapp.applications import actions
from grantapp.applications.models import Side
from grantapp.core import clock
from grantapp.core.policy import Actor
from tests.factories import applications, letters
from tests.factories.people import NOW


def named(told, name):
    return [(letter, written) for letter, written in told if letter.name == name]


def test_letters_when_sent_then_both_cities_read_the_receipt_in_their_language(app: Flask):
    world = applications.world()
    sent = applications.submitted(world)
    told = named(letters.delivered(), "application_received")
    assert {letter.person_id for letter, _written in told} == {
        one.id for people in (world.editors, world.signatories) for one in people.values()
    }
    japanese = next(written for letter, written in told if letter.language == "ja")
    assert sent.number in japanese.subject
    assert "受け付けました" in japanese.text
    assert "北九州市 国際交流課\n" in japanese.text
    assert "2026年11月3日（火）00:00（日本時間）／11月2日（月）07:00（米国太平洋時間）" in japanese.text


def test_letters_when_an_answer_changes_after_agreement_then_both_are_told_what(app: Flask):
    world = applications.world()
    draft = applications.endorsed(world)
    applications.answer(world, draft, Side.LEAD, {"summary": "Another summary."})
    told = named(letters.delivered(), "endorsement_void")
    assert len(told) == 4
    assert all("Project" in written.text for letter, written in told if letter.language == "en")


def test_letters_when_withdrawn_then_the_reason_is_read(app: Flask):
    world = applications.world()
    sent = applications.submitted(world)
    actions.withdraw_application(
        world.signatory(Side.LEAD), sent.id, "The mayor's office has moved the visit."
    )
    told = named(letters.delivered(), "application_withdrawn")
    assert len(told) == 4
    assert all("moved the visit" in written.text for _letter, written in told)


def test_reminder_when_the_call_closes_soon_then_each_person_gets_it_once(app: Flask):
    world = applications.world(closes_at=NOW + timedelta(days=3))
    draft = applications.draft(world)
    system = Actor.system("test").moved_to(NOW + timedelta(hours=5))
    assert actions.remind_of_closing(system, 3) == 1
    assert actions.remind_of_closing(system, 3) == 1
    with clock.travel(system.at):
        told = named(letters.delivered(), "submit_reminder")
    assert len(told) == 4
    assert draft.id == told[0][0].subject_id


def test_letters_when_the_partner_is_invited_then_a_link_is_in_it(app: Flask):
    world = applications.world()
    draft = applications.draft(world)
    actions.invite_colleague(
        world.editor(), draft.id, "new@tacoma.example", "New Person", "en", applications.Role.APPLICANT_EDITOR
    )
    told = named(letters.delivered(), "application_invitation")
    assert len(told) == 1
    assert "http://localhost/" in told[0][1].text
