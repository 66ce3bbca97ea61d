"""What a figure must say, and that kinds are never added together."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from grantapp.core.words import Bilingual
from grantapp.outcomes import documents, rules
from grantapp.outcomes.models import Attribution, Indicator, Method, OutcomeValue
from grantapp.outcomes.rules import Figure

AWARD = SimpleNamespace(period_starts_on=datetime(2012, 4, 1, tzinfo=UTC).date())


def indicator(decimals=0, unit="people", adds_up=True, position=1):
    return Indicator(
        id=position,
        code="x",
        position=position,
        decimals=decimals,
        adds_up=adds_up,
        unit=Bilingual(unit, "人"),
        title=Bilingual("Visitors", "訪問者"),
        group=Bilingual("Tourism", "観光"),
    )


def figure(value="12", **values):
    usual = {
        "indicator": "x",
        "year": 2013,
        "value": None if value is None else Decimal(value),
        "method": Method.COUNTED,
        "attribution": Attribution.CAUSED,
        "description": Bilingual("Guests", ""),
        "evidence": "Register",
    }
    return Figure(**usual | values)


def codes(figure, of=None, has_file=False):
    return [one.code for one in rules.figure_problems(figure, of or indicator(), AWARD, 2014, has_file)]


def test_figure_when_whole_then_nothing_is_wrong():
    assert codes(figure()) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (figure(None), "value_missing"), (figure("-1"), "value_negative"), (figure("1.5"), "too_exact"),
        (figure("1" + "0" * 15), "value_too_large"), (figure(year=2011), "year_outside"),
        (figure(year=2015), "year_outside"), (figure(description=Bilingual(" ", "")), "description_missing"),
        (figure(evidence=" "), "evidence_missing"), (figure(evidence="x" * 2001), "too_long"),
    ],
)  # fmt: skip
def test_figure_when_something_is_wrong_then_it_is_named(wrong, code):
    assert codes(wrong) == [code]


def test_figure_when_a_file_is_the_evidence_then_enough():
    assert codes(figure(evidence=""), has_file=True) == []


def test_share_when_over_a_hundred_then_refused():
    assert codes(figure("101"), indicator(1, "%")) == ["share_too_large"]
    assert codes(figure("99.5"), indicator(1, "%")) == []


@pytest.mark.parametrize(
    ("value", "text"), [("12.50", "12.5"), ("100", "100"), ("1E+3", "1000"), ("0.00", "0")]
)
def test_exact_text_when_kept_then_no_exponent_and_no_trailing_zeros(value, text):
    assert rules.exact_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("evidence", "is_link"),
    [("https://example.org/a", True), ("javascript:alert(1)", False), ("Register, see https://a", False)],
)
def test_evidence_when_it_is_an_address_then_only_http_opens(evidence, is_link):
    assert rules.is_link(evidence) is is_link


def value(text, method, of, superseded_at=None):
    return OutcomeValue(
        indicator=of,
        indicator_id=of.id,
        method=method,
        value_text=text,
        superseded_at=superseded_at,
        year=2013,
    )


def test_totals_when_found_in_different_ways_then_never_added():
    visitors, share = indicator(), indicator(adds_up=False, position=2)
    found = rules.totals(
        [
            value("10", Method.COUNTED, visitors),
            value("5", Method.COUNTED, visitors),
            value("8900", Method.ESTIMATED, visitors),
            value("20", Method.SURVEYED, visitors),
            value("50", Method.COUNTED, share),
            value("7", Method.COUNTED, visitors, datetime(2014, 1, 1, tzinfo=UTC)),
        ]
    )
    assert [(one.method, one.value, one.figures) for one in found] == [
        (Method.COUNTED, Decimal(15), 2),
        (Method.ESTIMATED, Decimal(8900), 1),
        (Method.SURVEYED, Decimal(20), 1),
    ]


def test_shipped_indicators_when_read_then_whole_in_both_languages_and_unique():
    rows = documents.shipped_indicators()
    assert len({row["code"] for row in rows}) == len(rows) > 40
    assert all(
        row[name][language]
        for row in rows
        for name in ("group", "title", "unit")
        for language in ("en", "ja")
    )
