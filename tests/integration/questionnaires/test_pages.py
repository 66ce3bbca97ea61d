"""A section as a form and read back, as the pages of its owner show it."""

import io
import re

import pytest
from flask import Flask, g, render_template_string

from grantapp.core.policy import Actor
from grantapp.questionnaires import actions, documents, queries, rules
from grantapp.questionnaires.forms import named, section_form
from grantapp.questionnaires.rules import Change
from tests.factories import forms

FIELDS = """{% from "questionnaires/_fields.html" import section_fields, section_warnings with context %}
{{ section_warnings(form) }}{{ section_fields(form, files=files) }}"""
READ = """{% from "questionnaires/_answers.html" import section_answers, section_questions with context %}
{{ section_answers(section, names=names, who=who) }}{{ section_questions(section) }}"""


@pytest.fixture
def sheet(app: Flask):
    return forms.sheet()


def section(sheet, key):
    return next(one for one in queries.get_sheet(sheet.id).version.sections if one.key == key)


def sent(app, sheet, key, side, data):
    with app.test_request_context(method="POST", data=data):
        g.actor = Actor.anonymous()
        form = section_form(section(sheet, key), queries.get_sheet(sheet.id), side)
        assert form.validate_on_submit()
        return form.changes(), [(entry.question.key, file.filename) for entry, file in form.uploads()]


def test_form_when_sent_then_changes_with_the_versions_shown(app, sheet):
    ids = {key: forms.asked(sheet.version, key).id for key in ("summary", "minors", "why")}
    data = {f"q-{ids['summary']}": "庭園", f"version-{ids['summary']}": "4", f"version-{ids['why']}": "1"}
    changes, _files = sent(app, sheet, "project", "lead", data)
    assert changes == {ids["summary"]: Change("庭園", 4)}


def test_form_when_a_declaration_is_unticked_then_that_is_a_change(app, sheet):
    true, letter = (forms.asked(sheet.version, key).id for key in ("true", "letter"))
    changes, files = sent(
        app, sheet, "papers", "lead",
        {f"version-{true}": "1", f"file-{letter}": (io.BytesIO(b"%PDF"), "letter.pdf")},
    )  # fmt: skip
    assert changes == {true: Change(value=False, shown_version=1)}
    assert files == [("letter", "letter.pdf")]


def test_fields_when_rendered_then_filled_labelled_and_warned(app, sheet):
    summary = forms.asked(sheet.version, "summary")
    actions.save_answers(forms.SYSTEM, sheet.id, "lead", {summary.id: Change("日本庭園の交流事業をします")})
    with app.test_request_context(headers={"Accept-Language": "ja"}):
        g.actor = Actor.anonymous("ja")
        form = section_form(section(sheet, "project"), queries.get_sheet(sheet.id), "partner")
        page = render_template_string(FIELDS, form=form, files={})
    names = re.findall(r'name="([^"]+)"', page)
    assert {f"q-{summary.id}", f"version-{summary.id}"} <= set(names)
    assert 'lang="ja"' in page
    assert "日本庭園の交流事業をします" in page
    assert f'data-counter-for="q-{summary.id}" data-limit="10"' in page
    assert f'href="#q-{summary.id}"' in page
    assert "style=" not in page


def test_fields_when_files_are_asked_then_a_place_to_attach_and_remove(app, sheet):
    letter = forms.asked(sheet.version, "letter")
    with app.test_request_context():
        g.actor = Actor.anonymous()
        form = section_form(section(sheet, "papers"), queries.get_sheet(sheet.id), "lead")
        files = {letter.id: [{"id": 5, "name": "letter.pdf", "href": "/files/5", "note": "12 kB"}]}
        page = render_template_string(FIELDS, form=form, files=files)
    assert f'type="file" id="file-{letter.id}"' in page
    assert 'name="remove-file" value="5"' in page


def test_answers_when_read_back_then_with_side_person_and_language(app, sheet):
    ids = {key: forms.asked(sheet.version, key).id for key in ("minors", "why")}
    actions.save_answers(
        forms.SYSTEM, sheet.id, "partner", {ids["why"]: Change("庭園"), ids["minors"]: Change("yes")}
    )
    whole = queries.get_sheet(sheet.id)
    content = documents.section_content(whole.version.sections[0], rules.answers_of(whole))
    with app.test_request_context():
        g.actor = Actor.anonymous()
        page = render_template_string(
            READ, section=content, names={"partner": "Kitakyushu"}, who=documents.who_answered(whole)
        )
    assert '<div class="answer-text" lang="ja">庭園</div>' in page
    assert "Kitakyushu" in page
    assert "No answer yet" in page


def test_named_when_listed_on_another_page_then_the_question_is_said(app, sheet):
    with app.test_request_context():
        g.actor = Actor.anonymous()
        state = rules.section_state(section(sheet, "papers"), queries.get_sheet(sheet.id), "lead")
        first = named(state.missing, "/applications/1/papers")[0]
    assert first.message.startswith("Letter: ")
    assert first.href == f"/applications/1/papers#{first.field}"
