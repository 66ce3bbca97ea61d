"""Payments of an award, the queue of the office, and the acts on one payment."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from grantapp.audit.queries import lines_for
from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.core.money import Money
from grantapp.core.paging import page_size
from grantapp.disbursements import actions, forms, policy, queries, rules
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.disbursements.workflow import DISBURSEMENT
from grantapp.ledger import queries as ledger
from grantapp.web.access import authorized, stepped_up
from grantapp.web.exports import csv_response
from grantapp.web.fields import ConfirmForm, ReasonForm
from grantapp.web.formats import fiscal_year, text

bp = Blueprint("disbursements", __name__)


def _status() -> str:
    return request.args.get("status", "")[:40]


@bp.get("/payments")
@authorized(policy.QUEUE)
def queue() -> str:
    """List payments by expected day, in one status when asked."""
    page = queries.list_queue(
        g.actor, _status(), request.args.get("cursor", ""), page_size(request.args.get("size"))
    )
    return render_template(
        "disbursements/queue.html", page=page, status=_status(), statuses=list(DisbursementStatus)
    )  # fmt: skip


@bp.get("/payments.csv")
@authorized(policy.QUEUE)
def queue_csv() -> Response:
    """Export exactly the filtered payments."""
    head = [_("Award"), _("Payment"), _("City"), _("Status"), _("Amount"), _("Currency"), _("Expected on"),
            _("Paid on"), _("Amount paid"), _("Currency paid"), _("Exchange rate"), _("Japanese fiscal year")]  # fmt: skip
    return csv_response("payments", head, _rows(queries.stream_queue(g.actor, _status())))


def _rows(payments: list[Disbursement]) -> Iterator[list[object]]:
    for one in payments:
        yield [
            one.award.number, one.position, text(one.award.application.lead.organization.name), one.status.value,
            one.money.major, one.currency, one.expected_on, one.paid_on,
            one.paid.major if one.paid else "", one.paid_currency, one.rate_text,
            fiscal_year(one.paid_on or one.expected_on),
        ]  # fmt: skip


@bp.get("/awards/<int:award_id>/payments")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show the payments of one award: expected, paid, and what each waits for."""
    return _award_page(award, _return_form(award))


def _award_page(award: Award, form: forms.ReturnForm) -> str:
    payments = queries.list_of_award(award.id)
    accepted, overdue = queries.report_state(award.id, g.actor.at)
    waiting = {one.id: list(rules.ready_to_request(one, award, accepted, overdue)) for one in payments}
    return render_template(
        "disbursements/of_award.html", award=award, payments=payments, waiting=waiting, form=form,
        totals=_totals(award, payments),
    )  # fmt: skip


def _return_form(award: Award) -> forms.ReturnForm:
    form = forms.ReturnForm(formdata=None)
    form.amount.currency = award.currency  # before anything is read: yen have no cents
    if request.method == "POST":
        form.process(formdata=request.form)
    return form


def _totals(award: Award, payments: list[Disbursement]) -> dict[str, Any]:
    paid = queries.paid_by_award([award.id]).get(award.id, 0)
    held = ledger.balance("award_paid", "award", award.id, award.currency)
    promised = ledger.balance("award_payable", "award", award.id, award.currency)
    to_come = Money(rules.still_to_come(payments), award.currency)
    return {
        "paid": Money(paid, award.currency), "returned": Money(paid - held.amount, award.currency),
        "open": to_come, "unused": promised - to_come,
        "may_return": policy.RETURN.allows(g.actor, award) and bool(held),
    }  # fmt: skip


@bp.get("/payments/<int:disbursement_id>")
@authorized(policy.VIEW, queries.get_disbursement)
def disbursement(payment: Disbursement) -> str:
    """Show one payment and the acts that the actor has on it now."""
    return _page(payment, forms.PaidForm(paid_currency=payment.currency), ReasonForm())


