"""A fresh house reaches an open call on its own pages: funder, grant, program, themes, call."""

from datetime import date

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.accounts.policy import OBSERVERS
from grantapp.calls.queries import find_call
from grantapp.core import clock
from grantapp.core.errors import Invalid
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.ledger.actions import open_fund
from grantapp.programs import actions, policy, queries
from grantapp.programs.rules import GrantPlan
from tests.factories import forms, people, programs
from tests.factories.people import NOW
from tests.journeys import walk
from tests.visitor import Visitor


@pytest.fixture
def office(app: Flask, sign_in) -> Visitor:
    """Return the administrator of a house in which nothing is set up."""
    return Visitor(sign_in(app.test_client(), people.staff(Role.ADMINISTRATOR)))


def test_house_when_nothing_is_there_then_the_pages_lead_to_an_open_call(office):
    with clock.travel(NOW):
        form = office.get("/programs/funders/new").form_with(field_name="name_en")
        page = office.submit(form, {"name_en": "The Bridge Fund", "name_ja": "架け橋基金"})
        values = {
            "title_en": "Gift 2026", "title_ja": "2026年の寄付", "amount": "120,000", "currency": "USD",
            "starts_on": "2026-01-01", "ends_on": "2029-12-31", "rules_key": "private_gift",
        }  # fmt: skip
        page = office.submit(office.get(page.link("Add a grant")).form_with(field_name="title_en"), values)
        line = {"title_en": "Exchanges", "title_ja": "交流事業", "amount": "100000"}
        page = office.submit(office.get(page.link("Add a line")).form_with(field_name="title_en"), line)
        assert "$20,000.00" in page.words
        values = {
            "title_en": "Two Bridges", "title_ja": "二つの橋", "objective_en": "More exchange",
            "objective_ja": "交流の拡大", "organizer_en": "The office", "organizer_ja": "事務局",
            "starts_on": "2026-01-01", "ends_on": "2028-12-31",
        }  # fmt: skip
        page = office.submit(
            office.get(page.link("Set up a program")).form_with(field_name="title_en"), values
        )
        for title, title_ja in (("Arts", "芸術"), ("Sports", "スポーツ")):
            theme = {"title_en": title, "title_ja": title_ja}
            page = office.submit(office.get(page.link("Add a theme")).form_with(field_name="title_en"), theme)
        program = queries.find_program("two-bridges")
        assert [one.code for one in program.themes] == ["arts", "sports"]
        series = walk.publish_call(office, program.id, NOW.date())
        assert find_call(series).is_open(NOW)


def test_form_when_a_language_is_missing_then_told_there_and_nothing_is_lost(office):
    form = office.get("/programs/funders/new").form_with(field_name="name_en")
    page = office.submit(form, {"name_en": "Only English"}, expect=422)
    assert dict(page.form_with(field_name="name_en").values)["name_en"] == "Only English"
    assert "Write this in English and in Japanese." in page.words


@pytest.mark.parametrize("amount", ["", "lots", "-5"])
def test_line_when_the_amount_is_none_then_told(office, amount):
    grant = programs.funder_grant()
    form = office.get(f"/programs/grants/{grant.id}/lines/new").form_with(field_name="title_en")
    office.submit(form, {"title_en": "A", "title_ja": "あ", "amount": amount}, expect=422)
    assert queries.get_grant(grant.id).lines == []


def test_lines_when_together_above_the_grant_then_refused(app):
    grant, title = programs.funder_grant(Money(1_000, "USD")), Bilingual("A", "あ")
    actions.save_grant_line(forms.SYSTEM, grant.id, None, title, Money(600, "USD"))
    with pytest.raises(Invalid) as refusal:
        actions.save_grant_line(forms.SYSTEM, grant.id, None, title, Money(401, "USD"))
    assert [one.code for one in refusal.value.problems] == ["lines_too_large"]
    line = queries.get_grant(grant.id).lines[0]
    actions.save_grant_line(forms.SYSTEM, grant.id, line.id, title, Money(1_000, "USD"))
    actions.remove_grant_line(forms.SYSTEM, grant.id, line.id)
    assert queries.get_grant(grant.id).lines == []


def test_grant_when_its_fund_is_open_then_its_money_stays(app):
    grant = programs.funder_grant(Money(1_000, "USD"))
    plan = GrantPlan(Bilingual("New", "新"), Money(2_000, "USD"), grant.starts_on, grant.ends_on)
    actions.edit_grant(forms.SYSTEM, grant.id, "cgp", plan)
    open_fund(forms.SYSTEM, queries.get_grant(grant.id))
    with pytest.raises(Invalid) as refusal:
        actions.edit_grant(
            forms.SYSTEM, grant.id, "cgp", GrantPlan(plan.title, Money(3_000, "USD"), *_days(plan))
        )
    assert [one.code for one in refusal.value.problems] == ["fund_open"]


def _days(plan: GrantPlan) -> tuple[date, date]:
    return plan.starts_on, plan.ends_on


def test_pages_when_somebody_only_reads_then_no_way_to_change(app, sign_in):
    program = programs.program()
    reader = Visitor(sign_in(app.test_client(), people.staff(Role.AUDITOR)))
    grant = program.funder_grant
    assert "Add a line" not in reader.get(f"/programs/grants/{grant.id}").words
    for path in (
        "/programs/funders/new",
        f"/programs/grants/{grant.id}/edit",
        f"/programs/{program.id}/edit",
    ):
        reader.get(path, expect=403)


def test_money_when_somebody_works_for_another_program_then_not_found_and_not_listed(app, sign_in):
    own, other = programs.program(), programs.program(objective=Bilingual("Another", "別の目的"))
    for role in OBSERVERS:
        holder = people.grant(people.person(), role, own.scope_id)
        actor = people.actor(holder)
        assert [one.id for one in queries.list_grants(actor)] == [own.funder_grant_id]
        assert [one.id for one in queries.list_funded(actor)] == [own.id]
        for one in (own, other):
            for about in (one, queries.load_grant(one.funder_grant_id)):
                assert policy.VIEW_GRANT.allows(actor, about) is (one is own)
    reader = sign_in(app.test_client(), holder)
    grants = [f"/programs/grants/{one.funder_grant_id}" for one in (own, other)]
    assert [reader.get(path).status_code for path in grants] == [200, 404]
