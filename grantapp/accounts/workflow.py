"""The lives of requests: for a role, and for the deletion of one's own data."""

from collections.abc import Iterator
from typing import Any

from grantapp.accounts import policy
from grantapp.accounts.models import DeletionStatus, RequestStatus, RoleRequest
from grantapp.core.errors import Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.core.workflow import Transition, Workflow

PERSON_IS_GONE = N_("This account is deactivated. Reactivate it before it gets a role.")


def _concerned(request: Any) -> tuple[Any, ...]:
    return (request.person,) if request.person is not None else ()


def _can_take_it(request: RoleRequest, _actor: Actor) -> Iterator[Problem]:
    if request.person is not None and request.person.deactivated_at is not None:
        yield Problem("person", "person_deactivated", PERSON_IS_GONE)


ROLE_REQUEST = Workflow(
    "role_request",
    RequestStatus.ASKED,
    [
        Transition(
            "grant", (RequestStatus.ASKED,), RequestStatus.GRANTED, policy.DECIDE_REQUEST,
            N_("%(who)s granted the requested role"), guard=_can_take_it, stamp="decided_at",
        ),
        Transition(
            "refuse", (RequestStatus.ASKED,), RequestStatus.REFUSED, policy.DECIDE_REQUEST,
            N_("%(who)s refused the requested role"), stamp="decided_at", needs_reason=True,
        ),
        Transition(
            "withdraw", (RequestStatus.ASKED,), RequestStatus.WITHDRAWN, policy.WITHDRAW_REQUEST,
            N_("%(who)s withdrew the request for a role"), stamp="decided_at",
        ),
    ],
    also=_concerned,
)  # fmt: skip

DELETION_REQUEST = Workflow(
    "deletion_request",
    DeletionStatus.ASKED,
    [
        Transition(
            "carry_out", (DeletionStatus.ASKED,), DeletionStatus.DONE, policy.DECIDE_DELETION,
            N_("%(who)s deleted the personal data and kept what the law asks for"), stamp="decided_at",
        ),
        Transition(
            "refuse", (DeletionStatus.ASKED,), DeletionStatus.REFUSED, policy.DECIDE_DELETION,
            N_("%(who)s answered that the data must be kept"), stamp="decided_at", needs_reason=True,
        ),
        Transition(
            "withdraw", (DeletionStatus.ASKED,), DeletionStatus.WITHDRAWN, policy.WITHDRAW_DELETION,
            N_("%(who)s withdrew the request to delete the data"), stamp="decided_at",
        ),
    ],
    also=_concerned,
)  # fmt: skip