def _page(payment: Disbursement, paid_form: forms.PaidForm, reason_form: ReasonForm) -> str:
    accepted, overdue = queries.report_state(payment.award_id, g.actor.at)
    waiting = list(rules.ready_to_request(payment, payment.award, accepted, overdue))
    acts = [name for name in DISBURSEMENT.transitions if DISBURSEMENT.can(name, payment, g.actor)]
    return render_template(
        "disbursements/disbursement.html", payment=payment, acts=acts, waiting=waiting, paid_form=paid_form,
        reason_form=reason_form, entries=lines_for(g.actor, payment),
    )  # fmt: skip


def _act(payment: Disbursement, verb: Callable[..., Any], said: str) -> BaseResponse:
    if ConfirmForm().validate_on_submit():
        verb(g.actor, payment.id)
        flash(said)
    return redirect(url_for("disbursements.disbursement", disbursement_id=payment.id))


@bp.post("/payments/<int:disbursement_id>/request")
@authorized(policy.REQUEST, queries.get_disbursement)
def ask(payment: Disbursement) -> BaseResponse:
    """Request the payment."""
    return _act(
        payment,
        actions.request_disbursement,
        _("The payment is requested. A program officer approves it next."),
    )


@bp.post("/payments/<int:disbursement_id>/approve")
@authorized(policy.APPROVE, queries.get_disbursement)
def approve(payment: Disbursement) -> BaseResponse:
    """Approve the payment."""
    return _act(
        payment,
        actions.approve_disbursement,
        _("The payment is approved. A finance officer releases it next."),
    )


@bp.post("/payments/<int:disbursement_id>/release")
@authorized(policy.RELEASE, queries.get_disbursement)
@stepped_up
def release(payment: Disbursement) -> BaseResponse:
    """Release the payment."""
    return _act(
        payment,
        actions.release_disbursement,
        _("The payment is released. Record it here once the bank has paid."),
    )


@bp.post("/payments/<int:disbursement_id>/paid")
@authorized(policy.PAY, queries.get_disbursement)
@stepped_up
def paid(payment: Disbursement) -> tuple[str, int] | BaseResponse:
    """Record that the payment was made."""
    form = forms.PaidForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.record_payment(g.actor, payment.id, form.facts())
    ):
        flash(_("The payment is recorded. Both cities have a letter about it."))
        return redirect(url_for("disbursements.disbursement", disbursement_id=payment.id))
    return _page(payment, form, ReasonForm(formdata=None)), 422


CHANGES = ("fail", "send_back", "cancel")


@bp.post("/payments/<int:disbursement_id>/change")
@authorized(policy.ADMINISTER, queries.get_disbursement)
def change(payment: Disbursement) -> tuple[str, int] | BaseResponse:
    """Send the payment back, cancel it, or record that it failed."""
    form, wanted = ReasonForm(), request.form.get("transition", "")
    if (
        wanted in CHANGES
        and form.validate_on_submit()
        and form.carry_out(
            lambda: actions.change_disbursement(g.actor, payment.id, wanted, form.reason.data or "")
        )
    ):
        flash(_("The payment is changed. Both cities have a letter with your reason."))
        return redirect(url_for("disbursements.disbursement", disbursement_id=payment.id))
    return _page(payment, forms.PaidForm(formdata=None, paid_currency=payment.currency), form), 422


@bp.post("/awards/<int:award_id>/returned")
@authorized(policy.RETURN, get_award)
def returned(award: Award) -> tuple[str, int] | BaseResponse:
    """Record money that the cities sent back."""
    form = _return_form(award)
    if form.validate() and form.carry_out(
        lambda: actions.record_return(g.actor, award.id, form.amount.data, form.reason.data or "")
    ):
        flash(_("The returned money is recorded and free for other awards."))
        return redirect(url_for("disbursements.of_award", award_id=award.id))
    return _award_page(award, form), 422
