"""From the offer to the award: the agreement is accepted by both cities, money is promised once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.accounts.models import Role
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Side
from grantapp.awards import actions, documents, policy, queries
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.files.actions import keep_bytes
from grantapp.ledger import queries as ledger
from grantapp.notifications.models import Letter
from tests.factories import applications, awards, letters, people
from tests.factories.people import NOW
from tests.factories.uploads import PDF


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


def test_agreement_when_jobs_overtake_each_other_then_the_accepted_print_stays(app: Flask) -> None:
    award = awards.active()
    assert award.agreement is not None
    product = Actor.system("test")
    for purpose in ("agreement_signed", "agreement"):
        upload = keep_bytes(f"{purpose}.pdf", PDF, "application/pdf")
        actions.attach_agreement_pdf(product, award.agreement.id, upload, purpose)
    agreement = awards.load(award.id).agreement
    assert agreement is not None
    assert agreement.pdf is not None
    assert agreement.pdf.purpose == "agreement_signed"


def test_agreement_when_a_person_attaches_a_print_then_refused(app: Flask) -> None:
    of = awards.place()
    award = awards.active(of)
    assert award.agreement is not None
    upload = keep_bytes("agreement.pdf", PDF, "application/pdf")
    with pytest.raises(NotPermitted):
        actions.attach_agreement_pdf(of.officer(), award.agreement.id, upload, "agreement_signed")


def test_tasks_when_an_editor_may_not_sign_then_he_reads_who_is_awaited(app: Flask) -> None:
    of = awards.place()
    awards.offered(of)
    editor, signatory = of.world.editor(Side.LEAD), of.world.signatory(Side.LEAD)
    assert [one.theirs for one in queries.tasks_for(editor)] == [True, True]
    assert [one.theirs for one in queries.tasks_for(signatory)] == [False, True]


def test_list_when_the_words_hold_a_wildcard_then_it_stands_for_itself(app: Flask) -> None:
    of = awards.place()
    awards.offered(of)
    assert len(queries.list_awards(of.officer(), text="garden").rows) == 1
    assert queries.list_awards(of.officer(), text="%").rows == []


def test_agreement_when_printed_then_each_city_signed_on_its_own_day(app: Flask) -> None:
    award = awards.active()  # signed at NOW: midnight in Japan, the day before at the lead city
    assert award.agreement is not None
    shown = documents.print_data(award.agreement)
    assert {one["side"]: one["date"] for one in shown["signed"]} == {
        "lead": {"en": "2 November 2026", "ja": "2026年（令和8年）11月2日"},
        "partner": {"en": "3 November 2026", "ja": "2026年（令和8年）11月3日"},
    }  # fmt: skip
    assert shown["issued_on"]["ja"] == "2026年（令和8年）11月2日"


def test_letter_when_the_reader_is_the_partner_then_his_own_clock_comes_first(app: Flask) -> None:
    awards.offered()
    told = {one.language: text.text for one, text in letters.delivered() if one.name == "award_offered"}
    assert "PT · " in told["en"]
    assert "（日本時間）／" in told["ja"]
