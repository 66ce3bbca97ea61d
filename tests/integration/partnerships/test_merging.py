"""Duplicate organizations become one, with their people, memberships and history."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from grantapp.accounts.models import Person, Role
from grantapp.accounts.queries import list_people_with_role
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.partnerships import actions, queries
from grantapp.partnerships.models import Organization, OrganizationKind
from tests.factories import partnerships as factory
from tests.factories.people import acting, grant, person, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def twins(app: object) -> tuple[Organization, Organization]:
    """Return the office of Tacoma and a duplicate of it that has a membership."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    kept = factory.office_of(factory.partnership())
    name = Bilingual("Town of Tacoma", "")
    gone = actions.create_organization(
        factory.system(), "us-wa-tacoma", OrganizationKind.LOCAL_GOVERNMENT, name, ""
    )
    actions.record_membership(
        factory.system(), gone.id, actions.Period("7", date(2026, 1, 1), date(2027, 1, 1))
    )
    return kept, gone


def test_duplicate_when_merged_then_everything_is_with_the_one_that_stays(
    twins: tuple[Organization, Organization],
) -> None:
    kept, gone = twins
    both, only = person(), person()
    for scope_id in (kept.scope_id, gone.scope_id):
        grant(both, Role.APPLICANT_EDITOR, scope_id)
    grant(only, Role.APPLICANT_SIGNATORY, gone.scope_id)
    actions.merge_organization(factory.system(), gone.id, kept.id, "Same EIN")
    found = queries.get_organization(kept.id)
    assert [period.number for period in found.memberships] == ["7"]
    roles = (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY)
    assert {one.id for one in list_people_with_role(roles, kept.scope_id)} == {both.id, only.id}
    assert list_people_with_role(roles, gone.scope_id) == []
    assert [one.id for one in queries.list_merged(kept.id)] == [gone.id]
    assert dict(queries.organization_texts_of([gone.id])) == {}
    assert timeline_of(gone)[-1].reason == "Same EIN"
    with pytest.raises(Invalid):
        actions.merge_organization(factory.system(), gone.id, kept.id, "Again")


def test_duplicate_when_a_city_merges_then_it_is_refused(twins: tuple[Organization, Organization]) -> None:
    kept, gone = twins
    with pytest.raises(NotPermitted):
        actions.merge_organization(acting(Role.APPLICANT_SIGNATORY, kept.scope_id), gone.id, kept.id, "Mine")


def test_pages_when_the_office_merges_then_the_duplicate_leads_to_the_one_that_stays(
    client: FlaskClient, sign_in: SignIn, twins: tuple[Organization, Organization]
) -> None:
    kept, gone = twins
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = f"/organizations/{gone.id}/merge"
    assert client.get(url).status_code == 200
    assert client.post(url, data={"into": str(kept.id), "reason": " "}).status_code == 422
    assert client.post(url, data={"into": str(kept.id), "reason": "Same EIN"}).status_code == 302
    assert client.get(f"/organizations/{gone.id}").headers["Location"] == f"/organizations/{kept.id}"
    assert "Town of Tacoma" in client.get(f"/organizations/{kept.id}").text
    assert "Town of Tacoma" not in client.get("/organizations").text
