"""A payment needs three people, waits for its condition, and moves the ledger once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.event import listen
from sqlalchemy.exc import IntegrityError

from grantapp.accounts.models import Person, Role
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Side
from grantapp.audit.queries import timeline_of
from grantapp.awards.actions import accept_agreement, change_standing
from grantapp.awards.models import Award
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.disbursements import actions, queries
from grantapp.disbursements.models import Disbursement
from grantapp.disbursements.rules import PaymentFacts
from grantapp.ledger import cli
from grantapp.ledger import queries as ledger
from grantapp.reports.actions import start_report
from grantapp.reports.queries import list_of_award as requirements_of
from grantapp.unit_of_work import writing
from tests.factories import applications, awards, letters, people, reports
from tests.factories.awards import AwardPlace
from tests.factories.people import NOW


@pytest.fixture
def place(app: Flask) -> AwardPlace:
    """Return a sent application with the office around it."""
    return awards.place()


@pytest.fixture
def award(place: AwardPlace) -> Award:
    """Return an active award of $10,000.00."""
    return awards.active(place)


@pytest.fixture
def first(award: Award) -> Disbursement:
    """Return its first payment."""
    return awards.payments(award)[0]


FACTS = PaymentFacts(date(2026, 11, 2), Money(800_000, "USD"), reference="wire 17")


def test_schedule_when_the_award_starts_then_an_advance_and_the_rest(award: Award) -> None:
    planned = [(one.position, one.condition, one.amount, one.status) for one in awards.payments(award)]
    assert planned == [(1, "agreement", 800_000, "scheduled"), (2, "final_report", 200_000, "scheduled")]


def test_payment_when_three_people_act_then_paid_and_posted_once(
    place: AwardPlace, first: Disbursement
) -> None:
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.approve_disbursement(place.officer(), first.id)
    actions.release_disbursement(place.finance(), first.id)
    finance = place.finance()
    actions.record_payment(finance, first.id, FACTS)
    with pytest.raises(NotAllowedNow):
        actions.record_payment(finance, first.id, FACTS)
    paid = queries.get_disbursement(first.id)
    assert (paid.status, paid.paid_amount, paid.reference) == ("paid", 800_000, "wire 17")
    assert ledger.balance("award_paid", "award", first.award_id, "USD").amount == 800_000
    assert ledger.balance("award_payable", "award", first.award_id, "USD").amount == 200_000
    assert cli.faults() == []


def test_approve_when_the_requester_tries_then_refused(place: AwardPlace, first: Disbursement) -> None:
    officer = place.officer()
    actions.request_disbursement(officer, first.id)
    with pytest.raises(NotPermitted):
        actions.approve_disbursement(officer, first.id)


def test_release_when_the_requester_or_the_approver_tries_then_refused(
    place: AwardPlace, first: Disbursement
) -> None:
    both = people.actor(_with_both_roles(place))
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.approve_disbursement(both, first.id)
    with pytest.raises(NotPermitted):
        actions.release_disbursement(both, first.id)


def _with_both_roles(place: AwardPlace) -> Person:
    who = people.grant(people.person(), Role.PROGRAM_OFFICER, place.world.call.program.scope_id)
    return people.grant(who, Role.FINANCE_OFFICER, place.world.call.program.scope_id)


def test_release_when_sql_says_one_person_did_both_then_the_database_refuses(
    place: AwardPlace, first: Disbursement
) -> None:
    statement = "UPDATE disbursement SET status='released', approved_by=1, released_by=1, approved_at=:at, released_at=:at"
    with pytest.raises(IntegrityError), writing():
        db.session.execute(text(statement), {"at": "2026-01-01 00:00:00+00"})


def test_request_when_the_report_is_still_to_come_then_it_waits(place: AwardPlace, award: Award) -> None:
    last = awards.payments(award)[1]
    with pytest.raises(NotAllowedNow) as refusal:
        actions.request_disbursement(place.world.editor(Side.LEAD), last.id)
    assert refusal.value.code == "report_first"


@pytest.mark.parametrize(
    "who",
    [
        lambda place: place.world.editor(Side.PARTNER),
        lambda place: place.finance(),
        lambda place: Actor.anonymous(),
    ],
)
def test_request_when_it_is_not_theirs_then_refused(
    place: AwardPlace, first: Disbursement, who: Callable[[AwardPlace], Actor]
) -> None:
    with pytest.raises(NotPermitted):
        actions.request_disbursement(who(place), first.id)


def test_send_back_when_something_is_missing_then_it_starts_again(
    place: AwardPlace, first: Disbursement
) -> None:
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.change_disbursement(place.officer(), first.id, "send_back", "Which account?")
    again = queries.get_disbursement(first.id)
    assert (again.status, again.requested_by) == ("scheduled", None)
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)


def pay_first(place: AwardPlace, first: Disbursement) -> Actor:
    """Take the first payment to the bank and back; return the finance officer who paid it."""
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.approve_disbursement(place.officer(), first.id)
    finance = place.finance()
    actions.release_disbursement(finance, first.id)
    actions.record_payment(finance, first.id, FACTS)
    return finance


def test_return_when_money_came_back_before_then_only_the_rest_can_follow(
    place: AwardPlace, first: Disbursement
) -> None:
    finance = pay_first(place, first)
    actions.record_return(finance, first.award_id, Money(50_000, "USD"), "fewer travelers")
    with pytest.raises(Invalid) as refusal:
        actions.record_return(finance, first.award_id, Money(750_001, "USD"), "too much")
    assert [one.code for one in refusal.value.problems] == ["return_too_much"]
    actions.record_return(finance, first.award_id, Money(750_000, "USD"), "not held")
    assert ledger.balance("award_paid", "award", first.award_id, "USD").amount == 0


def test_return_page_when_the_amount_is_unreadable_then_told_and_nothing_typed_is_lost(
    app: Flask, sign_in: Callable[[Any, Person], Any], place: AwardPlace, first: Disbursement
) -> None:
    pay_first(place, first)
    browser = sign_in(app.test_client(), people.staff(Role.FINANCE_OFFICER))
    typed = {"amount": "five", "reason": "The bus was cheaper"}
    answer = browser.post(f"/awards/{first.award_id}/returned", data=typed)
    assert answer.status_code == 422
    assert "The bus was cheaper" in answer.get_data(as_text=True)
    assert "five" in answer.get_data(as_text=True)


def test_terminate_when_payments_are_open_then_they_end_and_the_promise_is_free(
    place: AwardPlace, award: Award, first: Disbursement
) -> None:
    grant = award.application.call.program.funder_grant_id
    before = ledger.balance("fund_free", "funder_grant", grant, "USD").amount
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    change_standing(place.officer(), award.id, "terminate", "The city left the network")
    assert [one.status for one in awards.payments(award)] == ["cancelled", "cancelled"]
    assert ledger.balance("award_payable", "award", award.id, "USD").amount == 0
    assert ledger.balance("fund_free", "funder_grant", grant, "USD").amount == before + 1_000_000


def test_terminate_when_a_payment_is_at_the_bank_then_it_keeps_its_money_until_it_is_settled(
    place: AwardPlace, award: Award, first: Disbursement
) -> None:
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.approve_disbursement(place.officer(), first.id)
    finance = place.finance()
    actions.release_disbursement(finance, first.id)
    change_standing(place.officer(), award.id, "terminate", "The city left the network")
    assert ledger.balance("award_payable", "award", award.id, "USD").amount == 800_000
    actions.change_disbursement(finance, first.id, "fail", "Account closed")
    assert [one.status for one in awards.payments(award)] == ["cancelled", "cancelled"]
    assert ledger.balance("award_payable", "award", award.id, "USD").amount == 0
    assert cli.faults() == []


def test_last_payment_when_less_was_spent_then_a_letter_and_the_deed_of_the_officer(
    place: AwardPlace, award: Award, first: Disbursement
) -> None:
    pay_first(place, first)
    reports.accepted(place, award)
    assert [one.amount for one in awards.payments(award)] == [800_000, 100_000]
    told = [(one.language, text) for one, text in letters.delivered() if one.name == "payment_fitted"]
    assert {language for language, _text in told} == {"en", "ja"}
    assert all("1,000.00" in text.text for _language, text in told)


def test_last_payment_when_nothing_is_left_to_pay_then_not_needed_at_the_instant_of_the_deed(
    place: AwardPlace, award: Award, first: Disbursement
) -> None:
    pay_first(place, first)
    officer = place.officer().moved_to(NOW + timedelta(days=3))
    requirement_id = next(one.id for one in requirements_of(award.id) if one.kind == "final_report")
    start_report(place.world.editor(Side.LEAD), requirement_id)
    with writing():
        requirement = next(one for one in requirements_of(award.id) if one.id == requirement_id)
        requirement.report.spent_amount = 700_000
        actions.on_report_accepted(
            requirement, Happened("requirement.accept", requirement, officer, officer.at)
        )
    last = awards.payments(award)[1]
    assert last.status == "cancelled"
    fact = timeline_of(last)[-1]
    assert (fact.verb, fact.at, fact.actor_id) == ("disbursement.spare", officer.at, officer.person_id)
    assert any(one.name == "payment_fitted" for one, _text in letters.delivered())


def test_tasks_when_two_awards_wait_then_as_many_statements_as_for_one(place: AwardPlace) -> None:
    awards.active(place)
    editor = place.world.editor(Side.LEAD)
    alone = _statements(lambda: queries.tasks_for(editor))
    again = applications.submitted(place.world)
    applications_actions.begin_review(place.officer(), again.id)
    applications_actions.mark_awarded(place.director(), again.id)
    awards.active(AwardPlace(place.world, again))
    assert _statements(lambda: queries.tasks_for(editor)) == alone
    assert len(queries.tasks_for(editor)) == 2


def _statements(ask: Callable[[], Any]) -> int:
    heard: list[str] = []
    db.session.rollback()
    listen(db.engine, "before_cursor_execute", lambda *args: heard.append(args[2]))
    ask()
    return len(heard)


def test_tasks_when_the_officer_asked_for_it_himself_then_not_offered(
    place: AwardPlace, first: Disbursement
) -> None:
    officer, other = place.officer(), place.officer()
    actions.request_disbursement(officer, first.id)
    assert queries.tasks_for(officer) == []
    assert [one.sentence for one in queries.tasks_for(other)] == ["Approve a payment"]


def test_export_when_paid_then_both_amounts_in_whole_currency_units(
    app: Flask, sign_in: Callable[[Any, Person], Any], place: AwardPlace, first: Disbursement
) -> None:
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    actions.approve_disbursement(place.officer(), first.id)
    finance = place.finance()
    actions.release_disbursement(finance, first.id)
    actions.record_payment(finance, first.id, FACTS)
    browser = sign_in(app.test_client(), people.staff(Role.FINANCE_OFFICER))
    text_of_file = browser.get("/payments.csv?status=paid").get_data(as_text=True)
    assert text_of_file.count("8000.00") == 2
    assert "800000" not in text_of_file


def test_last_payment_when_the_advance_is_still_on_its_way_then_it_counts(
    place: AwardPlace, award: Award, first: Disbursement
) -> None:
    actions.request_disbursement(place.world.editor(Side.LEAD), first.id)
    officer = place.officer()
    requirement_id = next(one.id for one in requirements_of(award.id) if one.kind == "final_report")
    start_report(place.world.editor(Side.LEAD), requirement_id)
    with writing():
        requirement = next(one for one in requirements_of(award.id) if one.id == requirement_id)
        requirement.report.spent_amount = 900_000
        actions.on_report_accepted(requirement, Happened("requirement.accept", requirement, officer, NOW))
    assert [one.amount for one in queries.list_of_award(award.id)] == [800_000, 100_000]


def test_schedule_when_utc_is_a_day_ahead_then_counted_from_the_day_of_the_office(
    place: AwardPlace,
) -> None:
    award = awards.accept(place, awards.offered(place), Side.LEAD)
    assert award.agreement is not None
    signatory = place.world.signatory(Side.PARTNER).moved_to(NOW + timedelta(hours=12))
    accept_agreement(signatory, award.id, award.agreement.snapshot.sha256, signatory.name)
    assert awards.payments(award)[0].expected_on == date(2026, 11, 2) + timedelta(days=14)
