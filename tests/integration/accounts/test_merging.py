"""A second account of the same person is merged into the one that stays."""

import pytest

from grantapp.accounts import actions
from grantapp.accounts.models import Role
from grantapp.accounts.queries import find_grant, get_person, list_merged_people
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Invalid, NotPermitted
from tests.factories.people import acting, actor, grant, person, scope, staff

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def twins():
    """Return the account that stays and a second one with a role in a city."""
    kept, gone = person(), person()
    grant(gone, Role.APPLICANT_EDITOR, scope().id)
    return kept, gone


def test_account_when_merged_then_its_city_roles_move_and_it_is_closed(twins):
    kept, gone = twins
    place = gone.grants[0].scope_id
    actions.merge_person(actor(staff(Role.ADMINISTRATOR)), gone.id, kept.email.upper(), "Same person")
    assert find_grant(kept.id, Role.APPLICANT_EDITOR, place) is not None
    assert find_grant(gone.id, Role.APPLICANT_EDITOR, place) is None
    assert get_person(gone.id).deactivated_at is not None
    assert list_merged_people(kept) == [gone]
    assert timeline_of(kept)[-1].reason == "Same person"


@pytest.mark.parametrize(
    ("address", "reason", "field"), [("nobody@x.example", "x", "email"), ("", " ", "reason")]
)
def test_account_when_the_other_or_the_reason_is_missing_then_it_stays(twins, address, reason, field):
    kept, gone = twins
    with pytest.raises(Invalid) as refused:
        actions.merge_person(actor(staff(Role.ADMINISTRATOR)), gone.id, address or kept.email, reason)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_account_when_it_holds_more_than_cities_then_it_is_not_merged(twins):
    kept, _gone = twins
    reviewer = staff(Role.REVIEWER)
    with pytest.raises(Invalid):
        actions.merge_person(actor(staff(Role.ADMINISTRATOR)), reviewer.id, kept.email, "Same person")


def test_account_when_a_city_merges_then_it_is_refused(twins):
    kept, gone = twins
    with pytest.raises(NotPermitted):
        actions.merge_person(
            acting(Role.APPLICANT_SIGNATORY, gone.grants[0].scope_id), gone.id, kept.email, "x"
        )


def test_page_when_an_administrator_merges_then_it_leads_to_the_one_that_stays(client, sign_in, twins):
    kept, gone = twins
    sign_in(client, staff(Role.ADMINISTRATOR))
    url = f"/people/{gone.id}/merge"
    assert client.get(url).status_code == 200
    assert client.post(url, data={"email": "", "reason": ""}).status_code == 422
    answer = client.post(url, data={"email": kept.email, "reason": "Same person"})
    assert answer.headers["Location"] == f"/people/{kept.id}"
    assert gone.email in client.get(f"/people/{kept.id}").text
