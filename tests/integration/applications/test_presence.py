"""Who else is at work in a section: seen by the others for two minutes, gone with the page, told by no GET."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from grantapp.applications.models import Side
from grantapp.core import clock
from tests.factories import applications
from tests.factories.people import NOW
from tests.visitor import Visitor


@pytest.fixture
def world(app: Flask):
    with clock.travel(NOW):
        yield applications.world()


@pytest.fixture
def draft(world):
    return applications.draft(world)


@pytest.fixture
def come(app: Flask, sign_in, world):
    """Return a way to let the editor of a city come with a browser."""

    def arrive(side: Side) -> FlaskClient:
        return sign_in(app.test_client(), world.editors[side])

    return arrive


def beat(browser: FlaskClient, draft, section: str = "project", **values: str) -> str:
    answer = browser.post(f"/applications/{draft.id}/sections/{section}/presence", data=values)
    assert answer.status_code == 200
    return str(answer.json["words"])


def test_presence_when_the_other_city_is_at_work_then_its_name_and_city_stand_above(come, draft):
    partner, page = come(Side.PARTNER), Visitor(come(Side.LEAD))
    address = f"/applications/{draft.id}/sections/project"
    assert "is working here" not in page.get(address).words
    assert beat(partner, draft) == ""
    said = page.get(address).words
    assert f"({draft.partner.organization.place.name.en}) is working here as well." in said
    assert "is working here" not in page.get(f"/applications/{draft.id}/sections/lead_city").words


def test_presence_when_two_minutes_pass_then_nobody_is_there(come, draft):
    partner, lead = come(Side.PARTNER), come(Side.LEAD)
    beat(partner, draft)
    assert "is working here" in beat(lead, draft)
    with clock.travel(NOW + timedelta(minutes=2, seconds=1)):
        assert beat(lead, draft) == ""


def test_presence_when_the_page_is_left_then_it_ends_at_once(come, draft):
    partner, lead = come(Side.PARTNER), come(Side.LEAD)
    beat(partner, draft)
    beat(partner, draft)
    beat(partner, draft, gone="yes")
    assert beat(lead, draft) == ""


def test_presence_when_a_page_is_only_read_then_it_says_nothing(come, draft):
    lead = come(Side.LEAD)
    Visitor(come(Side.PARTNER)).get(f"/applications/{draft.id}/sections/project")
    assert beat(lead, draft) == ""


def test_presence_when_in_the_budget_then_stands_there_too(come, draft):
    beat(come(Side.PARTNER), draft, "budget")
    assert "is working here" in Visitor(come(Side.LEAD)).get(f"/applications/{draft.id}/budget").words


def test_presence_when_a_stranger_tells_it_then_nothing_is_kept(app, come, draft):
    answer = app.test_client().post(f"/applications/{draft.id}/sections/project/presence")
    assert answer.headers["Location"].startswith("/sign-in")
    assert beat(come(Side.LEAD), draft) == ""
