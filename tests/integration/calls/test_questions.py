"""Cities ask about a call; the office answers in both languages, and everybody reads it without a name."""

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.calls import actions, policy, queries
from grantapp.calls.actions import Answer
from grantapp.calls.models import CallQuestion
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from tests.factories import applications, letters, people
from tests.factories.people import NOW
from tests.visitor import Visitor

SAID = Answer(Bilingual("May a school apply?", "学校は申請できますか。"), Bilingual("Yes.", "はい。"))


@pytest.fixture
def world(app: Flask):
    return applications.world()


def test_question_when_asked_and_answered_then_letters_and_the_page_in_both_languages(world, app, sign_in):
    officer = people.grant(people.person(), Role.PROGRAM_OFFICER, world.call.program.scope_id)
    with clock.travel(NOW):
        city = Visitor(sign_in(app.test_client(), world.editors[Side.PARTNER]), "ja")
        form = city.get(f"/calls/{world.call.series}/questions").form_with(field_name="text")
        city.submit(form, {"text": "北九州市の学校は申請できますか。"})
        office = Visitor(sign_in(app.test_client(), officer))
        page = office.get(office.get("/home").link("Answer a question about a call"))
        typed = {
            "question_en": SAID.question.en, "question_ja": SAID.question.ja, "answer_en": SAID.answer.en,
            "answer_ja": SAID.answer.ja,
        }  # fmt: skip
        office.submit(page.form_with(field_name="answer_en"), typed)
        public = Visitor(app.test_client()).get(f"/calls/{world.call.series}").words
    assert "May a school apply? Yes." in public
    assert "北九州市の学校" not in public
    told = {one.name: (one.language, text.text) for one, text in letters.delivered()}
    assert told["call_question_asked"][0] == "en"
    language, text = told["call_question_answered"]
    assert (language, "はい。" in text) == ("ja", True)


def test_answer_when_corrected_then_with_a_reason_and_a_second_letter(world):
    officer = world.staff()
    question = actions.ask_question(world.editor(), world.call.id, "May a school apply?")
    actions.answer_question(officer, question.id, SAID)
    with pytest.raises(Invalid) as refusal:
        actions.answer_question(officer, question.id, SAID)
    assert [one.code for one in refusal.value.problems] == ["reason_missing"]
    better = Answer(SAID.question, Bilingual("No.", "いいえ。"), reason="The rule is older")
    actions.answer_question(officer.moved_to(NOW.replace(hour=20)), question.id, better)
    told = [text.text for one, text in letters.delivered() if one.name == "call_question_answered"]
    assert "takes the place of the earlier one" in told[1]


@pytest.mark.parametrize(
    ("question", "answer", "fields"),
    [
        (Bilingual("Q"), Bilingual("A", "あ"), ["question_ja"]),
        (Bilingual("Q", "問"), Bilingual(), ["answer_en", "answer_ja"]),
    ],
)
def test_answer_when_a_language_is_missing_then_told_where(world, question, answer, fields):
    asked = actions.ask_question(world.editor(), world.call.id, "?")
    with pytest.raises(Invalid) as refusal:
        actions.answer_question(world.staff(), asked.id, Answer(question, answer))
    assert [one.field for one in refusal.value.problems] == fields


def test_question_when_the_call_is_closed_or_the_text_is_none_then_refused(world):
    with pytest.raises(Invalid):
        actions.ask_question(world.editor(), world.call.id, "  ")
    with pytest.raises(NotAllowedNow):
        actions.ask_question(world.editor(at=world.call.closes_at), world.call.id, "Late?")
    with pytest.raises(NotPermitted):
        actions.ask_question(Actor.anonymous().moved_to(NOW), world.call.id, "Who?")


def test_question_when_read_by_everybody_then_policy_and_list_agree(world):
    officer, other = world.staff(), applications.world()
    private = actions.ask_question(world.editor(), world.call.id, "Private?")
    actions.answer_question(officer, private.id, Answer(SAID.question, SAID.answer, is_public=False))
    public = actions.ask_question(world.editor(), world.call.id, "Public?")
    actions.answer_question(officer, public.id, SAID)
    actions.ask_question(world.editor(), world.call.id, "Open?")
    readers = [world.editor(), other.editor(), officer, other.staff(), people.acting(Role.AUDITOR)]
    for actor in (*readers, Actor.anonymous().moved_to(NOW)):
        seen = {one.id for one in queries.list_questions(actor, world.call)}
        every = db.session.scalars(select(CallQuestion))
        assert seen == {one.id for one in every if policy.VIEW_QUESTION.allows(actor, one)}
    with pytest.raises(NotPermitted):
        actions.answer_question(other.staff(), public.id, SAID)


def test_start_when_the_other_country_leads_then_refused_and_the_draft_is_found(app, sign_in):
    world = applications.world(lead_country="US")
    offices = world.offices
    with pytest.raises(Invalid) as refusal:
        applications.actions.start_application(
            world.editor(Side.PARTNER), world.call.id, world.partnership.id, offices[Side.PARTNER].id
        )
    assert [one.code for one in refusal.value.problems] == ["other_side_leads"]
    draft = applications.draft(world)
    with clock.travel(NOW):
        partner = Visitor(sign_in(app.test_client(), world.editors[Side.PARTNER]), "en")
        page = partner.get(f"/calls/{world.call.series}/apply")
    assert 'name="organization_id"' not in page.response.get_data(as_text=True)
    assert f'href="/applications/{draft.id}"' in page.response.get_data(as_text=True)
