"""What a person changes about himself."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import force_locale, gettext

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Person
from grantapp.accounts.rules import passwords
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import bp
from grantapp.accounts.views.secrets import new_hash
from grantapp.accounts.views.steps import too_early
from grantapp.accounts.views.zones import offer_zones
from grantapp.core.errors import Invalid, Problem
from grantapp.core.policy import Actor
from grantapp.core.words import N_
from grantapp.web.access import authorized

PRESENT_WRONG = N_("This is not the present password. Check it, or sign out and ask for a new password.")


@bp.route("/profile", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
def profile() -> Any:
    """Show and change name, reading, office, language and time zone."""
    person = queries.get_person(g.actor.person_id)
    form = forms.ProfileForm(obj=person)
    offer_zones(form.zone)
    if form.validate_on_submit() and form.carry_out(lambda: _edit(form)):
        with force_locale(form.language.data):
            flash(gettext("Your profile is saved."))
        return redirect(url_for(".profile"))
    return _profile_page(form, person), 422 if form.is_submitted() else 200


def _edit(form: forms.ProfileForm) -> None:
    actions.edit_profile(
        g.actor, name=form.name.data or "", reading=form.reading.data or "", title=form.title.data or "",
        language=form.language.data, zone=form.zone.data or "",
    )  # fmt: skip


def _profile_page(form: forms.ProfileForm, person: Person | None) -> str:
    roles = [grant for grant in queries.grants_of(person) if grant.ended_at is None] if person else []
    places = queries.scope_names(g.actor, {grant.scope_id for grant in roles})
    return render_template(
        "accounts/profile.html", form=form, person=person, roles=roles, places=places, words=ROLE_WORDS
    )


@bp.route("/profile/password", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
def change_password() -> Any:
    """Set another password; other sessions of the person end."""
    form = forms.ChangePasswordForm()
    if form.validate_on_submit():
        email = _own_address(g.actor)
        wait = actions.begin_proof(g.actor, g.actor.person_id or 0)
        if wait:
            return too_early(wait)
        if form.carry_out(lambda: _change(form, email)):
            flash(gettext("The new password is set. Other devices are signed out."))
            return redirect(url_for(".profile"))
    return render_template("accounts/change_password.html", form=form), 422 if form.is_submitted() else 200


def _own_address(actor: Actor) -> str:
    person = queries.get_person(actor.person_id or 0)
    return person.email if person else ""


def _change(form: forms.ChangePasswordForm, email: str) -> None:
    known = queries.credentials_of(email)
    queries.end_reading()
    if not passwords.is_right(known.password_hash, form.present.data or ""):
        raise Invalid([Problem("present", "password_wrong", PRESENT_WRONG)])
    hashed = new_hash(form.password.data or "", form.again.data or "", [g.actor.name, email])
    actions.change_password(g.actor, hashed, session_id=g.session_id)


def keep_language(actor: Actor, language: str) -> None:
    """Save the language that a signed-in person switches to."""
    if actor.is_signed_in:
        actions.keep_language(actor, language)
