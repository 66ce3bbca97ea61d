"""Who may see people and who may invite them; the sets of roles that every feature speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grantapp.accounts.models import (
    AccessToken,
    Deputation,
    Handover,
    Person,
    RequestStatus,
    Role,
    RoleGrant,
    RoleRequest,
    Scope,
    ScopeKind,
)
from grantapp.core.policy import Actor, Permission, permission, signed_in
from grantapp.core.words import N_

OFFICERS = (Role.PROGRAM_OFFICER, Role.ADMINISTRATOR)
FINANCE = (Role.FINANCE_OFFICER,)
DIRECTORS = (Role.DIRECTOR,)
STAFF = (Role.PROGRAM_OFFICER, Role.FINANCE_OFFICER, Role.DIRECTOR, Role.ADMINISTRATOR)
READERS = (*STAFF, Role.AUDITOR)
OBSERVERS = (*READERS, Role.FUNDER_OBSERVER)  # the funder sees totals and outcomes, never personal data
CITY = (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY)
ADMINISTRATORS = (Role.ADMINISTRATOR,)
SIGNATORIES = (Role.APPLICANT_SIGNATORY,)
TWO_PEOPLE = READERS  # whoever reads what others wrote gets in by two people, one proposing, one confirming
PROPOSERS = (Role.ADMINISTRATOR, Role.DIRECTOR)
OFFICE = (*OBSERVERS, Role.REVIEWER)


def needs_factor(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles must show a second factor: everybody who reads for the program office."""
    return any(role in READERS for role in roles)


@dataclass(frozen=True)
class WantedRole:
    """A role that somebody is to get: for whom (none when the address has no account yet), and where.

    `basis` is what lets an actor give a role that he could not give alone: a request of somebody else that
    he has just granted, or a hand-over.
    """

    role: Role
    scope_id: int
    person_id: int | None = None
    basis: RoleRequest | Handover | None = None

    def is_granted_by(self, actor: Actor, asked: RoleRequest) -> bool:
        """Whether a request is for exactly this role and was granted by the actor."""
        return (asked.status, asked.decided_by, asked.role, asked.scope_id, asked.person_id) == (
            RequestStatus.GRANTED, actor.person_id, self.role, self.scope_id, self.person_id,
        )  # fmt: skip


@dataclass(frozen=True)
class Errand:
    """On whose right an invitation goes out, about which record, and by which letter with which facts.

    A later feature whose own permission lets cities invite hands it in; only roles of cities are given then.
    """

    authority: Permission
    about: Any = None
    letter: str = "invitation"
    facts: Mapping[str, Any] = field(default_factory=dict)


