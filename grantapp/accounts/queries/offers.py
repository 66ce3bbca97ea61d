"""Links that let somebody in: by their secret, by their row, and by the role on which an invitation rests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from grantapp.accounts.models import AccessToken, Handover, RoleGrant, TokenPurpose
from grantapp.accounts.queries.people import grant_runs
from grantapp.core.policy import Actor, Permission
from grantapp.core.tokens import hash_token
from grantapp.database import db


def find_link(purpose: TokenPurpose, raw: str, at: datetime) -> AccessToken | None:
    """Return a link that can still be used, without using it."""
    statement = select(AccessToken).where(
        AccessToken.hash == hash_token(raw),
        AccessToken.purpose == purpose,
        AccessToken.used_at.is_(None),
        AccessToken.expires_at > at,
    )
    return db.session.scalars(statement).one_or_none()


def get_link(token_id: int, *, lock: bool = False) -> AccessToken | None:
    """Return a link by its row, locked and fresh inside an action."""
    statement = select(AccessToken).where(AccessToken.id == token_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def load_link(token_id: int) -> AccessToken | None:
    """Return a link by its row, for pages."""
    return get_link(token_id)


def list_open_invitations(at: datetime) -> Sequence[AccessToken]:
    """Return the invitations that wait for an answer, the newest first."""
    waiting = (
        AccessToken.purpose == TokenPurpose.INVITATION,
        AccessToken.used_at.is_(None),
        AccessToken.expires_at > at,
    )
    return db.session.scalars(
        select(AccessToken).where(*waiting).order_by(AccessToken.id.desc()).limit(100)
    ).all()


def find_orphan(raw: str, at: datetime) -> AccessToken | None:
    """Return an invitation that nobody took up before the role of its sender ended."""
    statement = (
        select(AccessToken)
        .where(
            AccessToken.hash == hash_token(raw), AccessToken.purpose == TokenPurpose.INVITATION,
            AccessToken.used_at.is_(None),
        )
        .options(joinedload(AccessToken.grant))
    )  # fmt: skip
    found = db.session.scalars(statement).one_or_none()
    return found if found is not None and found.grant is not None and not found.grant.runs(at) else None


def find_grant_behind(actor: Actor, may: Permission, about: Any) -> RoleGrant | None:
    """Return the role by which an actor may do something; one without an end in sight before others."""
    able = {
        (one.role, one.scope_id)
        for one in actor.grants
        if may.allows(replace(actor, grants=frozenset([one])), about)
    }
    held = select(RoleGrant).where(RoleGrant.person_id == actor.person_id, grant_runs(actor.at))
    found = db.session.scalars(held.order_by(RoleGrant.ended_at.is_not(None), RoleGrant.id))
    return next((one for one in found if (one.role.value, one.scope_id) in able), None)


def lock_offers_on(grant_id: int, at: datetime) -> Sequence[AccessToken]:
    """Return the open invitations that rest on a role, or would hand it over, locked (inside an action)."""
    handed = select(Handover.token_id).where(Handover.grant_id == grant_id, Handover.cancelled_at.is_(None))
    statement = select(AccessToken).where(
        AccessToken.purpose == TokenPurpose.INVITATION, AccessToken.used_at.is_(None),
        AccessToken.expires_at > at, or_(AccessToken.grant_id == grant_id, AccessToken.id.in_(handed)),
    )  # fmt: skip
    locked = statement.order_by(AccessToken.id).with_for_update(of=AccessToken)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()
