"""Accounts: people, roles with a scope, sign-in."""

from flask import Flask

from grantapp.accounts import policy
from grantapp.accounts.models import Role
from grantapp.accounts.views import session
from grantapp.core.policy import Actor
from grantapp.core.ports import sentence
from grantapp.core.words import N_
from grantapp.web import components

sentence("person.created", N_("%(who)s added the account"))
sentence("person.edited", N_("%(who)s changed the profile"))
sentence("person.language_chosen", N_("%(who)s chose another language"))
sentence("role.offered", N_("%(who)s sent an invitation"))
sentence("role.granted", N_("%(who)s gave a role"))
sentence("role.ended", N_("%(who)s ended a role"))


def area_of(actor: Actor) -> str:
    """Return which front an actor sees: staff before funder before city before reviewer, else the public one."""
    if actor.holds_anywhere(policy.READERS):
        return "staff"
    if actor.holds_anywhere((Role.FUNDER_OBSERVER,)):
        return "funder"
    if actor.holds_anywhere(policy.CITY):
        return "city"
    return "reviewer" if actor.holds_anywhere((Role.REVIEWER,)) else "public"


components.area_of.append(area_of)


def register(app: Flask) -> None:
    """Bind the pages and the loader of the actor."""
    session.register(app)
