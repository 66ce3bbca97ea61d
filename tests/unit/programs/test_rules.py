"""Terms of money, keys, and the period of a program."""

from datetime import date

import pytest

from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.programs import rules
from grantapp.programs.documents import rule_set_presets
from grantapp.programs.models import FunderGrant
from tests.factories.programs import plan

GRANT = FunderGrant(starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31))


@pytest.mark.parametrize("key", ["cgp", "us_federal", "private_gift"])
def test_presets_when_read_then_valid_and_in_both_languages(key):
    preset = rule_set_presets()[key]
    assert list(rules.problems_of_terms(preset["terms"])) == []
    assert preset["title"]["en"]
    assert preset["title"]["ja"]
    assert rules.read_terms(preset["terms"]).note.ja


def test_terms_when_of_the_foundation_then_a_fifth_from_the_cities_and_a_tenth_indirect():
    terms = rules.read_terms(rule_set_presets()["cgp"]["terms"])
    assert (terms.match_percent, terms.indirect_percent, terms.indirect_base) == (20, 10, "direct_grant")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"match_percent": 101}, "match_percent"), ({"match_percent": 12.5}, "match_percent"),
        ({"report_days": 0}, "report_days"), ({"indirect_base": "guess"}, "indirect_base"),
        ({"rounding": "up"}, "rounding"),
    ],
)  # fmt: skip
def test_terms_when_wrong_then_the_field_is_named(terms, field):
    assert [problem.field for problem in rules.problems_of_terms(terms)] == [field]


@pytest.mark.parametrize("key", ["", "Big", "a b", "é", "x" * 81])
def test_key_when_odd_then_refused(key):
    assert list(rules.problems_of_key(key))


def test_texts_when_one_language_is_missing_then_refused():
    assert [p.field for p in rules.problems_of_texts(title=Bilingual("x", " "))] == ["title"]


def test_grant_when_nothing_or_backwards_then_refused():
    first, last = date(2026, 1, 2), date(2026, 1, 1)
    assert [p.code for p in rules.problems_of_grant(Money(0, "USD"), first, last)] == [
        "no_money",
        "ends_first",
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"zone": "America/Nowhere"}, "no_zone"),
        ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "ends_first"),
        ({"ends_on": date(2029, 1, 1)}, "outside_grant"),
    ],
)
def test_program_when_wrong_then_refused(values, code):
    assert [p.code for p in rules.problems_of_program(plan(**values), GRANT)] == [code]
