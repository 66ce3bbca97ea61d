"""Acting on behalf of a city: for whom, why, and the end of it."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import Occasion, Scope
from grantapp.accounts.rules.deputations import OCCASION_WORDS
from grantapp.accounts.views.blueprint import bp, home
from grantapp.core.words import N_
from grantapp.web.access import authorized
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.fields import ConfirmForm

add_navigation(
    NavigationItem(
        "staff", 33, N_("Act on behalf of a city"), "accounts.find_city", policy.DEPUTIZE.allows, group=3
    )
)


@bp.get("/on-behalf")
@authorized(policy.DEPUTIZE)
def find_city() -> str:
    """Find the city for which something came on paper or by telephone."""
    text = request.args.get("q", "")[:100]
    return render_template(
        "accounts/find_city.html", text=text, offices=queries.search_offices(g.actor, text)
    )


@bp.route("/on-behalf/<int:scope_id>", methods=["GET", "POST"])
@authorized(policy.DEPUTIZE, queries.load_scope)
def act_on_behalf(scope: Scope) -> Any:
    """Say why, then act as an editor of the city for an hour."""
    number = scope.id
    form = forms.DeputyForm(occasion=Occasion.PAPER.value)
    form.occasion.choices = [SelectChoice(one.value, gettext(word)) for one, word in OCCASION_WORDS.items()]
    if form.validate_on_submit() and form.carry_out(lambda: _begin(number, form)):
        return redirect(home())
    page = render_template(
        "accounts/act_on_behalf.html", form=form, office=queries.get_office(g.actor, number)
    )
    return (page, 422) if form.is_submitted() else page


def _begin(scope_id: int, form: forms.DeputyForm) -> None:
    actions.begin_deputation(g.actor, scope_id, Occasion(form.occasion.data), form.reason.data or "")


@bp.post("/on-behalf/end")
@authorized(policy.END_DEPUTATION)
def end_deputation() -> Response:
    """Stop acting on behalf of a city."""
    if ConfirmForm().validate_on_submit():
        actions.end_deputation(g.actor)
        flash(gettext("You act in your own name again."))
    return redirect(url_for(".find_city"))
