"""Roles are offered by a link, given, and ended; nobody gives himself one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from grantapp.accounts import policy, queries
from grantapp.accounts.models import (
    PRODUCT_SCOPE_ID,
    AccessToken,
    Role,
    RoleGrant,
    Scope,
    ScopeKind,
    TokenPurpose,
)
from grantapp.accounts.rules import people as rules
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.policy import Permission
from grantapp.core.tokens import derive_token, hash_token, new_token_id
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db, insert_once
from grantapp.extensions import secret_key
from grantapp.unit_of_work import Actor, action, record

ROLE_ENDED = N_("This role has ended already.")


@action
def create_scope(actor: Actor, kind: ScopeKind) -> Scope:
    """Make a place where roles hold, for an organization or a program that the caller is making."""
    if not policy.CREATE_SCOPE.allows(actor):
        raise NotPermitted(policy.CREATE_SCOPE.name)
    insert_once(Scope, "id", id=PRODUCT_SCOPE_ID, kind=ScopeKind.PRODUCT)
    scope = Scope(kind=kind)
    db.session.add(scope)
    db.session.flush()
    return scope


@action
def grant_role(actor: Actor, person_id: int, role: Role, scope_id: int) -> RoleGrant:
    """Give a role to somebody else; what he holds already is returned as it is."""
    if not policy.GRANT.allows(actor, policy.WantedRole(role, scope_id, person_id)):
        raise NotPermitted(policy.GRANT.name)
    _check_place(role, scope_id)
    return _give(actor, person_id, role, scope_id)


@action
def end_role(actor: Actor, grant_id: int) -> RoleGrant:
    """End a role of somebody else; the row stays as history."""
    grant = queries.get_grant(grant_id, lock=True)
    if grant is None or not policy.END.allows(actor, policy.WantedRole(grant.role, grant.scope_id, grant.person_id)):
        raise NotPermitted(policy.END.name)
    if grant.ended_at is not None:
        raise NotAllowedNow(ROLE_ENDED, code="role.end")
    grant.ended_at = actor.at
    record(Happened("role.ended", grant, actor, actor.at, facts=_facts(grant.role, grant.scope_id), also=(grant.person,)))
    return grant


@action
def invite_person(
    actor: Actor, email: str, role: Role, scope_id: int, *, name: str = "", language: str = "en",
    authority: Permission = policy.INVITE, about: Any = None, letter: str = "invitation",
    facts: Mapping[str, Any] | None = None,
) -> AccessToken:  # fmt: skip
    """Send a link that gives a role once; an earlier link for the same role ends.

    A later feature that lets cities invite hands in its own permission as `authority` with its subject as `about`
    (then only roles of cities can be given), and may send a letter of its own with further facts.
    """
    subject = policy.WantedRole(role, scope_id) if authority is policy.INVITE else about
    if not authority.allows(actor, subject) or (authority is not policy.INVITE and role not in policy.CITY):
        raise NotPermitted(authority.name)
    problems = list(rules.address_problems(email))
    if problems:
        raise Invalid(problems)
    _check_place(role, scope_id)
    token = _new_invitation(actor, rules.normal_address(email), role, scope_id, name=name, language=language)
    record(
        Happened(
            "role.offered", token, actor, actor.at, facts=_facts(role, scope_id),
            personal={"email": token.email, "name": name},
        )
    )  # fmt: skip
    return token


def _new_invitation(actor: Actor, email: str, role: Role, scope_id: int, **values: Any) -> AccessToken:
    same = (AccessToken.email == email, AccessToken.role == role, AccessToken.scope_id == scope_id)
    db.session.execute(
        update(AccessToken).where(*same, AccessToken.used_at.is_(None), AccessToken.expires_at > actor.at)
        .values(expires_at=actor.at),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    purpose, public_id = TokenPurpose.INVITATION, new_token_id()
    token = AccessToken(
        public_id=public_id, hash=hash_token(derive_token(secret_key(), purpose.value, public_id)), purpose=purpose,
        email=email, role=role, scope_id=scope_id, created_at=actor.at, created_by=actor.person_id,
        expires_at=actor.at + rules.INVITATION_LIFE, **values,
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    return token


def _check_place(role: Role, scope_id: int) -> None:
    if scope_id == PRODUCT_SCOPE_ID:
        insert_once(Scope, "id", id=PRODUCT_SCOPE_ID, kind=ScopeKind.PRODUCT)
    scope = queries.get_scope(scope_id)
    problems = list(rules.scope_problems(role, scope.kind if scope else None))
    if problems:
        raise Invalid(problems)


def _give(actor: Actor, person_id: int, role: Role, scope_id: int) -> RoleGrant:
    held = queries.find_grant(person_id, role, scope_id)
    if held is not None:
        return held
    grant = RoleGrant(person_id=person_id, role=role, scope_id=scope_id, granted_at=actor.at, granted_by=actor.person_id)
    db.session.add(grant)
    db.session.flush()
    record(Happened("role.granted", grant, actor, actor.at, facts=_facts(role, scope_id), also=(grant.person,)))
    return grant


def _facts(role: Role, scope_id: int) -> dict[str, Any]:
    return {"role": role.value, "scope_id": scope_id}
