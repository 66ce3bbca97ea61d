"""What one side may say of a partnership, and who may write it down."""

import pytest

from grantapp.accounts.models import Role
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import PRODUCT, Actor, Grant
from grantapp.core.workflow import collected
from grantapp.partnerships import policy
from grantapp.partnerships.models import Organization, Partnership, PartnershipMember, SideStatus
from grantapp.partnerships.workflow import SIDE, TO_STATUS


def acting(role: Role, scope_id: int = 1, kind: str = PRODUCT) -> Actor:
    """Return an actor with one role."""
    return Actor(7, grants=frozenset({Grant(role.value, scope_id, kind)}))


@pytest.fixture(autouse=True)
def _facts() -> object:
    token = collected.set([])
    yield
    collected.reset(token)


@pytest.mark.parametrize("before", list(SideStatus))
@pytest.mark.parametrize("after", list(SideStatus))
def test_side_when_it_changes_then_only_a_real_change_is_taken(before: SideStatus, after: SideStatus) -> None:
    member = PartnershipMember(partnership=Partnership(), status=before)
    officer = acting(Role.PROGRAM_OFFICER)
    possible = before is not after and not (before is SideStatus.ENDED and after is not SideStatus.ACTIVE)
    if possible:
        SIDE.fire(TO_STATUS[after], member, officer, reason="Letter of the mayor")
        assert member.status is after
    else:
        with pytest.raises(NotAllowedNow):
            SIDE.fire(TO_STATUS[after], member, officer, reason="Letter of the mayor")


def test_side_when_no_reason_or_no_right_then_it_stays() -> None:
    member = PartnershipMember(partnership=Partnership(), status=SideStatus.ACTIVE)
    with pytest.raises(Invalid):
        SIDE.fire("end", member, acting(Role.ADMINISTRATOR), reason=" ")
    with pytest.raises(NotPermitted):
        SIDE.fire("end", member, acting(Role.APPLICANT_SIGNATORY, 1, "organization"), reason="a")
    assert member.status is SideStatus.ACTIVE


def test_organization_when_asked_for_then_only_its_people_and_the_office_see_it() -> None:
    office = Organization(scope_id=5)
    assert policy.VIEW_ORGANIZATION.allows(acting(Role.APPLICANT_EDITOR, 5, "organization"), office)
    assert not policy.VIEW_ORGANIZATION.allows(acting(Role.APPLICANT_EDITOR, 6, "organization"), office)
    assert policy.VIEW_ORGANIZATION.allows(acting(Role.AUDITOR), office)
    assert not policy.EDIT_ORGANIZATION.allows(acting(Role.AUDITOR), office)
    assert not policy.VIEW_ORGANIZATION.allows(acting(Role.REVIEWER), office)
    assert not policy.VIEW_ORGANIZATION.allows(Actor.anonymous(), office)
