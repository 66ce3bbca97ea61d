"""A journey is recorded by either city, changed in versions, and shown in the partnership's history."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Side
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.database import db
from grantapp.exchanges import actions, queries, rules
from grantapp.exchanges.models import DelegateRole, Direction, Exchange
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from grantapp.partnerships.models import PartnershipActivity
from tests.factories import awards
from tests.factories.awards import AwardPlace

JOURNEY = Journey(Direction.OUTBOUND, date(2027, 10, 9), date(2027, 10, 18), "Kitakyushu", "Gardens")


@pytest.fixture
def place(app: Flask) -> AwardPlace:
    """Return a sent application with the office around it."""
    return awards.place()


@pytest.fixture
def award(place: AwardPlace) -> Award:
    """Return an active award."""
    return awards.active(place)


@pytest.fixture
def exchange(place: AwardPlace, award: Award) -> Exchange:
    """Return a journey that the lead city recorded."""
    return load(actions.record_exchange(place.world.editor(Side.LEAD), award.id, JOURNEY))


def load(exchange: Exchange) -> Exchange:
    found = queries.get_exchange(exchange.id)
    assert found is not None
    return found


def people_told() -> list[tuple[str, int | None]]:
    return [
        (one.name, one.person_id)
        for one in db.session.scalars(
            select(Letter).where(Letter.name.startswith("exchange_")).order_by(Letter.id)
        )
    ]


def test_record_when_the_lead_does_then_the_partner_is_told_and_the_history_shows_it(
    place: AwardPlace, award: Award, exchange: Exchange
) -> None:
    partners = {place.world.editors[Side.PARTNER].id, place.world.signatories[Side.PARTNER].id}
    assert {person for _name, person in people_told()} == partners
    actions.add_delegate(place.world.editor(Side.PARTNER), exchange.id, Traveler(DelegateRole.EDUCATOR))
    lines = list(
        db.session.scalars(select(PartnershipActivity).where(PartnershipActivity.subject_kind == "exchange"))
    )
    assert [(one.on, one.direction, one.summary.en) for one in lines] == [
        (date(2027, 10, 9), "outbound", "Delegation of 1 person in Kitakyushu")
    ]


def test_letters_when_recorded_and_changed_then_readable_in_both_languages(
    place: AwardPlace, exchange: Exchange
) -> None:
    changed = Journey(Direction.OUTBOUND, date(2027, 10, 10), date(2027, 10, 19), "Kitakyushu")
    actions.change_exchange(place.officer(), exchange.id, changed, 1)
    letters = list(db.session.scalars(select(Letter).where(Letter.name.startswith("exchange_"))))
    assert {(one.name, one.language) for one in letters} == {
        ("exchange_recorded", "ja"), ("exchange_changed", "ja"), ("exchange_changed", "en"),
    }  # fmt: skip
    assert all(delivery.write(one).subject for one in letters)


@pytest.mark.parametrize(
    ("journey", "code"),
    [
        (Journey(Direction.OUTBOUND, date(2027, 2, 28), date(2027, 3, 2), "Kitakyushu"), "outside"),
        (Journey(Direction.OUTBOUND, date(2027, 12, 30), date(2028, 1, 1), "Kitakyushu"), "outside"),
        (Journey(Direction.OUTBOUND, date(2027, 5, 2), date(2027, 5, 1), "Kitakyushu"), "ends_before"),
        (Journey(Direction.OUTBOUND, None, date(2027, 5, 1), "Kitakyushu"), "start_missing"),
        (Journey(Direction.OUTBOUND, date(2027, 5, 1), None, "Kitakyushu"), "end_missing"),
        (Journey(Direction.OUTBOUND, date(2027, 5, 1), date(2027, 5, 2), " "), "destination_missing"),
    ],
)
def test_record_when_something_is_wrong_then_refused(
    place: AwardPlace, award: Award, journey: Journey, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.record_exchange(place.world.editor(Side.LEAD), award.id, journey)
    assert [one.code for one in refusal.value.problems] == [code]


def test_record_when_the_award_has_not_started_then_not_now(place: AwardPlace) -> None:
    offered = awards.offered(place)
    with pytest.raises(NotAllowedNow):
        actions.record_exchange(place.world.editor(Side.LEAD), offered.id, JOURNEY)


def test_change_when_somebody_was_faster_then_both_are_shown(place: AwardPlace, exchange: Exchange) -> None:
    theirs = Journey(Direction.OUTBOUND, date(2027, 10, 9), date(2027, 10, 20), "Kitakyushu", "Gardens")
    actions.change_exchange(place.world.editor(Side.PARTNER), exchange.id, theirs, 1)
    ours = Journey(Direction.OUTBOUND, date(2027, 10, 9), date(2027, 10, 18), "Moji", "Gardens")
    with pytest.raises(Changed) as clash:
        actions.change_exchange(place.world.editor(Side.LEAD), exchange.id, ours, 1)
    assert clash.value.yours == {"ends_on": "2027-10-18", "destination": "Moji"}
    assert load(exchange).destination == "Kitakyushu"


def test_delegate_when_removed_then_off_the_list_and_the_name_is_erased(
    place: AwardPlace, exchange: Exchange
) -> None:
    editor = place.world.editor(Side.LEAD)
    traveler = Traveler(DelegateRole.YOUTH, "High school", "Aoki Ren", is_minor=True, is_funded=False)
    delegate = actions.add_delegate(editor, exchange.id, traveler)
    assert rules.headcount(load(exchange)) == rules.Headcount(1, 0, 1)
    actions.remove_delegate(editor, exchange.id, delegate.id)
    assert rules.headcount(load(exchange)) == rules.Headcount(0, 0, 0)
    assert load(exchange).delegates[0].name == ""


def test_exchange_when_of_another_city_then_every_verb_is_refused(
    place: AwardPlace, award: Award, exchange: Exchange
) -> None:
    for actor in (awards.place().world.editor(Side.LEAD), place.finance(), place.world.staff(Role.REVIEWER)):
        for refused in (
            lambda actor=actor: actions.record_exchange(actor, award.id, JOURNEY),
            lambda actor=actor: actions.change_exchange(actor, exchange.id, JOURNEY, 1),
            lambda actor=actor: actions.add_delegate(actor, exchange.id, Traveler(DelegateRole.OTHER)),
            lambda actor=actor: actions.remove_delegate(actor, exchange.id, 1),
        ):
            with pytest.raises(NotPermitted):
                refused()


def test_pages_when_a_city_walks_through_then_recorded(
    place: AwardPlace,
    award: Award,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Person], FlaskClient],
) -> None:
    lead = sign_in(client, place.world.editors[Side.LEAD])
    own = f"/awards/{award.id}/exchange"
    assert "Record a journey" in page(lead, own)
    assert "Kitakyushu" in page(lead, f"{own}/new")
    wrong = {
        "direction": "outbound",
        "starts_on": "2020-01-01",
        "ends_on": "2027-10-18",
        "destination": "Kitakyushu",
    }
    refused = lead.post(f"{own}/new", data=wrong)
    assert refused.status_code == 422
    assert "lies within the project period" in unescape(refused.get_data(as_text=True))
    made = lead.post(f"{own}/new", data=wrong | {"starts_on": "2027-10-09"})
    there = made.headers["Location"]
    assert (
        lead.post(
            f"{there}/delegates", data={"role": "educator", "name": "Lee", "is_funded": "y"}
        ).status_code
        == 302
    )
    shown = page(lead, own)
    assert "Lee" in shown
    assert "Educator" in shown
    assert page(lead, there).count('id="destination"') == 1
    stranger = sign_in(client, awards.place().world.editors[Side.LEAD])
    assert [stranger.get(url).status_code for url in (own, f"{own}/new", there)] == [404, 404, 404]


def page(browser: FlaskClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.get_data(as_text=True))
