"""Who may: cities on their side, staff once it is sent, readers for their time; a recusal closes all."""

from typing import Any

from grantapp.accounts.models import Role
from grantapp.accounts.policy import CITY, DIRECTORS, OFFICERS, READERS
from grantapp.applications.models import Application, ApplicationSide, Reader, Recusal, Side
from grantapp.core.policy import Actor, permission
from grantapp.core.words import LANGUAGES, N_

SIGNATORIES = (Role.APPLICANT_SIGNATORY,)
REVIEWERS = (Role.REVIEWER,)
NAMED, NAMELESS = (
    "pdf",
    "reading",
)  # copies for print, by what stands for the people in them: names or their roles
NAMED_COPIES = tuple(f"{NAMED}-{language}" for language in LANGUAGES)
NEVER_NAMES = (Role.REVIEWER, Role.FUNDER_OBSERVER)
DECIDERS = (*OFFICERS, *DIRECTORS)


def side_of(actor: Actor, application: Application) -> Side | None:
    """Return the side for which an actor works, or None when he belongs to neither city."""
    for half in application.sides:
        if actor.holds(CITY, half.organization.scope_id):
            return half.side
    return None


def is_recused(actor: Actor, application: Application) -> bool:
    """Whether a conflict of interest keeps the actor out at his instant."""
    return any(_runs(recusal, actor) for recusal in application.recusals)


def _is_reader(actor: Actor, application: Application) -> bool:
    return any(_runs(reader, actor) for reader in application.readers)


def _runs(door: Recusal | Reader, actor: Actor) -> bool:
    begun = door.person_id == actor.person_id and door.from_at <= actor.at
    return begun and (door.until_at is None or actor.at < door.until_at)


def _is_office(actor: Actor, application: Application, roles: tuple[Role, ...]) -> bool:
    return actor.is_system or actor.holds(roles, application.call.program.scope_id)


def _views(actor: Actor, application: Application) -> bool:
    if is_recused(actor, application):
        return False
    if side_of(actor, application) is not None:
        return True
    if application.submitted_at is None:
        return actor.is_system
    return _is_office(actor, application, READERS) or _is_reader(actor, application)


def _follows(actor: Actor, application: Application) -> bool:
    own = side_of(actor, application) is not None
    return _views(actor, application) and (own or _is_office(actor, application, READERS))


def _reads_names(actor: Actor, application: Application) -> bool:
    """Whether somebody may read who signed: both cities, and the office that neither reviews nor only pays."""
    own = side_of(actor, application) is not None
    return _follows(actor, application) and (own or not actor.holds_anywhere(NEVER_NAMES))


def _edits(actor: Actor, application: Application) -> bool:
    return not is_recused(actor, application) and side_of(actor, application) is not None


def _edits_as_lead(actor: Actor, application: Application) -> bool:
    return _edits(actor, application) and side_of(actor, application) == Side.LEAD


def _signs(actor: Actor, application: Application, side: Side) -> bool:
    if not _edits(actor, application) or side_of(actor, application) != side:
        return False
    return actor.holds(SIGNATORIES, application.side(side).organization.scope_id)


def _signs_for_lead(actor: Actor, application: Application) -> bool:
    return _signs(actor, application, Side.LEAD)


def _signs_for_partner(actor: Actor, application: Application) -> bool:
    return _signs(actor, application, Side.PARTNER)


def _keeps(actor: Actor, application: Application) -> bool:
    return not is_recused(actor, application) and _is_office(actor, application, OFFICERS)


def _decides(actor: Actor, application: Application) -> bool:
    return not is_recused(actor, application) and _is_office(actor, application, DECIDERS)


def _starts(actor: Actor, organization: Any = None) -> bool:
    if organization is None:
        return actor.holds_anywhere(CITY)
    return actor.holds(CITY, organization.scope_id)


def _opens_door(actor: Actor, door: Recusal | Reader) -> bool:
    """Whether the office opens or closes a door, unless it is recused; a reviewer does so only for himself."""
    own = door.person_id == actor.person_id and actor.holds_anywhere(REVIEWERS)
    return own or _keeps(actor, door.application)


def _recuses(actor: Actor, door: Recusal) -> bool:
    """Whether somebody steps back for himself, or the office closes the door for another."""
    return (actor.is_signed_in and door.person_id == actor.person_id) or _opens_door(actor, door)


def _names_signatory(actor: Actor, half: ApplicationSide) -> bool:
    """Only a signatory names another one, and of the own city alone; everybody else proposes one."""
    return _signs(actor, half.application, half.side)


VIEW = permission("application:view", N_("Read an application"), _views)
FOLLOW = permission("application:follow", N_("See who did what in an application"), _follows)
READ_NAMES = permission(
    "application:read_names", N_("Read who signed in the copy of an application"), _reads_names
)
EDIT = permission("application:edit", N_("Write in an application of one's own city"), _edits)
START = permission("application:start", N_("Start an application for one's own city"), _starts)
LIST_OWN = permission(
    "application:list_own",
    N_("See the applications of one's own city"),
    lambda actor, _subject: actor.holds_anywhere(CITY),
)
LIST = permission(
    "application:list",
    N_("List the applications of a call"),
    lambda actor, _subject: actor.holds_anywhere(READERS),
)
ASK = permission("application:ask", N_("Ask the partner city to agree"), _edits_as_lead)
ENDORSE = permission(
    "application:endorse",
    N_("Agree to an application as the partner's authorized representative"),
    _signs_for_partner,
)
SUBMIT = permission(
    "application:submit",
    N_("Send an application as the lead city's authorized representative"),
    _signs_for_lead,
)
WITHDRAW = permission(
    "application:withdraw",
    N_("Withdraw an application as the lead city's authorized representative"),
    _signs_for_lead,
)
INVITE = permission(
    "application_side:invite",
    N_("Invite people to a side of an application"),
    lambda actor, half: _edits(actor, half.application),
)
INVITE_SIGNATORY = permission(
    "application_side:invite_signatory",
    N_("Invite an authorized representative to a side of an application"),
    _names_signatory,
)
KEEP_COPIES = permission(
    "application:keep_copies", N_("Attach the printed copies"), lambda actor, _application: actor.is_system
)
VIEW_ENDORSEMENT = permission(
    "endorsement:view", N_("Read what a partner city agreed to"),
    lambda actor, endorsement: _views(actor, endorsement.application),
)  # fmt: skip
BEGIN_REVIEW = permission("application:begin_review", N_("Open the review of an application"), _keeps)
EXCLUDE = permission("application:exclude", N_("Find that an application does not meet the criteria"), _keeps)
DECIDE = permission("application:decide", N_("Write the decision into an application"), _decides)
OPEN_READING = permission("application_reader:open", N_("Let somebody read an application"), _opens_door)
RECUSE = permission(
    "recusal:create", N_("Close an application to somebody with a conflict of interest"), _recuses
)
