"""Accounts: people, roles with a scope, sign-in."""

from flask import Flask

from grantapp.accounts import cli, policy, queries, views
from grantapp.accounts import jobs as jobs
from grantapp.accounts.models import (
    AccessToken,
    DataCopy,
    DeletionRequest,
    Deputation,
    Handover,
    Person,
    Role,
    RoleCheck,
    RoleGrant,
    RoleRequest,
)
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
subject(
    Subject(
        kind=RoleRequest.__subject__, word=N_("request for a role"), load=queries.load_request,
        label=lambda request, _language: request.called, endpoint="accounts.role_request",
        values=lambda request: {"request_id": request.id}, view=policy.VIEW_REQUEST,
    )
)  # fmt: skip
subject(
    Subject(
        kind=Handover.__subject__, word=N_("hand-over"), load=queries.load_handover,
        label=lambda handover, _language: handover.grant.person.name, endpoint="accounts.person",
        values=lambda handover: {"person_id": handover.grant.person_id}, view=policy.VIEW_HANDOVER,
    )
)  # fmt: skip
subject(
    Subject(
        kind=RoleCheck.__subject__, word=N_("yearly check of an office"), load=queries.load_check,
        label=lambda check, _language: str(check.year), endpoint="accounts.office",
        values=lambda _check: {}, view=policy.VIEW_CHECK,
    )
)  # fmt: skip
subject(
    Subject(
        kind=Deputation.__subject__, word=N_("acting on behalf of a city"), load=queries.load_deputation,
        label=lambda deputation, _language: deputation.person.name, endpoint="accounts.person",
        values=lambda deputation: {"person_id": deputation.person_id}, view=policy.VIEW_DEPUTATION,
    )
)  # fmt: skip
subject(
    Subject(
        kind=DataCopy.__subject__, word=N_("copy of personal data"), load=queries.load_copy,
        label=lambda copy, _language: str(copy.id), endpoint="accounts.own_data",
        values=lambda _copy: {}, view=policy.OWN_DATA,
    )
)  # fmt: skip
subject(
    Subject(
        kind=DeletionRequest.__subject__, word=N_("request to delete data"), load=queries.load_deletion,
        label=lambda request, _language: request.person.name, endpoint="accounts.deletion_request",
        values=lambda request: {"deletion_id": request.id}, view=policy.VIEW_DELETION,
    )
)  # fmt: skip
sentence("person.created", N_("%(who)s added the account"))
sentence("person.signed_up", N_("%(who)s made an account"))
sentence("person.notice_read", N_("%(who)s read the notice about personal data"))
sentence("person.edited", N_("%(who)s changed the profile"))
sentence("person.language_chosen", N_("%(who)s chose another language"))
sentence("person.signed_in", N_("%(who)s signed in"))
sentence("person.signed_out", N_("%(who)s signed out"))
sentence("person.session_revoked", N_("%(who)s signed another device out"))
sentence("person.sessions_over", N_("%(who)s ended the sessions on other devices"))
sentence("person.app_set_up", N_("%(who)s set up an authenticator app"))
sentence("person.app_removed", N_("%(who)s removed the authenticator app"))
sentence("person.codes_renewed", N_("%(who)s made new recovery codes"))
sentence("person.code_used", N_("%(who)s signed in with a recovery code"))
sentence("person.key_added", N_("%(who)s added a passkey"))
sentence("person.key_removed", N_("%(who)s removed a passkey"))
sentence("person.password_changed", N_("%(who)s changed the password"))
sentence("person.password_reset", N_("%(who)s set a new password by a link"))
sentence("role.taken_up", N_("%(who)s took up the invitation"))
sentence("role.offered", N_("%(who)s sent an invitation"))
sentence("role.granted", N_("%(who)s gave a role"))
sentence("role.ended", N_("%(who)s ended a role"))
sentence("role.offered_again", N_("%(who)s sent an invitation again"))
sentence("role.offer_withdrawn", N_("%(who)s took an invitation back"))
sentence("handover.begun", N_("%(who)s began to hand a role over"))
sentence("handover.settled", N_("%(who)s took over a role"))
sentence("handover.cancelled", N_("%(who)s took a hand-over back"))
sentence("office.confirmed", N_("%(who)s confirmed who works for the office"))
sentence("deputation.begun", N_("%(who)s began to act on behalf of a city"))
sentence("deputation.ended", N_("%(who)s stopped acting on behalf of a city"))
sentence("data_copy.asked", N_("%(who)s asked for a copy of the own data"))
sentence("data_copy.ready", N_("%(who)s put a copy of the data ready"))
sentence("person.deactivated", N_("%(who)s deactivated the account"))
sentence("person.merged", N_("%(who)s merged a second account into the one that stays"))
sentence("person.reactivated", N_("%(who)s reactivated the account"))
sentence("person.sessions_ended", N_("%(who)s signed the person out everywhere"))
sentence("person.factor_reset", N_("%(who)s removed the second step of the person"))
sentence("person.anonymized", N_("%(who)s deleted the personal data of the account"))


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
views.carried.register()
language.keepers.append(views.profile.keep_language)


def register(app: Flask) -> None:
    """Bind the pages and the loader of the actor."""
    views.session.register(app)
    views.sign_up.register(app)
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
