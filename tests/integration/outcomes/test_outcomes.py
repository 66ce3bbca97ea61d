"""Figures are recorded with evidence and corrected by newer ones; only those meant for it are public."""

import io
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Side
from grantapp.awards.actions import change_standing
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from grantapp.outcomes import actions, policy, queries
from grantapp.outcomes.models import Attribution, Method, OutcomeValue
from grantapp.outcomes.rules import Figure
from grantapp.partnerships.models import PartnershipActivity
from tests.factories import awards, people
from tests.factories.awards import AwardPlace
from tests.factories.people import NOW

SYSTEM = Actor.system("test").moved_to(NOW)


@pytest.fixture
def place(app: Flask) -> AwardPlace:
    """Return a sent application with the office around it, and the indicators."""
    actions.load_indicators(SYSTEM)
    return awards.place()


@pytest.fixture
def award(place: AwardPlace) -> Award:
    """Return an active award."""
    return awards.active(place)


def figure(
    value: str = "120", year: int = 2027, is_public: bool = True, indicator: str = "visitors"
) -> Figure:
    return Figure(
        indicator,
        year,
        Decimal(value),
        Method.COUNTED,
        Attribution.CONTRIBUTED,
        Bilingual("Guests", "訪問者"),
        "Register of the tourist office",
        is_public,
    )


def lines() -> list[tuple[str, bool]]:
    found = db.session.scalars(select(PartnershipActivity).where(PartnershipActivity.kind == "outcome"))
    return [(one.summary.en, one.is_public) for one in found]


def test_load_when_repeated_then_unchanged(app: Flask) -> None:
    first, again = actions.load_indicators(SYSTEM), actions.load_indicators(SYSTEM)
    assert set(first) == {"created"}
    assert set(again) == {"unchanged"}
    with pytest.raises(NotPermitted):
        actions.load_indicators(people.acting(Role.PROGRAM_OFFICER))


def test_record_when_a_city_does_then_the_other_is_told_and_the_public_reads_it(
    place: AwardPlace, award: Award
) -> None:
    actions.record_value(place.world.editor(Side.PARTNER), award.id, figure())
    assert lines() == [("Visitors from the partner city 2027: 120 people (counted)", True)]
    assert [one.value for one in queries.list_public_values(award.id)] == [Decimal(120)]
    assert [one.award_id for one in queries.latest_public(5)] == [award.id]
    letters = list(db.session.scalars(select(Letter).where(Letter.name == "outcome_recorded")))
    leads = {place.world.editors[Side.LEAD].id, place.world.signatories[Side.LEAD].id}
    assert {one.person_id for one in letters} == leads
    assert all(delivery.write(one).subject for one in letters)


def test_record_when_not_public_then_the_public_does_not_read_it(place: AwardPlace, award: Award) -> None:
    actions.record_value(place.officer(), award.id, figure(is_public=False))
    assert queries.list_public_values(award.id) == []
    assert [public for _line, public in lines()] == [False]


def test_record_when_there_is_one_for_the_year_then_correct_it_instead(
    place: AwardPlace, award: Award
) -> None:
    actions.record_value(place.officer(), award.id, figure())
    with pytest.raises(Invalid) as refusal:
        actions.record_value(place.world.editor(Side.LEAD), award.id, figure("99"))
    assert [one.code for one in refusal.value.problems] == ["there_already"]


def test_correct_when_done_then_the_old_stays_and_the_newest_counts(place: AwardPlace, award: Award) -> None:
    old = actions.record_value(place.officer(), award.id, figure())
    new = actions.correct_value(place.world.editor(Side.LEAD), old.id, figure("90"), "Counted twice")
    versions = [
        (one.version, one.value, one.superseded_at is None) for one in queries.list_of_award(award.id)
    ]
    assert versions == [(2, Decimal(90), True), (1, Decimal(120), False)]
    assert lines() == [("Visitors from the partner city 2027: 90 people (counted)", True)]
    with pytest.raises(Changed):
        actions.correct_value(place.officer(), old.id, figure("80"), "Late")
    with pytest.raises(Invalid):
        actions.correct_value(place.officer(), new.id, figure("80"), " ")
    with pytest.raises(NotPermitted):
        actions.correct_value(place.officer(), new.id, figure("80", indicator="events"), "Another measure")


def test_outcomes_when_of_another_city_then_refused(place: AwardPlace, award: Award) -> None:
    value = actions.record_value(place.officer(), award.id, figure())
    for actor in (awards.place().world.editor(Side.LEAD), place.finance(), place.world.staff(Role.REVIEWER)):
        with pytest.raises(NotPermitted):
            actions.record_value(actor, award.id, figure(indicator="events"))
        with pytest.raises(NotPermitted):
            actions.correct_value(actor, value.id, figure("1"), "no")


def test_visible_when_compared_with_the_permission_then_equal(place: AwardPlace, award: Award) -> None:
    other = awards.active(awards.place())
    for one in (award, other):
        actions.record_value(SYSTEM, one.id, figure())
    everything = list(db.session.scalars(select(OutcomeValue)))
    world = place.world
    for actor in (
        world.editor(Side.LEAD), place.officer(), world.staff(Role.REVIEWER), people.acting(Role.AUDITOR),
        people.acting(Role.FUNDER_OBSERVER), people.actor(people.person()),
    ):  # fmt: skip
        seen = {one.id for one in queries.list_visible(actor)}
        assert seen == {one.id for one in everything if policy.VIEW.allows(actor, one)}


def test_pages_when_a_city_walks_through_then_recorded_and_corrected(
    place: AwardPlace,
    award: Award,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Person], FlaskClient],
) -> None:
    lead = sign_in(client, place.world.editors[Side.LEAD])
    own = f"/awards/{award.id}/outcomes"
    assert "No outcome is recorded yet" in page(lead, own)
    assert "Visitors from the partner city (people)" in page(lead, f"{own}/new")
    data = {
        "indicator": "visitors",
        "year": "2027",
        "value": "１,２００",
        "method": "counted",
        "attribution": "caused",
        "description_ja": "訪問者",
        "is_public": "y",
    }
    refused = lead.post(f"{own}/new", data=data)
    assert refused.status_code == 422
    assert "Name the evidence" in unescape(refused.get_data(as_text=True))
    pdf = (
        io.BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
        "register.pdf",
    )
    kept = lead.post(f"{own}/new", data=data | {"file": pdf}, content_type="multipart/form-data")
    assert kept.status_code == 302
    value = queries.list_of_award(award.id)[0]
    shown = page(lead, own)
    assert "1,200" in shown
    assert "register.pdf" in shown
    again = f"/outcomes/{value.id}/correct"
    assert "Present figure" in page(lead, again)
    changed = data | {"value": "1,100", "reason": "Counted twice"}
    assert lead.post(again, data=changed).status_code == 302
    assert "1 earlier figure" in page(lead, own)
    stranger = sign_in(client, awards.place().world.editors[Side.LEAD])
    assert [stranger.get(url).status_code for url in (own, f"{own}/new", again)] == [404, 404, 404]


def page(browser: FlaskClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize("transition", ["suspend", "terminate"])
def test_public_when_the_award_stands_still_then_its_figures_are_read_as_the_award_is(
    place: AwardPlace, award: Award, transition: str
) -> None:
    actions.record_value(place.officer(), award.id, figure())
    change_standing(place.officer(), award.id, transition, "The city asked for it")
    assert len(queries.list_public_values(award.id)) == 1
