"""Pages that a link in a letter opens: looking at them uses nothing up, sending the form does."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, forms, queries
from grantapp.accounts.models import AccessToken, Person, TokenPurpose
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.accounts.views.blueprint import COARSE_LIMIT, bp, home
from grantapp.accounts.views.secrets import new_hash
from grantapp.accounts.views.session import end_session
from grantapp.accounts.views.sign_in import let_in
from grantapp.accounts.views.zones import offer_zones
from grantapp.core.errors import Invalid
from grantapp.core.words import Bilingual
from grantapp.extensions import limiter
from grantapp.web.access import public
from grantapp.web.language import DEFAULT_ZONES

GONE = 410


def _gone(purpose: TokenPurpose, raw: str) -> Any:
    """Say why a link opens nothing: its time is over, or the sender of an invitation has lost the role for it."""
    orphan = queries.find_orphan(raw, g.actor.at) if purpose == TokenPurpose.INVITATION else None
    facts = _facts(orphan) if orphan else {}
    reset = purpose == TokenPurpose.RESET
    return render_template("accounts/link_gone.html", is_reset=reset, orphan=orphan, **facts), GONE


def _facts(token: AccessToken) -> dict[str, Any]:
    place = queries.scope_names(g.actor, [token.scope_id or 0]).get(token.scope_id or 0, Bilingual())
    return {"token": token, "role": ROLE_WORDS[token.role] if token.role else "", "place": place}


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def accept_invitation(token: str) -> Any:
    """Take up an invitation: a new account, or a further role for the account that the address has."""
    found = queries.find_link(TokenPurpose.INVITATION, token, g.actor.at)
    if found is None or queries.find_orphan(token, g.actor.at) is not None:
        return _gone(TokenPurpose.INVITATION, token)
    if queries.find_person_by_email(found.email) is not None:
        return render_template("accounts/join.html", raw=token, person=_myself(), **_facts(found))
    form = forms.AcceptForm(name=found.name, language=found.language, zone=DEFAULT_ZONES[found.language])
    offer_zones(form.zone)
    own_words = [form.name.data or "", found.email]
    newcomers: list[Person] = []
    if form.validate_on_submit() and form.carry_out(
        lambda: newcomers.append(_accept(token, form, own_words))
    ):
        flash(gettext("Welcome. Your account is ready."))
        return let_in(newcomers[0], home())
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/accept_invitation.html", form=form, **_facts(found)), status


def _myself() -> Any:
    return queries.get_person(g.actor.person_id) if g.actor.is_signed_in else None


def _accept(raw: str, form: forms.AcceptForm, own_words: list[str]) -> Person:
    newcomer = newcomer_of(form)
    hashed = new_hash(form.password.data or "", form.again.data or "", own_words)
    return actions.accept_invitation(g.actor, raw, newcomer, hashed)


def newcomer_of(form: forms.AcceptForm) -> actions.Newcomer:
    """Return what a person has said of himself; Invalid says what is wrong with it."""
    newcomer = actions.Newcomer(
        form.name.data or "", form.reading.data or "", form.language.data, form.zone.data or ""
    )
    problems = list(newcomer.problems())
    if problems:
        raise Invalid(problems)
    return newcomer


@bp.post("/invitations/<token>/join")
@public
def join(token: str) -> Any:
    """Take up an invitation with the account that the person has."""
    if not g.actor.is_signed_in:
        return redirect(url_for(".sign_in", next=url_for(".accept_invitation", token=token)))
    if queries.find_link(TokenPurpose.INVITATION, token, g.actor.at) is None:
        return _gone(TokenPurpose.INVITATION, token)
    actions.join_by_invitation(g.actor, token)
    flash(gettext("The role is yours now."))
    return redirect(home())


@bp.route("/forgotten-password", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def ask_for_reset() -> Any:
    """Ask for a link to a new password; the answer is the same for every address."""
    form = forms.AddressForm()
    if form.validate_on_submit():
        actions.ask_for_reset(g.actor, form.email.data or "")
        return redirect(url_for(".reset_asked"))
    return render_template("accounts/ask_for_reset.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/forgotten-password/sent")
@public
def reset_asked() -> str:
    """Say what happens next, whoever asked."""
    return render_template("accounts/reset_asked.html")


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def reset_password(token: str) -> Any:
    """Set a new password with a link from a letter."""
    found = queries.find_link(TokenPurpose.RESET, token, g.actor.at)
    person = queries.find_person_by_email(found.email) if found else None
    if found is None or person is None:
        return _gone(TokenPurpose.RESET, token)
    form = forms.NewPasswordForm()
    own_words = [person.name, person.email]
    if form.validate_on_submit() and form.carry_out(lambda: _reset(token, form, own_words)):
        return _to_sign_in()
    return render_template("accounts/reset_password.html", form=form), 422 if form.is_submitted() else 200


def _reset(raw: str, form: forms.NewPasswordForm, own_words: list[str]) -> None:
    hashed = new_hash(form.password.data or "", form.again.data or "", own_words)
    actions.reset_password(g.actor, raw, hashed)


def _to_sign_in() -> Response:
    if g.actor.is_signed_in:
        end_session()
    flash(gettext("The new password is set. Sign in with it."))
    return redirect(url_for(".sign_in"))
