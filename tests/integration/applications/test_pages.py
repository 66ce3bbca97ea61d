"""Every page of an application, for both cities and the office, in both languages, as valid HTML."""

from collections.abc import Iterator

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.core import clock
from tests.factories import applications, people
from tests.factories.people import NOW
from tests.visitor import Visitor

OWN_PAGES = (
    "",
    "/sections/project",
    "/sections/papers",
    "/sections/lead_city",
    "/budget",
    "/budget?line=new",
    "/check",
    "/history",
    "/people/lead",
    "/people/partner",
    "/read",
)


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with clock.travel(NOW):
        yield


def visitor(app, sign_in, person, language="en"):
    return Visitor(sign_in(app.test_client(), person), language)


@pytest.mark.parametrize("side", list(Side))
def test_pages_when_drafting_then_each_opens_for_both_cities(app: Flask, sign_in, side):
    world = applications.world()
    draft = applications.ready(world)
    browser = visitor(app, sign_in, world.editors[side])
    for page in OWN_PAGES:
        browser.get(f"/applications/{draft.id}{page}")
    assert browser.get("/applications").title


def test_pages_when_binding_then_signatories_see_them(app: Flask, sign_in):
    world = applications.world()
    draft = applications.endorsed(world)
    partner = visitor(app, sign_in, world.signatories[Side.PARTNER])
    lead = visitor(app, sign_in, world.signatories[Side.LEAD])
    assert draft.content_sha256 in partner.get(f"/applications/{draft.id}/endorse").words
    lead.get(f"/applications/{draft.id}/submit")
    lead.get(f"/applications/{draft.id}/withdraw")


def test_pages_when_sent_then_cities_read_and_the_office_lists(app: Flask, sign_in):
    world = applications.world()
    sent = applications.submitted(world)
    officer = people.grant(people.person("Officer"), Role.PROGRAM_OFFICER)
    lead, staff = visitor(app, sign_in, world.editors[Side.LEAD]), visitor(app, sign_in, officer)
    assert sent.number in lead.get(f"/applications/{sent.id}/receipt").words
    lead.get(f"/applications/{sent.id}")
    assert sent.number in staff.get("/office/applications").words
    for page in ("/read", "/history", "/receipt", "/exclude"):
        staff.get(f"/applications/{sent.id}{page}")
    assert staff.get(f"/applications/{sent.id}").path.endswith("/read")
