"""What each side says of a partnership, and how that may change."""

from typing import Any

from grantapp.core.policy import Permission
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow
from grantapp.partnerships import policy
from grantapp.partnerships.models import SideStatus

ACTIVE, DORMANT, SUSPENDED, ENDED = (str(status) for status in SideStatus)


def _arrow(name: str, sources: tuple[str, ...], target: str, sentence: str) -> Transition:
    permission: Permission = policy.CHANGE_STATUS
    return Transition(name, sources, target, permission, sentence, needs_reason=True)


def _partnership_of(member: Any) -> tuple[Any, ...]:
    return (member.partnership,)


SIDE = Workflow(
    "partnership_member",
    ACTIVE,
    [
        _arrow(
            "rest", (ACTIVE, SUSPENDED), DORMANT, N_("%(who)s noted that this side lets the partnership rest")
        ),
        _arrow(
            "suspend",
            (ACTIVE, DORMANT),
            SUSPENDED,
            N_("%(who)s noted that this side suspended the partnership"),
        ),
        _arrow(
            "end",
            (ACTIVE, DORMANT, SUSPENDED),
            ENDED,
            N_("%(who)s noted that this side ended the partnership"),
        ),
        _arrow(
            "resume",
            (DORMANT, SUSPENDED, ENDED),
            ACTIVE,
            N_("%(who)s noted that this side took the partnership up again"),
        ),
    ],
    also=_partnership_of,
)
TO_STATUS = {
    SideStatus.DORMANT: "rest", SideStatus.SUSPENDED: "suspend",
    SideStatus.ENDED: "end", SideStatus.ACTIVE: "resume",
}  # fmt: skip
