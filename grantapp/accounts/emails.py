"""Letters about accounts: an invitation, a link to a new password, a role that was given."""

from grantapp.accounts import queries
from grantapp.accounts.models import AccessToken, Person, RoleGrant
from grantapp.accounts.policy import Errand
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.core.words import Bilingual
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient, TokenLink
from grantapp.unit_of_work import Actor
from grantapp.web.language import DEFAULT_ZONES


def invitation(actor: Actor, token: AccessToken, errand: Errand) -> None:
    """Invite an address into a role; the errand's own facts come last."""
    recipient = Recipient(
        token.email, token.name, token.language, DEFAULT_ZONES[token.language], token.person_id
    )
    facts = {
        "link": TokenLink("accounts.accept_invitation", token.purpose.value, token.public_id),
        "expires_at": token.expires_at,
        "role": ROLE_WORDS[token.role] if token.role else "",
        "place": _place(actor, token.scope_id),
        "inviter": actor.name if actor.is_signed_in else "",
        **errand.facts,
    }
    queue_letter(actor, errand.letter, recipient, facts, f"invitation:{token.public_id}", subject=token)


def password_reset(actor: Actor, token: AccessToken, person: Person) -> None:
    """Send a link to a new password."""
    facts = {
        "link": TokenLink("accounts.reset_password", token.purpose.value, token.public_id),
        "expires_at": token.expires_at,
    }
    queue_letter(
        actor, "password_reset", queries.recipient_of(person), facts, f"password_reset:{token.public_id}"
    )


def role_granted(actor: Actor, grant: RoleGrant) -> None:
    """Tell a person of a role that was given to him."""
    facts = {
        "role": ROLE_WORDS[grant.role],
        "place": _place(actor, grant.scope_id),
        "link": Link("accounts.profile"),
    }
    queue_letter(
        actor,
        "role_granted",
        queries.recipient_of(grant.person),
        facts,
        f"role_granted:{grant.id}",
        subject=grant,
    )


def _place(actor: Actor, scope_id: int | None) -> Bilingual:
    names = queries.scope_names(actor, [scope_id]) if scope_id else {}
    return names.get(scope_id or 0, Bilingual())
