"""From the offer to the award: the agreement is accepted by both cities, money is promised once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.accounts.models import Role
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Side
from grantapp.awards import actions, policy, queries
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.ledger import queries as ledger
from grantapp.notifications.models import Letter
from tests.factories import applications, awards, people
from tests.factories.people import NOW


def held(kind: str, award: Award) -> int:
    grant = award.application.call.program.funder_grant
    subject = ("award", award.id) if kind.startswith("award") else ("funder_grant", grant.id)
    return ledger.balance(kind, *subject, award.currency).amount


def test_offer_when_made_then_money_is_promised_and_both_cities_have_a_letter(app: Flask) -> None:
    award = awards.offered()
    assert award.status == "offered"
    assert held("award_payable", award) == award.awarded_amount
    assert (
        held("fund_free", award) == award.application.call.program.funder_grant.amount - award.awarded_amount
    )
    languages = set(db.session.scalars(select(Letter.language).where(Letter.name == "award_offered")))
    assert languages == {"en", "ja"}


def test_offer_when_the_fund_is_too_small_then_nothing_is_left(app: Flask) -> None:
    place = awards.place()
    with pytest.raises(Invalid) as refusal:
        actions.offer_award(place.director(), place.application.id, Money(10**14, "USD"))
    assert refusal.value.problems[0].code == "below_floor"
    assert queries.find_award_of(place.application.id) is None


def test_accept_when_both_cities_did_then_the_award_starts(app: Flask) -> None:
    place = awards.place()
    award = awards.accept(place, awards.offered(place), Side.PARTNER)
    assert award.status == "offered"
    award = awards.accept(place, award, Side.LEAD)
    assert (award.status, award.active_at) == ("active", NOW)
    assert [activity.kind for activity in award.application.partnership.activities].count("award") == 1


def test_accept_when_the_same_side_again_then_refused(app: Flask) -> None:
    place = awards.place()
    award = awards.accept(place, awards.offered(place), Side.LEAD)
    with pytest.raises(NotAllowedNow):
        awards.accept(place, award, Side.LEAD)


def test_accept_when_another_text_was_shown_then_refused(app: Flask) -> None:
    place = awards.place()
    award = awards.offered(place)
    signatory = people.actor(place.world.signatories[Side.LEAD], NOW)
    with pytest.raises(Changed):
        actions.accept_agreement(signatory, award.id, "0" * 64, "Dana")
    with pytest.raises(Invalid):
        actions.accept_agreement(signatory, award.id, award.agreement.snapshot.sha256, "  ")


def test_accept_when_the_time_is_over_then_refused(app: Flask) -> None:
    place = awards.place()
    award = awards.offered(place)
    late = people.actor(place.world.signatories[Side.LEAD], award.reply_until)
    with pytest.raises(NotAllowedNow):
        actions.accept_agreement(late, award.id, award.agreement.snapshot.sha256, "Dana")
    in_time = late.moved_to(award.reply_until - timedelta(seconds=1))
    actions.accept_agreement(in_time, award.id, award.agreement.snapshot.sha256, "Dana")


def test_decline_when_the_lead_says_why_then_the_money_is_free(app: Flask) -> None:
    place = awards.place()
    award = awards.offered(place)
    before = held("fund_free", award)
    actions.decline_award(people.actor(place.world.signatories[Side.LEAD], NOW), award.id, "Council said no")
    award = awards.load(award.id)
    assert (award.status, held("award_payable", award)) == ("declined", 0)
    assert held("fund_free", award) == before + award.awarded_amount


def stranger() -> Actor:
    other = applications.world()
    return people.actor(other.signatories[Side.LEAD], NOW)


def test_view_when_asked_of_the_policy_or_of_the_list_then_the_same_answer(app: Flask) -> None:
    place = awards.place()
    awards.offered(place)
    awards.offered()
    recused = people.staff(Role.PROGRAM_OFFICER)
    applications_actions.recuse(place.officer(), place.application.id, recused.id)
    actors = [
        place.director(), place.finance(), place.officer(), people.acting(Role.AUDITOR), people.acting(Role.REVIEWER),
        people.acting(Role.FUNDER_OBSERVER), place.world.editor(Side.LEAD), place.world.signatory(Side.PARTNER),
        stranger(), Actor.anonymous(), people.actor(recused, NOW), Actor.system("test"),
    ]  # fmt: skip
    for actor in actors:
        listed = {award.id for award in queries.stream_awards(actor)}
        allowed = {
            award.id for award in db.session.scalars(select(Award)) if policy.VIEW.allows(actor, award)
        }
        assert listed == allowed, actor
    assert {len(queries.stream_awards(actor)) for actor in actors} >= {0, 1, 2}


def test_acts_when_another_city_tries_then_refused(app: Flask) -> None:
    award = awards.offered()
    for act in (
        lambda actor: actions.accept_agreement(actor, award.id, award.agreement.snapshot.sha256, "Eve"),
        lambda actor: actions.decline_award(actor, award.id, "no"),
        lambda actor: actions.change_standing(actor, award.id, "suspend", "no"),
    ):
        with pytest.raises(NotPermitted):
            act(stranger())
