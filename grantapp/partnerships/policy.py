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


VIEW = permission("partnership:view", N_("See a partnership"), anyone)
IMPORT = permission("partnership:import", N_("Add and correct partnerships"), keeps_the_register)
CHANGE_STATUS = permission(
    "partnership:change_status", N_("Change what one side says of a partnership"), keeps_the_register
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
REMIND = permission("organization:remind", N_("Write that a membership ends"), _is_the_product)
MARK_DEMONSTRATION = permission(
    "organization:mark_demonstration", N_("Mark an organization's data as invented"), _is_the_product
)
