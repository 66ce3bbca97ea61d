"""Accounts: people, roles with a scope, sign-in."""

from flask import Flask

from grantapp.accounts import cli, policy, queries, views
from grantapp.accounts import jobs as jobs
from grantapp.accounts.models import AccessToken, Person, Role, RoleGrant
from grantapp.core.policy import Actor
from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.web import components, language

subject(
    Subject(
        kind=Person.__subject__, word=N_("person"), load=queries.load_person,
        label=lambda person, _language: person.name, endpoint="accounts.person",
        values=lambda person: {"person_id": person.id}, view=policy.VIEW_PERSON,
    )
)  # fmt: skip
subject(
    Subject(
        kind=RoleGrant.__subject__, word=N_("role"), load=queries.load_grant,
        label=lambda grant, _language: grant.person.name, endpoint="accounts.person",
        values=lambda grant: {"person_id": grant.person_id}, view=policy.VIEW_PERSON,
    )
)  # fmt: skip
subject(
    Subject(
        kind=AccessToken.__subject__, word=N_("invitation"), load=queries.get_link,
        label=lambda token, _language: token.email, endpoint="accounts.people",
        values=lambda _token: {}, view=policy.VIEW_PERSON,
    )
)  # fmt: skip
sentence("person.created", N_("%(who)s added the account"))
sentence("person.edited", N_("%(who)s changed the profile"))
sentence("person.language_chosen", N_("%(who)s chose another language"))
sentence("person.signed_in", N_("%(who)s signed in"))
sentence("person.signed_out", N_("%(who)s signed out"))
sentence("person.password_changed", N_("%(who)s changed the password"))
sentence("person.password_reset", N_("%(who)s set a new password by a link"))
sentence("role.taken_up", N_("%(who)s took up the invitation"))
sentence("role.offered", N_("%(who)s sent an invitation"))
sentence("role.granted", N_("%(who)s gave a role"))
sentence("role.ended", N_("%(who)s ended a role"))


def area_of(actor: Actor) -> str:
    """Return which front an actor sees: staff, funder, city or reviewer (in this order), else the public."""
    if actor.holds_anywhere(policy.READERS):
        return "staff"
    if actor.holds_anywhere((Role.FUNDER_OBSERVER,)):
        return "funder"
    if actor.holds_anywhere(policy.CITY):
        return "city"
    return "reviewer" if actor.holds_anywhere((Role.REVIEWER,)) else "public"


components.area_of.append(area_of)
language.keepers.append(views.profile.keep_language)


def register(app: Flask) -> None:
    """Bind the pages and the loader of the actor."""
    views.session.register(app)
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
