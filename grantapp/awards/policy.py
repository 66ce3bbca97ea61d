"""Who may see, accept, decline and administer an award."""

from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY, DIRECTORS, OFFICERS, READERS
from grantapp.applications.models import Application, Side
from grantapp.applications.policy import is_recused
from grantapp.awards.models import Award
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_


def scope_of(award: Award) -> int:
    """Return the scope of the award's program."""
    return award.application.call.program.scope_id


def side_of(actor: Actor, award: Award) -> Side | None:
    """Return the side for which the actor may act, if any."""
    return _side(actor, award.application, CITY)


def signing_side_of(actor: Actor, award: Award) -> Side | None:
    """Return the side for which the actor may sign, if any."""
    return _side(actor, award.application, (Role.APPLICANT_SIGNATORY,))


def _side(actor: Actor, application: Application, roles: tuple[Role, ...]) -> Side | None:
    return next(
        (half.side for half in application.sides if actor.holds(roles, half.organization.scope_id)), None
    )


def _views(actor: Actor, award: Award) -> bool:
    if actor.is_system:
        return True
    if not actor.is_signed_in or is_recused(actor, award.application):
        return False
    return actor.holds(READERS, scope_of(award)) or side_of(actor, award) is not None


def _signs(actor: Actor, award: Award) -> bool:
    return signing_side_of(actor, award) is not None and _views(actor, award)


def _lead_signs(actor: Actor, award: Award) -> bool:
    return signing_side_of(actor, award) == Side.LEAD and _views(actor, award)


def _administers(actor: Actor, award: Award) -> bool:
    return actor.is_system or (actor.holds(OFFICERS, scope_of(award)) and _views(actor, award))


def _activates(actor: Actor, award: Award) -> bool:
    return _signs(actor, award) or _administers(actor, award)


def _offers(actor: Actor, award: Award) -> bool:
    return actor.is_system or (actor.holds(DIRECTORS, scope_of(award)) and _views(actor, award))


def _lists(actor: Actor, _award: Award | None = None) -> bool:
    return actor.holds_anywhere((*CITY, *READERS))


VIEW = permission("award:view", N_("See an award"), _views)
LIST = permission("award:list", N_("See the list of one's awards"), _lists)
OFFER = permission("award:offer", N_("Offer an award"), _offers)
ACCEPT = permission("award:accept", N_("Accept the agreement for one's side"), _signs)
ACTIVATE = permission("award:activate", N_("Start an award that both sides accepted"), _activates)
DECLINE = permission("award:decline", N_("Decline an award for both cities"), _lead_signs)
KEEP_COPIES = permission(
    "award:keep_copies", N_("Attach the printed agreement"), lambda actor, _award: actor.is_system
)
ADMINISTER = permission("award:administer", N_("Suspend, resume, end or lapse an award"), _administers)
