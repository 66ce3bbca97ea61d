"""How a person signs in, and where he is signed in now."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts import actions, policy, queries
from grantapp.accounts.models import PersonSession
from grantapp.accounts.queries import sessions
from grantapp.accounts.views.blueprint import bp
from grantapp.accounts.views.ceremony import keys_work_here
from grantapp.audit.queries import last_used_of_sessions
from grantapp.core import clock
from grantapp.web.access import authorized, stepped_up
from grantapp.web.fields import ConfirmForm


@bp.get("/profile/security")
@authorized(policy.EDIT_PERSON)
def security() -> str:
    """Show password, second step, passkeys and the devices on which the person is signed in."""
    person_id = g.actor.person_id or 0
    since = clock.wall() - current_app.config["ABSOLUTE_SESSION_LIFETIME"]
    running = sessions.list_running_sessions(person_id, since)
    return render_template(
        "accounts/security.html", person=queries.get_person(person_id), app=sessions.get_authenticator(person_id),
        codes_left=sessions.count_recovery_codes(person_id), keys=sessions.list_passkeys(person_id),
        running=running, here=g.session_id, used=last_used_of_sessions(one.key for one in running),
        needed=_needs_factor(person_id), keys_work=keys_work_here(),
    )  # fmt: skip


def _needs_factor(person_id: int) -> bool:
    person = queries.get_person(person_id)
    grants = queries.grants_of(person) if person else []
    return policy.needs_factor(grant.role for grant in grants if grant.runs(g.actor.at))


@bp.post("/profile/security/sessions/<int:session_id>/end")
@authorized(policy.KEEP_SESSIONS, sessions.load_session)
def revoke_session(running: PersonSession) -> Response:
    """End one of one's own sessions."""
    if running.id == g.session_id:
        return redirect(url_for(".security"))
    actions.revoke_session(g.actor, running.id)
    flash(gettext("The device is signed out."))
    return redirect(url_for(".security"))


@bp.post("/profile/security/sessions/end-others")
@authorized(policy.EDIT_PERSON)
def revoke_other_sessions() -> Response:
    """End all sessions but this one."""
    actions.revoke_other_sessions(g.actor, g.session_id)
    flash(gettext("Every other device is signed out."))
    return redirect(url_for(".security"))


@bp.route("/profile/security/codes", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
@stepped_up
def renew_codes() -> Any:
    """Ask, then make new recovery codes and show them this once."""
    if ConfirmForm().validate_on_submit():
        codes = actions.renew_recovery_codes(g.actor)
        return render_template("accounts/recovery_codes.html", codes=codes, onward=url_for(".security"))
    return render_template("accounts/confirm_factor.html", what="codes", name="")


@bp.route("/profile/security/app/remove", methods=["GET", "POST"])
@authorized(policy.EDIT_PERSON)
@stepped_up
def remove_app() -> Any:
    """Ask, then remove the app."""
    if request.method == "POST":
        actions.remove_authenticator(g.actor)
        flash(gettext("The app is removed."))
        return redirect(url_for(".security"))
    return render_template("accounts/confirm_factor.html", what="app", name="")
