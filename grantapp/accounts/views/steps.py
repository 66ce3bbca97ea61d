"""The pages on the way in: password, second step, setting one up, and the proof asked for once more.

Each carries a form that came too late (`kept`) to the next one, until the person who wrote it sees it again.
"""

from datetime import timedelta
from math import ceil
from typing import Any

import segno
from flask import g, render_template
from flask_babel import gettext

from grantapp.accounts import forms
from grantapp.accounts.models import Person
from grantapp.accounts.queries.sessions import factors_of
from grantapp.accounts.rules import carried, factors
from grantapp.extensions import secret_key
from grantapp.web import errors
from grantapp.web.fields import BaseForm

ISSUER = "Grantapp"


def sign_in_page(
    target: str, kept: str = "", form: BaseForm | None = None, *, ended: bool = False, refused: bool = False
) -> str:
    """Return the page that asks for address and password."""
    shown = _with_refusal(form or forms.SignInForm(formdata=None), refused)
    return render_template("accounts/sign_in.html", form=shown, target=target, kept=kept, ended=ended)


def second_step_page(
    person: Person, target: str, kept: str = "", form: BaseForm | None = None, *, refused: bool = False
) -> str:
    """Return the page that asks who has shown the password for a code or a passkey; where none is, to set one up."""
    has_app, keys = factors_of(person.id)
    if not has_app and not keys:
        return set_up_page(person, target, kept)
    shown = _with_refusal(form or forms.CodeForm(formdata=None), refused)
    return render_template("accounts/second_step.html", form=shown, target=target, kept=kept, keys=keys)


def set_up_page(
    person: Person, target: str, kept: str = "", form: forms.SetUpForm | None = None, secret: str = ""
) -> str:
    """Return the page on which an app is set up, with the secret as picture and as letters."""
    secret, shown = secret or factors.new_secret(), form or forms.SetUpForm(formdata=None)
    picture = segno.make(factors.address_for_apps(secret, person.email, ISSUER), error="m")
    shown.secret.data = factors.seal(secret_key(), secret)
    return render_template(
        "accounts/set_up_app.html", form=shown, target=target, kept=kept,
        picture=picture.svg_data_uri(scale=5, border=2), required=not g.actor.is_signed_in,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )  # fmt: skip


def confirm_page(target: str, kept: str = "", form: BaseForm | None = None, *, refused: bool = False) -> str:
    """Return the page that asks a signed-in person to prove once more who he is."""
    has_app, keys = factors_of(g.actor.person_id or 0)
    shown = _with_refusal(form or forms.ConfirmIdentityForm(formdata=None), refused)
    return render_template(
        "accounts/confirm.html", form=shown, target=target, kept=kept, has_app=has_app, keys=keys
    )


def resume(kept: str, person_id: int | None) -> str | None:
    """Return the page that shows a carried form to the one who wrote it; None when there is none of his."""
    form = carried.unpack(secret_key(), kept, person_id or 0)
    return render_template("accounts/resume.html", carried=form) if form else None


def too_early(wait: timedelta) -> Any:
    """Return the page that says when the next try may come."""
    seconds = ceil(wait.total_seconds())
    body, status = errors.page(429, minutes=ceil(seconds / 60))
    return body, status, {"Retry-After": str(seconds)}


def _with_refusal(form: BaseForm, refused: bool) -> BaseForm:
    if refused:
        form.form_errors.append(gettext(factors.KEY_REFUSED))
    return form
