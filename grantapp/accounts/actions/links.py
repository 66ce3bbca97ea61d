"""Links that open a door once: made, claimed by one atomic UPDATE, ended, swept away."""

from typing import Any

from sqlalchemy import ColumnElement, delete, update

from grantapp.accounts.models import AccessToken, SignInThrottle, SpentChallenge, TokenPurpose
from grantapp.accounts.rules import people as rules
from grantapp.accounts.rules import throttle
from grantapp.accounts.rules.factors import CHALLENGE_HOLDS
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow
from grantapp.core.tokens import derive_token, hash_token, new_token_id
from grantapp.core.words import N_
from grantapp.database import db
from grantapp.extensions import secret_key
from grantapp.unit_of_work import Actor, action

LINK_SPENT = N_("This link has been used or has ended. Ask for a new one; what was done with it stays.")
LIVES = {
    TokenPurpose.INVITATION: rules.INVITATION_LIFE,
    TokenPurpose.RESET: rules.RESET_LIFE,
    TokenPurpose.SIGN_UP: rules.SIGN_UP_LIFE,
}
_QUIET = {"synchronize_session": False}


@action
def make_link(actor: Actor, /, purpose: TokenPurpose, email: str, **values: Any) -> AccessToken:
    """Write a link of which only the hash is kept; earlier ones for the same thing end."""
    _end(
        actor,
        AccessToken.email == email,
        AccessToken.purpose == purpose,
        *(getattr(AccessToken, name) == values[name] for name in ("role", "scope_id") if name in values),
    )
    public_id = new_token_id()
    token = AccessToken(
        public_id=public_id,
        hash=hash_token(derive_token(secret_key(), purpose.value, public_id)),
        purpose=purpose,
        email=email,
        created_at=actor.at,
        created_by=actor.person_id,
        expires_at=actor.at + LIVES[purpose],
        **values,
    )
    db.session.add(token)
    db.session.flush()
    return token


@action
def claim_link(actor: Actor, purpose: TokenPurpose, raw: str) -> AccessToken:
    """Use a link up, once whoever comes first; NotAllowedNow when it was used, has ended or never was."""
    claimed = db.session.scalar(
        update(AccessToken)
        .where(
            AccessToken.hash == hash_token(raw),
            AccessToken.purpose == purpose,
            AccessToken.used_at.is_(None),
            AccessToken.expires_at > actor.at,
        )
        .values(used_at=actor.at)
        .returning(AccessToken.id),
        execution_options=_QUIET,
    )
    token = db.session.get(AccessToken, claimed, populate_existing=True) if claimed else None
    if token is None:
        raise NotAllowedNow(LINK_SPENT, code="link.claim")
    return token


@action
def end_link(actor: Actor, token_id: int) -> None:
    """End a link that nobody has used."""
    _end(actor, AccessToken.id == token_id)


@action
def sweep(actor: Actor) -> None:
    """Delete links that nobody used long after their end, tries that a quiet day has forgotten, spent challenges."""
    unused = (AccessToken.used_at.is_(None), AccessToken.expires_at < actor.at - rules.UNUSED_LINKS_KEPT)
    forgotten = SignInThrottle.not_before < actor.at - throttle.FORGOTTEN_AFTER
    db.session.execute(delete(AccessToken).where(*unused), execution_options=_QUIET)
    db.session.execute(delete(SignInThrottle).where(forgotten), execution_options=_QUIET)
    over = SpentChallenge.spent_at < clock.wall() - CHALLENGE_HOLDS
    db.session.execute(delete(SpentChallenge).where(over), execution_options=_QUIET)


def _end(actor: Actor, *which: ColumnElement[bool]) -> None:
    running = (AccessToken.used_at.is_(None), AccessToken.expires_at > actor.at)
    db.session.execute(
        update(AccessToken).where(*which, *running).values(expires_at=actor.at), execution_options=_QUIET
    )
