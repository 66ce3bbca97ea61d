"""The journeys of an award, for both cities and the office."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.exchanges import actions, forms, policy, queries, rules
from grantapp.exchanges.models import Exchange
from grantapp.web.access import authorized, saw
from grantapp.web.fields import ConfirmForm

bp = Blueprint("exchanges", __name__)
Answer = str | tuple[str, int] | Response


@bp.get("/awards/<int:award_id>/exchange")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show the journeys of an award and who travels."""
    exchanges = queries.list_of_award(award.id)
    saw(*exchanges)
    return render_template(
        "exchanges/of_award.html",
        award=award,
        exchanges=exchanges,
        headcount=rules.headcount,
        present=rules.present,
        roles=forms.ROLES,
        records=award.status in policy.RECORDABLE,
    )


@bp.get("/awards/<int:award_id>/exchange/new")
@authorized(policy.RECORD, get_award)
def new(award: Award) -> str:
    """Offer the form of a journey, filled with what the application says."""
    form = forms.JourneyForm(
        destination=award.application.partner.organization.place.name.in_(g.actor.language)
    )
    return render_template("exchanges/new.html", award=award, form=form)


@bp.post("/awards/<int:award_id>/exchange/new")
@authorized(policy.RECORD, get_award)
def create(award: Award) -> Answer:
    """Record a journey."""
    form, made = forms.JourneyForm(), list[Exchange]()
    if form.validate_on_submit() and form.carry_out(
        lambda: made.append(actions.record_exchange(g.actor, award.id, form.journey()))
    ):
        flash(_("The journey is recorded. Add the people who travel."))
        return redirect(url_for("exchanges.exchange", exchange_id=made[0].id))
    return render_template("exchanges/new.html", award=award, form=form), 422


@bp.get("/exchanges/<int:exchange_id>")
@authorized(policy.EDIT, queries.get_exchange)
def exchange(exchange: Exchange) -> str:
    """Show one journey with the forms that change it and its people."""
    return _page(exchange, _filled(exchange), forms.DelegateForm())


def _filled(exchange: Exchange) -> forms.JourneyForm:
    return forms.JourneyForm(
        direction=exchange.direction.value, starts_on=exchange.starts_on, ends_on=exchange.ends_on,
        destination=exchange.destination, note=exchange.note, version=exchange.version, formdata=None,
    )  # fmt: skip


def _page(exchange: Exchange, form: forms.JourneyForm, delegate_form: forms.DelegateForm) -> str:
    return render_template(
        "exchanges/exchange.html",
        award=exchange.award,
        exchange=exchange,
        form=form,
        delegate_form=delegate_form,
        delegates=rules.present(exchange.delegates),
        roles=forms.ROLES,
    )


@bp.post("/exchanges/<int:exchange_id>")
@authorized(policy.EDIT, queries.get_exchange)
def change(exchange: Exchange) -> Answer:
    """Change dates, direction or place of a journey."""
    form = forms.JourneyForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.change_exchange(g.actor, exchange.id, form.journey(), form.version.data)
    ):
        flash(_("The journey is saved."))
        return redirect(url_for("exchanges.of_award", award_id=exchange.award_id))
    return _page(exchange, form, forms.DelegateForm(formdata=None)), 422


@bp.post("/exchanges/<int:exchange_id>/delegates")
@authorized(policy.EDIT, queries.get_exchange)
def add_delegate(exchange: Exchange) -> Answer:
    """Put somebody on the list."""
    form = forms.DelegateForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.add_delegate(g.actor, exchange.id, form.traveler())
    ):
        flash(_("The delegate is on the list."))
        return redirect(url_for("exchanges.exchange", exchange_id=exchange.id, _anchor="people"))
    return _page(exchange, _filled(exchange), form), 422


@bp.post("/exchanges/<int:exchange_id>/delegates/<int:delegate_id>/remove")
@authorized(policy.EDIT, queries.get_exchange)
def remove_delegate(exchange: Exchange, delegate_id: int) -> Response:
    """Take somebody off the list."""
    if ConfirmForm().validate_on_submit():
        actions.remove_delegate(g.actor, exchange.id, delegate_id)
        flash(_("The delegate is off the list."))
    return redirect(url_for("exchanges.exchange", exchange_id=exchange.id, _anchor="people"))
