"""A day may be written in Japanese years in any form; what is none comes back as it was typed, with a way to mend it."""

import pytest
from flask_babel import force_locale
from wtforms.validators import Optional

from grantapp.web import formats
from grantapp.web.fields import BaseForm, DayField


class SomeForm(BaseForm):
    """A form that asks for a day."""

    on = DayField("Day", [Optional()])


@pytest.fixture
def typed(app):
    """Return a way to fill the form in, in a language."""

    def fill(text, language):
        with app.test_request_context(method="POST", data={"on": text}), force_locale(language):
            form = SomeForm()
            return form.validate(), form.on.data, " ".join(form.on.errors), str(form.on())

    return fill


@pytest.mark.parametrize("text", ["令和８年３月１日", "R8.3.1", "2026年3月1日", "2026-03-01", "1 Mar 2026"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_day_when_written_in_either_year_then_taken(typed, text, language):
    passed, day, _errors, _control = typed(text, language)
    assert (passed, str(day)) == (True, "2026-03-01")


def test_day_when_the_era_had_ended_then_said_in_japanese_and_nothing_is_lost(typed):
    passed, day, errors, control = typed("昭和64年1月8日", "ja")
    assert (passed, day) == (False, None)
    assert "平成元年1月8日" in errors
    assert "昭和" in errors
    assert 'value="昭和64年1月8日"' in control
    assert 'type="text"' in control


def test_day_when_it_is_none_then_said_and_shown_as_it_was_typed(typed):
    passed, _day, errors, control = typed("in spring", "en")
    assert not passed
    assert "2026-03-14" in errors
    assert 'type="text"' in control
    assert 'value="in spring"' in control


def test_control_when_nothing_is_wrong_then_a_picker_in_english_alone(typed):
    assert 'type="date" value="2026-03-01"' in typed("R8.3.1", "en")[3]
    assert 'type="text" value="R8.3.1"' in typed("R8.3.1", "ja")[3]
    assert typed("", "ja")[0]


def test_shown_day_when_a_letter_tells_it_then_with_both_years_in_japanese(app):
    on = formats.date(2026, 3, 14)
    with app.test_request_context(), force_locale("ja"):
        assert formats.day_with_era(on) == "2026年（令和8年）3月14日（土）"
        assert formats.fiscal_year(on) == "2025年度（令和7年度、2025年4月〜2026年3月）"
    with app.test_request_context(), force_locale("en"):
        assert formats.day_with_era(on) == "Sat 14 Mar 2026"
        assert formats.fiscal_year(on) == "April 2025 to March 2026"
