"""Moving the people of a duplicate to the one that stays."""

from sqlalchemy import select, update

from grantapp.accounts import policy
from grantapp.accounts.models import AccessToken, Deputation, RequestStatus, RoleGrant, RoleRequest
from grantapp.core.errors import NotPermitted
from grantapp.database import db
from grantapp.unit_of_work import Actor, action


@action
def move_people(actor: Actor, from_scope_id: int, to_scope_id: int) -> int:
    """Let roles, deputations, requests and links of one scope hold in another; return how many roles moved.

    Who holds a role in both keeps the one of the other scope; what would stand there twice stays as history.
    """
    if not policy.MOVE_PEOPLE.allows(actor):
        raise NotPermitted(policy.MOVE_PEOPLE.name)
    held = {(grant.person_id, grant.role) for grant in _running(to_scope_id)}
    moved = 0
    for grant in _running(from_scope_id):
        if (grant.person_id, grant.role) in held:
            grant.ended_at = actor.at
        else:
            grant.scope_id = to_scope_id
            moved += 1
    asked = RoleRequest.status == RequestStatus.ASKED
    known = {(one.email, one.role) for one in _of(RoleRequest, to_scope_id, asked)}
    for request in _of(RoleRequest, from_scope_id, asked):
        if (request.email, request.role) not in known:
            request.scope_id = to_scope_id
    db.session.flush()
    quiet = {"synchronize_session": False}
    for model in (Deputation, AccessToken):
        moving = update(model).where(model.scope_id == from_scope_id).values(scope_id=to_scope_id)
        db.session.execute(moving, execution_options=quiet)
    return moved


def _running(scope_id: int) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.scope_id == scope_id, RoleGrant.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(RoleGrant.id)))


def _of(model: type[RoleRequest], scope_id: int, condition: object) -> list[RoleRequest]:
    statement = select(model).where(model.scope_id == scope_id, condition)  # type: ignore[arg-type]
    return list(db.session.scalars(statement))
