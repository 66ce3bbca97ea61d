"""Every page of an application, for both cities and the office, in both languages, as valid HTML."""

from collections.abc import Iterator

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.applications import actions
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


def test_history_when_read_by_a_city_then_reviewers_and_recusals_stay_in_the_office(app: Flask, sign_in):
    world = applications.world()
    sent = applications.submitted(world)
    reader = people.grant(people.person("Rita Reviewer"), Role.REVIEWER)
    actions.open_reading(world.staff(), sent.id, reader.id)
    actions.recuse(world.staff(), sent.id, reader.id)
    officer = people.grant(people.person("Officer"), Role.PROGRAM_OFFICER)
    path = f"/applications/{sent.id}/history"
    assert "conflict of interest" in visitor(app, sign_in, officer).get(path).words
    told = visitor(app, sign_in, world.editors[Side.LEAD]).get(path).words
    assert "conflict" not in told
    assert "reviewer" not in told
    assert told.count("wrote in the application") < 10


@pytest.mark.parametrize("verb", ["withdraw", "exclude", "decline"])
def test_hub_when_the_application_has_ended_then_it_says_how(app: Flask, sign_in, verb):
    world = applications.world()
    sent = applications.submitted(world)
    if verb == "withdraw":
        actions.withdraw_application(world.signatory(Side.LEAD), sent.id, "Moved")
    elif verb == "exclude":
        actions.exclude_application(world.staff(), sent.id, "No agreement")
    else:
        actions.mark_declined(world.staff(Role.DIRECTOR), sent.id)
    words = {"withdraw": "Withdrawn", "exclude": "Ineligible", "decline": "Not selected"}
    page = visitor(app, sign_in, world.editors[Side.LEAD]).get(f"/applications/{sent.id}")
    assert words[verb] in page.words


def test_list_when_the_address_holds_strange_parameters_then_it_still_opens(app: Flask, sign_in):
    world = applications.world()
    applications.submitted(world)
    staff = visitor(app, sign_in, people.grant(people.person("Officer"), Role.PROGRAM_OFFICER))
    for query in ("endpoint=x", "cursor=zzz", "size=7", "sort=evil", "status=evil", "_external=1"):
        assert staff.get(f"/office/applications?{query}").status == 200
