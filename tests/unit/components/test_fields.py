"""Fields: label, hint and message are tied to the control; the summary leads to each."""

from typing import Any

import pytest
import wtforms
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from grantapp.core.errors import Problem
from grantapp.core.money import Money
from tests.unit.components.conftest import Render

FIELD = '{{ fields.field(form.title, hint="Say it briefly.", counter={"language": "en", "limit": 200}) }}'


class PlanForm(FlaskForm):
    """A form with one field of each sort."""

    title = wtforms.StringField("Project title", [InputRequired("Enter the project title.")])
    kind = wtforms.RadioField(
        "Kind",
        [InputRequired("Choose the kind.")],
        choices=[SelectChoice("new", "New"), SelectChoice("old", "Old")],
    )
    amount = wtforms.StringField("Amount")
    theme = wtforms.SelectField("Theme", choices=[SelectChoice("a", "Business")], validate_choice=False)
    agreed = wtforms.BooleanField("I agree")


@pytest.fixture
def form(bare_app: Any) -> PlanForm:
    """Return a form sent empty."""
    with bare_app.test_request_context("/list"):
        plan = PlanForm(formdata=None, meta={"csrf": False})
        plan.validate()
        return plan


def test_field_when_wrong_then_control_names_message_hint_and_counter(render: Render, form: PlanForm) -> None:
    page = render(FIELD, form=form)
    control = page.one("input")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-required") == "true"
    assert control.get("required") is None
    named = control.get("aria-describedby").split()
    assert named == ["title-error", "title-hint", "title-counter"]
    assert all(page.one(f"*[@id='{name}']") is not None for name in named)


def test_field_when_wrong_then_message_stands_above_the_control(render: Render, form: PlanForm) -> None:
    text = render(FIELD, form=form).text
    assert text.index("Enter the project title.") < text.index("<input")


def test_field_when_right_then_no_message_is_named(render: Render, form: PlanForm) -> None:
    form.title.errors = []
    page = render("{{ fields.field(form.title) }}", form=form)
    assert page.one("input").get("aria-describedby") is None
    assert page.one("input").get("aria-invalid") is None


def test_label_says_whether_an_answer_is_needed(render: Render, form: PlanForm) -> None:
    source = """{{ fields.field(form.title) }}{{ fields.field(form.amount) }}
      {{ fields.field(form.theme, mark=false) }}"""
    words = ["".join(label.itertext()).split() for label in render(source, form=form).all("label")]
    assert words == [["Project", "title", "required"], ["Amount", "optional"], ["Theme"]]


def test_radios_are_a_named_group_that_the_summary_can_reach(render: Render, form: PlanForm) -> None:
    page = render("{{ fields.field(form.kind) }}", form=form)
    group = page.one("fieldset")
    assert (group.get("id"), group.get("role"), group.get("aria-describedby")) == (
        "kind",
        "radiogroup",
        "kind-error",
    )
    assert group.find("legend") is not None
    assert len(page.all("input[@type='radio']")) == 2


def test_money_field_names_its_currency(render: Render, form: PlanForm) -> None:
    page = render('{{ fields.field(form.amount, prefix="$") }}', form=form)
    assert page.one("input").get("aria-describedby") == "amount-unit"
    assert page.one("input").get("inputmode") == "decimal"


def test_error_summary_links_to_each_wrong_field(render: Render, form: PlanForm) -> None:
    page = render("{{ fields.error_summary(form) }}", form=form)
    assert [link.get("href") for link in page.all("a")] == ["#title", "#kind"]
    assert page.one("section").get("tabindex") == "-1"
    assert "2 things to mend" in page.text


def test_error_summary_of_a_right_form_is_empty(render: Render) -> None:
    form = PlanForm.__new__(PlanForm)
    form._fields, form.form_errors = {}, []
    assert render("{{ fields.error_summary(form) }}", form=form).text.strip() == ""


def test_problem_summary_parts_this_page_from_others_and_writes_parameters(render: Render) -> None:
    here = [
        Problem(
            "amount", "cap", "The limit is %(limit)s.", {"limit": Money(1_800_000, "USD")}, href="#amount"
        )
    ]
    elsewhere = [{"message": "Name an emergency contact.", "href": "/risk"}]
    source = "{{ fields.problem_summary(here, elsewhere) }}"
    page = render(source, here=here, elsewhere=elsewhere)
    assert [link.get("href") for link in page.all("a")] == ["#amount", "/risk"]
    assert "The limit is $18,000.00." in page.text
    assert "On this page" in page.text
    assert "On other pages" in page.text


def test_what_people_typed_is_escaped_in_messages(render: Render) -> None:
    here = [Problem("name", "odd", "%(name)s is not known.", {"name": "<b>x</b>"})]
    page = render("{{ fields.problem_summary(here) }}", here=here)
    assert "<b>x</b>" not in page.text
    assert "&lt;b&gt;x" in page.text


def test_forms_carry_a_token_and_the_version_they_showed(render: Render) -> None:
    page = render("{{ fields.csrf_field() }}{{ fields.hidden_version(4) }}")
    token, version = page.all("input")
    assert token.get("name") == "csrf_token"
    assert token.get("value")
    assert (version.get("name"), version.get("value")) == ("version", "4")


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("text", "input"),
        ("textarea", "textarea"),
        ("select", "select"),
        ("file", "input"),
        ("checkbox", "input"),
    ],
)
def test_plain_field_is_wired_like_a_form_field(render: Render, kind: str, tag: str) -> None:
    source = (
        '{{ plain_fields.plain_field("q1", "Title", "x", kind=kind, hint="H", errors=["E"], required=true) }}'
    )
    page = render(source, kind=kind)
    control = page.one(tag)
    assert control.get("aria-describedby") == "q1-error q1-hint"
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-required") == "true"
    assert page.one("label").get("for") == control.get("id") == "q1"


def test_plain_choices_mark_what_was_chosen(render: Render) -> None:
    source = """{{ plain_fields.plain_field("d", "Days", [2], kind="checkboxes",
      choices=[(1, "Mon"), (2, "Tue")]) }}"""
    assert [box.get("checked") is not None for box in render(source).all("input")] == [False, True]


def test_textarea_keeps_a_first_line_break(render: Render) -> None:
    source = '{{ plain_fields.plain_field("t", "Text", text, kind="textarea") }}'
    assert render(source, text="\nsecond line").one("textarea").text == "\nsecond line"
