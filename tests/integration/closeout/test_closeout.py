"""An award is closed once nothing stands open, and the rest of the promise is free again."""

import pytest
from flask import Flask

from grantapp.applications.models import Side
from grantapp.closeout import queries
from grantapp.closeout.actions import close_award
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.ledger import cli
from grantapp.ledger.queries import balance
from grantapp.disbursements import actions as payments
from grantapp.reports import actions as reports
from grantapp.reports.queries import list_of_award as requirements_of
from tests.factories import awards


def test_close_when_reports_and_payments_stand_open_then_each_is_named(app: Flask) -> None:
    place = awards.place()
    award = awards.active(place)
    with pytest.raises(Invalid) as refusal:
        close_award(place.officer(), award.id, "")
    assert [problem.code for problem in refusal.value.problems] == ["reports", "payments"]
    assert awards.load(award.id).status == "active"


def test_close_when_everything_is_settled_then_the_rest_is_free_again(app: Flask) -> None:
    place = awards.place()
    award = awards.active(place)
    officer = place.officer()
    for requirement in requirements_of(award.id):
        reports.waive_requirement(officer, requirement.id, "told in person")
    for payment in awards.payments(award):
        payments.change_disbursement(officer, payment.id, "cancel", "nothing was spent")
    close_award(officer, award.id, "done")
    closed = awards.load(award.id)
    assert (closed.status, queries.find_closeout(award.id).note) == ("completed", "done")
    grant = closed.application.call.program.funder_grant
    assert balance("award_payable", "award", award.id, "USD").amount == 0
    assert balance("fund_free", "funder_grant", grant.id, "USD").amount == grant.amount
    assert cli.faults() == []
    with pytest.raises(NotAllowedNow):
        close_award(officer, award.id, "again")


def test_close_when_a_city_tries_then_refused(app: Flask) -> None:
    place = awards.place()
    award = awards.active(place)
    with pytest.raises(NotPermitted):
        close_award(place.world.editor(Side.LEAD), award.id, "")
