"""Templates are compiled once in each language; addresses are made once as patterns."""

import pytest
from flask import url_for
from flask_babel import force_locale
from jinja2 import DictLoader

from grantapp.web.addresses import address

SOURCE = (
    "{% set word = _('Language') %}<p title=\"{{ _('Awards') }}\">{{ word }} {{ pgettext('award', 'Active') }}"
    " {{ _('%(num)s of', num=number) }}</p>"
)


@pytest.fixture
def loader(app, monkeypatch):
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader({"said.html": SOURCE}))
    return app.jinja_env


def test_template_when_asked_in_both_languages_by_turns_then_each_is_said(app, loader):
    found = []
    with app.test_request_context():
        for language in ("en", "ja", "en", "ja"):
            with force_locale(language):
                found.append(loader.get_template("said.html").render(number=3))
    said = ['<p title="Awards">Language Active 3 of</p>', '<p title="採択事業">言語 実施中 3 of</p>']
    assert found == said * 2


def test_template_when_compiled_then_only_sentences_with_variables_are_looked_up(app):
    with app.test_request_context(), force_locale("ja"):
        compiled = app.jinja_env.compile(SOURCE, "said.html", raw=True)
        nameless = app.jinja_env.compile(SOURCE, raw=True)
    assert (compiled.count("context.call("), nameless.count("context.call(")) == (1, 4)
    assert "Markup('言語')" in compiled


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("portfolio.home", {}),
        ("portfolio.award", {"award_id": 7}),
        ("portfolio.award", {"award_id": 8, "size": 50}),
        ("awards.listing", {"size": 25, "award_id": 25}),
        ("awards.listing", {"text": "交流 & 1000000000000000", "cursor": None}),
        ("calls.public_call", {"series": "LA26"}),
        ("portfolio.award", {"award_id": 9, "_anchor": "money"}),
        ("static", {"filename": "css/tokens.css"}),
    ],
)
def test_address_when_asked_twice_then_it_is_what_flask_makes(app, endpoint, values):
    with app.test_request_context():
        assert [address(endpoint, **values) for _twice in range(2)] == [url_for(endpoint, **values)] * 2


def test_address_when_the_house_lies_below_a_prefix_then_under_each_prefix(app):
    found = []
    for prefix in ("", "/grants", ""):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": prefix}):
            found.append(address("portfolio.award", award_id=7))
    assert found == [found[0], f"/grants{found[0]}", found[0]]
