"""Answers are kept one by one, with a version each; nobody overwrites anybody."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.database import db
from grantapp.questionnaires import actions, documents, queries, rules
from grantapp.questionnaires.models import Answer, PublishedFormTouched
from grantapp.questionnaires.rules import Change
from grantapp.unit_of_work import writing
from tests.factories import forms, people


@pytest.fixture
def sheet(app: Flask):
    return forms.sheet()


def save(sheet, side, key, value, version=0, actor=None):
    question = forms.asked(sheet.version, key)
    return actions.save_answers(actor or forms.SYSTEM, sheet.id, side, {question.id: Change(value, version)})


def test_publish_when_data_is_equal_then_the_same_version(app):
    first, again = forms.published(), forms.published()
    changed = forms.published([*forms.SMALL_FORM, forms.section("more", forms.question("x"))])
    assert (first.id, first.number, changed.number) == (again.id, 1, 2)


def test_publish_when_not_an_officer_then_refused(app):
    with pytest.raises(NotPermitted):
        actions.publish_version(people.acting("reviewer"), "x", None, forms.SMALL_FORM)


def alter(question):
    with writing():
        question.required = False


def remove(question):
    with writing():
        db.session.delete(question)


@pytest.mark.parametrize("change", [alter, remove])
def test_publish_when_done_then_nothing_of_it_changes(app, change):
    question = forms.asked(forms.published(), "summary")
    with pytest.raises(PublishedFormTouched):
        change(question)


def test_save_when_typed_then_kept_with_who_and_version(sheet):
    person = people.person(name="Marcus")
    saved = save(sheet, "lead", "why", "Because\r\nof gardens", actor=people.actor(person))
    answer = queries.get_sheet(sheet.id).answers[0]
    assert [one.id for one in saved] == [answer.id]
    assert (answer.value, answer.side, answer.version, answer.language) == (
        "Because\nof gardens",
        "lead",
        1,
        "en",
    )
    assert (answer.author.name, answer.updated_side, answer.updated_at) == ("Marcus", "lead", people.NOW)


def test_save_when_each_answers_then_two_rows(sheet):
    save(sheet, "lead", "why", "Gardens")
    save(sheet, "partner", "why", "庭園")
    assert {(a.side, a.language) for a in queries.get_sheet(sheet.id).answers} == {
        ("lead", "en"),
        ("partner", "ja"),
    }


def test_save_when_the_version_is_old_and_the_text_differs_then_both_texts_come_back(sheet):
    hanako = people.person(name="山田 花子")
    save(sheet, "partner", "summary", "theirs", actor=people.actor(hanako))
    with pytest.raises(Changed) as clash:
        save(sheet, "lead", "summary", "mine")
    field = rules.field_name(forms.asked(sheet.version, "summary"))
    assert (clash.value.yours, clash.value.theirs) == ({field: "mine"}, {field: "theirs"})
    assert clash.value.by == "山田 花子"
    assert queries.get_sheet(sheet.id).answers[0].value == "theirs"


def test_save_when_the_version_is_old_but_the_text_equal_then_no_clash(sheet):
    save(sheet, "partner", "summary", "same")
    assert save(sheet, "lead", "summary", "same") == []
    assert queries.get_sheet(sheet.id).answers[0].version == 1


def test_save_when_cleared_then_nothing_is_left_but_the_row(sheet):
    save(sheet, "lead", "summary", "text")
    save(sheet, "lead", "summary", " ", version=1)
    answer = queries.get_sheet(sheet.id).answers[0]
    assert (answer.value, answer.version) == (None, 2)


def test_save_when_it_is_the_other_sides_question_then_refused(sheet):
    with pytest.raises(NotPermitted):
        save(sheet, "lead", "office", "International affairs")


def test_save_when_the_question_is_of_another_form_then_refused(sheet):
    other = forms.published([forms.section("a", forms.question("x"))], key="other")
    change = {forms.asked(other, "x").id: Change("text")}
    with pytest.raises(NotPermitted):
        actions.save_answers(forms.SYSTEM, sheet.id, "lead", change)


def test_save_when_one_answer_cannot_be_stored_then_none_is(sheet):
    ids = [forms.asked(sheet.version, key).id for key in ("summary", "why")]
    with pytest.raises(Invalid) as refusal:
        actions.save_answers(
            forms.SYSTEM, sheet.id, "lead", {ids[0]: Change("fine"), ids[1]: Change("a\x00")}
        )
    assert [problem.field for problem in refusal.value.problems] == [f"q-{ids[1]}"]
    assert queries.get_sheet(sheet.id).answers == []


def test_save_when_two_rows_for_one_answer_then_the_database_refuses(sheet):
    save(sheet, "lead", "summary", "text")
    first = queries.get_sheet(sheet.id).answers[0]
    values = {"sheet_id": sheet.id, "question_id": first.question_id, "side": "", "updated_at": people.NOW}
    with pytest.raises(IntegrityError), writing():
        db.session.add(Answer(value="two", **values))


def test_state_when_answers_come_then_it_moves(sheet):
    def state(key, side):
        return rules.section_state(section(key), queries.get_sheet(sheet.id), side)

    def section(key):
        return next(one for one in queries.get_sheet(sheet.id).version.sections if one.key == key)

    assert (state("project", "lead").code, state("project", "lead").total) == ("empty", 3)
    save(sheet, "lead", "summary", "six words are one too many")
    assert state("project", "lead").code == "late"
    save(sheet, "lead", "summary", "five words are just right", version=1)
    save(sheet, "lead", "why", "Gardens")
    save(sheet, "lead", "minors", "no")
    assert (state("project", "lead").code, state("project", "partner").code) == ("done", "half")
    save(sheet, "lead", "minors", "yes", version=1)
    assert [p.code for p in state("project", "lead").missing] == ["missing"]
    assert state("project", None).total == 6


def test_content_when_read_then_plain_and_with_sides(sheet):
    save(sheet, "partner", "why", "庭園")
    save(sheet, "lead", "minors", "yes")
    content = documents.sheet_content(queries.get_sheet(sheet.id))
    summary, why, _office, minors, how_many = content["sections"][0]["questions"]
    assert (content["form"], content["version"]) == ("small", 1)
    assert why["answers"][1] == {"side": "partner", "value": "庭園", "language": "ja"}
    assert [one["answers"][0]["value"] for one in (summary, minors, how_many)] == [None, "yes", None]
    assert documents.value_of(queries.get_sheet(sheet.id), "project.why", "partner") == "庭園"
