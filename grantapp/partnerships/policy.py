"""Who may see and who may change partnerships and organizations."""

from typing import Any

from grantapp.accounts.policy import CITY, OFFICERS, READERS
from grantapp.core.policy import Actor, anyone, permission
from grantapp.core.words import N_


def keeps_the_register(actor: Actor, _subject: Any = None) -> bool:
    """Whether the actor is the program office (or a command of it)."""
    return actor.is_system or actor.holds_anywhere(OFFICERS)


def reads_the_register(actor: Actor) -> bool:
    """Whether the actor reads what the public and other cities do not."""
    return actor.is_system or actor.holds_anywhere(READERS)


def _sees_the_organization(actor: Actor, subject: Any = None) -> bool:
    organization = getattr(subject, "organization", subject)  # a membership is seen with its organization
    return reads_the_register(actor) or (
        organization is not None and actor.holds(CITY, organization.scope_id)
    )


def _is_the_product(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system


def _keeps_the_organization(actor: Actor, organization: Any = None) -> bool:
    return keeps_the_register(actor) or (
        organization is not None and actor.holds(CITY, organization.scope_id)
    )


def _speaks_for_the_side(actor: Actor, member: Any = None) -> bool:
    """Whether the actor is the office, or works for an organization of this side."""
    if keeps_the_register(actor) or member is None:
        return keeps_the_register(actor)
    return actor.holds(CITY, *(office.scope_id for office in member.organizations))


def _speaks_for_a_side(actor: Actor, partnership: Any = None) -> bool:
    if keeps_the_register(actor) or partnership is None:
        return keeps_the_register(actor)
    return any(_speaks_for_the_side(actor, member) for member in partnership.members)


def _corrects_history(actor: Actor, entry: Any = None) -> bool:
    """Whether the actor may change an agreement or activity: what registers or the product wrote is the office's."""
    if keeps_the_register(actor):
        return True
    is_written_by_somebody = getattr(entry, "recorded_by_id", None) is not None
    return is_written_by_somebody and _speaks_for_a_side(actor, getattr(entry, "partnership", None))


VIEW = permission("partnership:view", N_("See a partnership"), anyone)
IMPORT = permission("partnership:import", N_("Add and correct partnerships"), keeps_the_register)
CHANGE_STATUS = permission(
    "partnership:change_status", N_("Change what one side says of a partnership"), _speaks_for_the_side
)
CORRECT = permission(
    "partnership:correct", N_("Change the kind, date, note and source of a partnership"), keeps_the_register
)
ADD_HISTORY = permission(
    "partnership:add_history", N_("Write agreements and activities of a partnership down"), _speaks_for_a_side
)
CORRECT_HISTORY = permission(
    "partnership:correct_history",
    N_("Correct and remove what is written down about a partnership"),
    _corrects_history,
)
VIEW_ORGANIZATION = permission(
    "organization:view", N_("See an organization's contact and membership"), _sees_the_organization
)
EDIT_ORGANIZATION = permission(
    "organization:edit", N_("Change an organization's contact"), _keeps_the_organization
)
CONFIRM_STANDING = permission(
    "organization:confirm_standing", N_("Confirm an organization's membership"), keeps_the_register
)
DESCRIBE_ORGANIZATION = permission(
    "organization:describe",
    N_("Say who an organization is: its kind, legal status and name"),
    keeps_the_register,
)
MERGE = permission(
    "organization:merge", N_("Merge a duplicate organization into the one that stays"), keeps_the_register
)
REMIND = permission("organization:remind", N_("Write that a membership ends"), _is_the_product)
MARK_DEMONSTRATION = permission(
    "organization:mark_demonstration", N_("Mark an organization's data as invented"), _is_the_product
)
