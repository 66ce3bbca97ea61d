"""Invitations rest on the role of their sender: they end with it, or pass on to whoever takes it over."""

from datetime import datetime

from sqlalchemy import update

from grantapp.accounts import emails, queries
from grantapp.accounts.actions.links import end_link
from grantapp.accounts.models import AccessToken, RoleGrant
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record

SENDER_GONE = N_(
    "Whoever sent this invitation no longer has the role for it, so it was taken back. Ask the office for a new one."
)


@action
def take_back(actor: Actor, token: AccessToken) -> None:
    """End an open invitation, and the hand-over that hangs on it, as part of another action."""
    end_link(actor, token.id)
    handover = queries.find_handover_of(token.id)
    if handover is not None:
        handover.cancelled_at = actor.at
    record(Happened("role.offer_withdrawn", token, actor, actor.at))


@action
def take_back_offers(actor: Actor, ended: RoleGrant) -> None:
    """Take back the open invitations that rest on a role which ends now; the side from which they came is told."""
    for token in queries.lock_offers_on(ended.id, actor.at):
        take_back(actor, token)
        emails.invitation_withdrawn(actor, token, ended)


@action
def pass_offers_on(actor: Actor, old: RoleGrant, new: RoleGrant, *, before: datetime | None = None) -> None:
    """Let open invitations (those sent before an instant) rest on the role of whoever follows.

    They are the side's, not the person's.
    """
    open_ones = (
        AccessToken.grant_id == old.id,
        AccessToken.used_at.is_(None),
        AccessToken.expires_at > actor.at,
        *((AccessToken.created_at < before,) if before else ()),
    )
    db.session.execute(
        update(AccessToken).where(*open_ones).values(grant_id=new.id),
        execution_options={"synchronize_session": "fetch"},
    )


@action
def check_sender(actor: Actor, token: AccessToken) -> None:
    """Refuse an invitation whose sender has lost the role meanwhile."""
    if token.grant is not None and not token.grant.runs(max(actor.at, clock.now())):
        raise NotAllowedNow(SENDER_GONE, code="link.sender_gone")
