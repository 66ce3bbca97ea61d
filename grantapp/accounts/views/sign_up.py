"""Making an account of one's own for work with a city, and reading the notice about personal data."""

from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Person, TokenPurpose
from grantapp.accounts.rules.privacy import PRIVACY_ON, PRIVACY_VERSION
from grantapp.accounts.views.blueprint import COARSE_LIMIT, bp, home
from grantapp.accounts.views.links import GONE, newcomer_of
from grantapp.accounts.views.secrets import new_hash
from grantapp.accounts.views.session import NOTICE_KEY
from grantapp.accounts.views.sign_in import let_in
from grantapp.accounts.views.zones import offer_zones
from grantapp.extensions import limiter
from grantapp.web import errors
from grantapp.web.access import authorized, public, safe_path
from grantapp.web.fields import ConfirmForm
from grantapp.web.language import DEFAULT_ZONES

OPEN_WITHOUT_NOTICE = {
    "accounts.notice", "accounts.sign_out", "showcase.privacy", "web.choose_language", "static",
}  # fmt: skip


@bp.route("/sign-up", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def ask_for_account() -> Any:
    """Ask for an account; the answer is the same for every address."""
    if g.actor.is_signed_in:
        return redirect(url_for(".ask_to_join"))
    form = forms.AskForAccountForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.ask_for_account(g.actor, form.email.data or "")
    ):
        return redirect(url_for(".account_asked"))
    return render_template("accounts/ask_for_account.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/sign-up/sent")
@public
def account_asked() -> str:
    """Say what happens next, whoever asked."""
    return render_template("accounts/account_asked.html")


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
@limiter.limit(COARSE_LIMIT, methods=["POST"])
@public
def sign_up(token: str) -> Any:
    """Make the account whose address the link has proved; looking at the page uses nothing up."""
    found = queries.find_link(TokenPurpose.SIGN_UP, token, g.actor.at)
    if found is None or queries.find_person_by_email(found.email) is not None:
        return render_template("accounts/sign_up_gone.html"), GONE
    form = forms.AcceptForm(language=found.language, zone=DEFAULT_ZONES[found.language])
    offer_zones(form.zone)
    email, made = found.email, list[Person]()
    if form.validate_on_submit() and form.carry_out(lambda: made.append(_sign_up(token, form, email))):
        flash(gettext("Welcome. Your account is ready. Now say for which city you work."))
        return let_in(made[0], url_for(".ask_to_join"))
    page = render_template("accounts/sign_up.html", form=form, email=email)
    return page, 422 if form.is_submitted() else 200


def _sign_up(raw: str, form: forms.AcceptForm, email: str) -> Person:
    newcomer = newcomer_of(form)
    hashed = new_hash(form.password.data or "", form.again.data or "", [newcomer.name, email])
    return actions.sign_up(g.actor, raw, newcomer, hashed)


@bp.route("/privacy-notice", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
def notice() -> Any:
    """Show that there is a new notice about personal data, and note that it was read."""
    target = safe_path(request.args.get("next"), home())
    if ConfirmForm().validate_on_submit():
        actions.read_notice(g.actor, request.form.get("version", ""))
        session.pop(NOTICE_KEY, None)
        return redirect(target)
    return render_template("accounts/notice.html", version=PRIVACY_VERSION, since=PRIVACY_ON)


def _show_notice() -> Any:
    """Lead whoever has signed in through a notice that he has not read; a form that is under way comes first."""
    waits = g.actor.is_signed_in and session.get(NOTICE_KEY)
    if not waits or request.method != "GET" or request.endpoint in OPEN_WITHOUT_NOTICE or errors.wants_json():
        return None
    return redirect(url_for("accounts.notice", next=request.full_path.rstrip("?")))


def register(app: Flask) -> None:
    """Show a new notice after sign-in, once."""
    app.before_request(_show_notice)
