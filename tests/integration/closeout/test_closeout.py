"""An award is closed once everything is settled; what was promised and not used is free again."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Side
from grantapp.awards.models import Award
from grantapp.closeout import actions, queries
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.database import db
from grantapp.disbursements import actions as payments
from grantapp.disbursements.rules import PaymentFacts
from grantapp.ledger import cli as ledger_cli
from grantapp.ledger.queries import balance
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from grantapp.reports import actions as report_actions
from grantapp.reports.models import RequirementKind
from tests.factories import awards, people, reports
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


def pay(place: AwardPlace, award: Award, number: int) -> None:
    """Let three people make a payment of the award."""
    payment = awards.payments(award)[number]
    payments.request_disbursement(place.world.editor(Side.LEAD), payment.id)
    payments.approve_disbursement(place.officer(), payment.id)
    payments.release_disbursement(place.finance(), payment.id)
    payments.record_payment(place.finance(), payment.id, PaymentFacts(date(2026, 11, 2), payment.money))


def settled(place: AwardPlace, award: Award) -> Award:
    """Pay the advance of $8,000.00, accept a report of $9,000.00, pay the rest of $1,000.00."""
    pay(place, award, 0)
    reports.accepted(place, award)
    pay(place, award, 1)
    return awards.load(award.id)


def held(award: Award, kind: str) -> int:
    return balance(kind, "award", award.id, award.currency).amount


def test_close_when_all_is_settled_then_the_rest_is_free_and_both_cities_have_a_letter(
    place: AwardPlace, award: Award
) -> None:
    settled(place, award)
    assert (held(award, "award_paid"), held(award, "award_payable")) == (900_000, 100_000)
    grant = award.application.call.program.funder_grant
    free = balance("fund_free", "funder_grant", grant.id, "USD").amount
    actions.close_award(place.officer(), award.id, "Well done.")
    assert awards.load(award.id).status == "completed"
    assert held(award, "award_payable") == 0
    assert balance("fund_free", "funder_grant", grant.id, "USD").amount == free + 100_000
    assert ledger_cli.faults() == []
    letters = list(db.session.scalars(select(Letter).where(Letter.name == "award_closed")))
    assert {one.language for one in letters} == {"en", "ja"}
    assert all("Well done." in delivery.write(one).text for one in letters)
    with pytest.raises(NotAllowedNow):
        actions.close_award(place.officer(), award.id)


def test_close_when_something_is_open_then_refused(place: AwardPlace, award: Award) -> None:
    def obstacle() -> str:
        with pytest.raises(NotAllowedNow) as refusal:
            actions.close_award(place.officer(), award.id)
        return refusal.value.code

    assert obstacle() == "closeout.reports"
    pay(place, award, 0)
    reports.accepted(place, award)
    assert obstacle() == "closeout.payments"
    assert awards.load(award.id).status == "active"


def test_close_when_more_was_paid_than_spent_then_the_open_balance_is_refused_until_it_came_back(
    place: AwardPlace, award: Award
) -> None:
    pay(place, award, 0)
    requirement = reports.written(place, award)
    lead = place.world.editor(Side.LEAD)
    report_actions.save_spending(lead, requirement.id, Money(700_000, "USD"), reports.SPENT.amount)
    reports.confirm(place, reports.send(place, requirement))
    report_actions.accept_report(place.officer(), requirement.id)
    with pytest.raises(NotAllowedNow) as refusal:
        actions.close_award(place.officer(), award.id)
    assert refusal.value.code == "closeout.balance"
    payments.record_return(place.finance(), award.id, Money(100_000, "USD"), "not spent")
    actions.close_award(place.officer(), award.id)
    assert awards.load(award.id).status == "completed"


def test_close_when_the_follow_up_is_late_then_it_holds_the_close_out_up(
    place: AwardPlace, award: Award
) -> None:
    settled(place, award)
    follow_up = reports.due(award, RequirementKind.FOLLOW_UP)
    late = follow_up.due_until + timedelta(days=1)
    assert queries.standing_of(award, NOW).reports_open == 0
    assert queries.standing_of(award, late).reports_open == 1
    report_actions.waive_requirement(place.officer(), follow_up.id, "Told at a conference")
    assert queries.standing_of(award, late).reports_open == 0


def test_close_when_not_an_officer_then_refused(place: AwardPlace, award: Award) -> None:
    settled(place, award)
    for actor in (
        place.world.editor(Side.LEAD),
        place.finance(),
        place.director(),
        place.world.staff(Role.AUDITOR),
    ):
        with pytest.raises(NotPermitted):
            actions.close_award(actor, award.id)


def test_tasks_when_ready_then_an_officer_is_told(place: AwardPlace, award: Award) -> None:
    assert queries.tasks_for(place.officer()) == []
    settled(place, award)
    assert [one.endpoint for one in queries.tasks_for(place.officer())] == ["closeout.of_award"]
    assert queries.tasks_for(place.world.editor(Side.LEAD)) == []


def test_page_when_the_office_closes_then_cities_see_it(
    place: AwardPlace,
    award: Award,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Person], FlaskClient],
) -> None:
    settled(place, award)
    scope_id = award.application.call.program.scope_id
    own = f"/awards/{award.id}/closeout"
    lead = sign_in(client, place.world.editors[Side.LEAD])
    assert "Promised and not paid" in unescape(lead.get(own).get_data(as_text=True))
    assert lead.post(own).status_code == 403
    office = sign_in(client, people.grant(people.person("Officer"), Role.PROGRAM_OFFICER, scope_id))
    assert "Close the award" in unescape(office.get(own).get_data(as_text=True))
    assert office.post(own, data={"note": ""}).status_code == 302
    lead = sign_in(client, place.world.editors[Side.LEAD])
    assert "Outcomes may still be recorded" in unescape(lead.get(own).get_data(as_text=True))
    stranger = sign_in(client, awards.place().world.editors[Side.LEAD])
    assert stranger.get(own).status_code == 404