def _administers(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.everywhere(ADMINISTRATORS)


def _reads_people(actor: Actor, _subject: Any = None) -> bool:
    return actor.everywhere((*PROPOSERS, Role.AUDITOR))


def is_proposer(actor: Actor) -> bool:
    """Whether an actor may propose staff roles and confirm those that others proposed."""
    return actor.is_system or actor.everywhere(PROPOSERS)


def keeps_people_of_cities(actor: Actor, _subject: Any = None) -> bool:
    """Whether an actor says for the office who belongs to which city."""
    return keeps_cities(actor)


def keeps_cities(actor: Actor) -> bool:
    """Whether an actor lets people into cities for the office."""
    return actor.is_system or actor.everywhere(OFFICERS)


def reads_every_request(actor: Actor) -> bool:
    """Whether an actor reads every request without deciding it."""
    return actor.everywhere((*ADMINISTRATORS, Role.AUDITOR))


def led_scopes(actor: Actor) -> frozenset[int]:
    """Return the offices that an actor leads as representative, never on behalf of somebody."""
    return actor.scopes_of(SIGNATORIES) if actor.in_own_name else frozenset()


def _grants(actor: Actor, about: WantedRole | Person | None = None) -> bool:
    """Roles of staff come by a granted request only; only the product itself needs no second person."""
    if isinstance(about, WantedRole) and not actor.is_system:
        if isinstance(about.basis, RoleRequest):
            return about.is_granted_by(actor, about.basis)
        if isinstance(about.basis, Handover):
            grant, wanted = about.basis.grant, (about.role, about.scope_id)
            same = (grant.role, grant.scope_id) == wanted and not _is_own(actor, about)
            return same and _hands_over(actor, grant)
        if about.role in TWO_PEOPLE:
            return False
    return _administers(actor) and not _is_own(actor, about)


def _is_own(actor: Actor, about: WantedRole | RoleGrant | Person | None) -> bool:
    whose = about.id if isinstance(about, Person) else about.person_id if about else None
    return whose is not None and whose == actor.person_id


def _ends(actor: Actor, grant: RoleGrant | None = None) -> bool:
    """One person of the office is enough to end a role; representatives end those of their office."""
    if _is_own(actor, grant):
        return False
    leads = grant is not None and grant.role in CITY and grant.scope_id in led_scopes(actor)
    return leads or is_proposer(actor)


def _proposes(actor: Actor, person: Person | None = None) -> bool:
    return is_proposer(actor) and not _is_own(actor, person)


def _views_request(actor: Actor, request: RoleRequest) -> bool:
    own = actor.is_signed_in and actor.person_id in (request.person_id, request.asked_by)
    return own or reads_every_request(actor) or _could_decide(actor, request)


def _could_decide(actor: Actor, request: RoleRequest) -> bool:
    if request.role in CITY:
        return keeps_cities(actor) or request.scope_id in led_scopes(actor)
    return is_proposer(actor)


def _decides(actor: Actor, request: RoleRequest) -> bool:
    """Nobody decides on himself, nor on what he asked for himself for others."""
    own = actor.is_signed_in and actor.person_id in (request.person_id, request.asked_by)
    return not own and _could_decide(actor, request)


def _withdraws(actor: Actor, request: RoleRequest) -> bool:
    return actor.is_signed_in and actor.person_id == request.asked_by


def _decides_some(actor: Actor, _subject: Any = None) -> bool:
    return is_proposer(actor) or keeps_cities(actor) or reads_every_request(actor)


def _asks_to_join(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_signed_in and actor.in_own_name and not actor.holds_anywhere(OFFICE)


def _of_office(actor: Actor, scope: Scope | None = None) -> bool:
    """Colleagues see the people of their office; while acting for a city, the office sees them too."""
    if scope is None:
        return actor.holds_anywhere(CITY)
    return scope.kind == ScopeKind.ORGANIZATION and actor.holds(CITY, scope.id)


def _leads_office(actor: Actor, scope: Scope | None) -> bool:
    return scope is not None and scope.kind == ScopeKind.ORGANIZATION and scope.id in led_scopes(actor)


def _hands_over(actor: Actor, grant: RoleGrant) -> bool:
    if grant.role not in CITY or not actor.in_own_name:
        return False
    own = actor.is_signed_in and grant.person_id == actor.person_id
    return own or grant.scope_id in led_scopes(actor)


def _cancels(actor: Actor, handover: Handover) -> bool:
    return _hands_over(actor, handover.grant)


def _keeps_invitation(actor: Actor, token: AccessToken) -> bool:
    """The office sends again what it sent; representatives what went into a role of their office."""
    return _administers(actor) or (token.role in CITY and token.scope_id in led_scopes(actor))


def _confirms_office(actor: Actor, scope: Scope | None) -> bool:
    return _of_office(actor, scope) and actor.in_own_name


def may_stand_in(actor: Actor) -> bool:
    """Whether an actor may act on behalf of cities: officers of the whole product, not of one program."""
    return actor.everywhere(OFFICERS)


def _stands_in(actor: Actor, scope: Scope | None = None) -> bool:
    fits = scope is None or scope.kind == ScopeKind.ORGANIZATION
    return fits and actor.in_own_name and may_stand_in(actor)


def _ends_standing_in(actor: Actor, deputation: Deputation | None = None) -> bool:
    return actor.is_signed_in and (deputation is None or deputation.person_id == actor.person_id)


def _owns(actor: Actor, about: Any = None) -> bool:
    return actor.is_signed_in and (about is None or about.person_id == actor.person_id)


def _decides_deletion(actor: Actor, request: Any = None) -> bool:
    """The office answers, but nobody answers himself."""
    return actor.everywhere(OFFICERS) and (request is None or request.person_id != actor.person_id)


def _views_deletion(actor: Actor, request: Any) -> bool:
    return _owns(actor, request) or reads_every_request(actor) or actor.everywhere(OFFICERS)


def _keeps_accounts(actor: Actor, person: Person | None = None) -> bool:
    return _administers(actor) and not _is_own(actor, person)


def _changes_account(actor: Actor, person: Any = None) -> bool:
    return actor.is_signed_in and (person is None or person.id == actor.person_id)


def _owns_session(actor: Actor, session: Any = None) -> bool:
    return actor.is_signed_in and (session is None or session.person_id == actor.person_id)


def _makes_places(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_signed_in or actor.is_system


def _is_the_product(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system


VIEW_PERSON = permission("person:view", N_("See who holds which role"), _reads_people)
CREATE_PERSON = permission("person:create", N_("Add a person without an invitation"), _is_the_product)
EDIT_PERSON = permission(
    "person:edit", N_("Change one's own name, language, time zone and password"), _changes_account
)
INVITE = permission("role:invite", N_("Invite a person into a role"), _grants)
GRANT = permission("role:grant", N_("Give a role to somebody else"), _grants)
END = permission("role:end", N_("End a role of somebody else"), _ends)
CREATE_SCOPE = permission("scope:create", N_("Make a place where roles hold"), _makes_places)
KEEP_SESSIONS = permission("person_session:keep", N_("End one's own sessions"), _owns_session)
KEEP_KEYS = permission("passkey:keep", N_("Remove one's own passkeys"), _owns_session)
SIGN_OUT = permission("account:sign_out", N_("Sign out"), signed_in)
PROPOSE = permission("role:propose", N_("Propose a role that a second person confirms"), _proposes)
HAND_OVER = permission("role:hand_over", N_("Hand a role of one's office to a successor"), _hands_over)
VIEW_REQUEST = permission("role_request:view", N_("Read a request for a role"), _views_request)
LIST_REQUESTS = permission("role_request:list", N_("List the requests for roles"), _decides_some)
DECIDE_REQUEST = permission(
    "role_request:decide", N_("Grant or refuse a role that somebody else asked for"), _decides
)
WITHDRAW_REQUEST = permission(
    "role_request:withdraw", N_("Take one's own request for a role back"), _withdraws
)
MOVE_PEOPLE = permission(
    "scope:merge", N_("Move the people of a duplicate organization"), keeps_people_of_cities
)
ASK_TO_JOIN = permission("role_request:join", N_("Say that one works for a city"), _asks_to_join)
VIEW_OFFICE = permission("office:view", N_("See the people of one's office"), _of_office)
LEAD_OFFICE = permission("office:lead", N_("Invite people into one's office"), _leads_office)
CONFIRM_OFFICE = permission("office:confirm", N_("Confirm who works for one's office"), _confirms_office)
ASK_OFFICES = permission("office:ask", N_("Ask offices about their people once a year"), _is_the_product)
VIEW_CHECK = permission(
    "role_check:view",
    N_("See whether an office has confirmed its people"),
    lambda actor, check: _reads_people(actor) or actor.holds(CITY, check.scope_id),
)
VIEW_HANDOVER = permission("handover:view", N_("See a hand-over"), lambda actor, handover: (
    _reads_people(actor) or actor.holds(CITY, handover.grant.scope_id)
))  # fmt: skip
CANCEL_HANDOVER = permission("handover:cancel", N_("Take a hand-over back"), _cancels)
KEEP_INVITATION = permission(
    "access_token:keep", N_("Send an invitation again or take it back"), _keeps_invitation
)
DEPUTIZE = permission("office:act_for", N_("Act on behalf of a city"), _stands_in)
VIEW_DEPUTATION = permission("deputation:view", N_("See who acted on behalf of a city"), lambda actor, deputation: (
    actor.holds_anywhere(READERS) or actor.holds(CITY, deputation.scope_id)
))  # fmt: skip
END_DEPUTATION = permission("deputation:end", N_("Stop acting on behalf of a city"), _ends_standing_in)
OWN_DATA = permission("data_copy:view", N_("Get a copy of one's own data"), _owns)
KEEP_COPIES = permission("data_copy:keep", N_("Put a copy of somebody's data ready"), _is_the_product)
ASK_DELETION = permission("deletion_request:ask", N_("Ask that one's own data be deleted"), _owns)
VIEW_DELETION = permission("deletion_request:view", N_("Read a request to delete data"), _views_deletion)
LIST_DELETIONS = permission(
    "deletion_request:list", N_("List the requests to delete data"), _decides_deletion
)
DECIDE_DELETION = permission(
    "deletion_request:decide", N_("Answer a request to delete data"), _decides_deletion
)
WITHDRAW_DELETION = permission(
    "deletion_request:withdraw", N_("Take one's own request for deletion back"), _owns
)
KEEP_ACCOUNT = permission(
    "person:keep", N_("Deactivate, reactivate and sign out somebody else"), _keeps_accounts
)
