"""Numbers that no database could hold are no records, by whatever way they come."""

import pytest

from tests.factories import applications

HUGE = "9" * 40


@pytest.mark.parametrize("path", ["/applications/{}", "/partnerships/{}", "/awards/{}", "/roles/requests/{}"])
def test_address_when_the_number_is_huge_then_not_found(client, sign_in, path):
    world = applications.world()
    browser = sign_in(client, world.editors[applications.Side.LEAD])
    assert browser.get(path.format(HUGE)).status_code == 404


def test_forms_when_the_number_is_huge_then_refused_beside_the_field(client, sign_in):
    world = applications.world()
    browser = sign_in(client, world.editors[applications.Side.LEAD])
    joining = {"scope_id": HUGE, "role": "applicant_editor", "reason": "New."}
    starting = {"partnership_id": HUGE, "organization_id": str(world.offices[applications.Side.LEAD].id)}
    assert browser.post("/my-city", data=joining).status_code in (404, 422)
    assert browser.post(f"/calls/{world.call.series}/apply", data=starting).status_code == 422
