"""Moving the people of a duplicate to the one that stays."""

from sqlalchemy import select, update

from grantapp.accounts import policy, queries
from grantapp.accounts.actions.accounts import close_account
from grantapp.accounts.actions.roles import grant_role
from grantapp.accounts.models import AccessToken, Deputation, Person, RequestStatus, RoleGrant, RoleRequest
from grantapp.accounts.rules.people import merge_problems
from grantapp.core.errors import NotPermitted, require_valid
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record


@action
def merge_person(actor: Actor, gone_id: int, address: str, reason: str) -> Person:
    """Give the city roles of a second account to the one of an address and close it; its history stays under it."""
    known = queries.find_person_by_email(address)
    ids = sorted({gone_id, known.id} if known else {gone_id})
    locked = {number: queries.get_person(number, lock=True) for number in ids}
    gone, kept = locked[gone_id], locked.get(known.id) if known else None
    if gone is None or not all(policy.KEEP_ACCOUNT.allows(actor, one) for one in locked.values()):
        raise NotPermitted(policy.KEEP_ACCOUNT.name)
    grants = queries.lock_running_grants(gone.id, actor.at)
    bound = queries.BOUND.ask(actor, gone.id) or any(grant.role not in policy.CITY for grant in grants)
    require_valid(merge_problems(gone, kept, reason, bound=bound))
    if kept is None:
        raise NotPermitted(policy.KEEP_ACCOUNT.name)
    for grant in grants:
        grant_role(actor, kept.id, grant.role, grant.scope_id)
    close_account(actor, gone)
    gone.merged_into_id = kept.id
    happened = Happened(
        "person.merged", gone, actor, actor.at, reason=reason.strip(), facts={"into": kept.id}, also=(kept,)
    )
    record(happened)
    return kept


@action
def move_people(actor: Actor, from_scope_id: int, to_scope_id: int) -> int:
    """Let roles, deputations, requests and links of one scope hold in another; return how many roles moved.

    Who holds a role in both keeps the one of the other scope; what would stand there twice stays as history.
    """
    if not policy.MOVE_PEOPLE.allows(actor):
        raise NotPermitted(policy.MOVE_PEOPLE.name)
    held = {(grant.person_id, grant.role) for grant in _running(actor, to_scope_id)}
    moved = 0
    for grant in _running(actor, from_scope_id):
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


def _running(actor: Actor, scope_id: int) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.scope_id == scope_id).order_by(RoleGrant.id)
    return [grant for grant in db.session.scalars(statement) if grant.runs(actor.at)]


def _of(model: type[RoleRequest], scope_id: int, condition: object) -> list[RoleRequest]:
    statement = select(model).where(model.scope_id == scope_id, condition)  # type: ignore[arg-type]
    return list(db.session.scalars(statement))
