"""Scheduling, requesting, approving, releasing, paying; each with its letter, the money in the ledger."""

from grantapp.awards.actions import free_promise
from grantapp.awards.models import Award, AwardStatus
from grantapp.awards.queries import get_award
from grantapp.awards.workflow import AWARD
from grantapp.core.dates import local_day
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.ports import sentence, sequel
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.disbursements import emails, policy, queries, rules
from grantapp.disbursements.models import Disbursement, DisbursementCondition, DisbursementStatus
from grantapp.disbursements.workflow import DISBURSEMENT
from grantapp.ledger.actions import Leg, post
from grantapp.ledger.queries import balance
from grantapp.reports.models import Report, Requirement
from grantapp.reports.workflow import REQUIREMENT
from grantapp.unit_of_work import Actor, action, record

ADJUSTED = sentence("disbursement.adjusted", N_("%(who)s: the last payment follows what was really spent"))
RETURNED = sentence("award.money_returned", N_("%(who)s recorded money that the cities returned"))


@sequel(AWARD, "activate")
def on_award_activated(award: Award, happened: Happened) -> None:
    """Plan the payments of an award that has just started."""
    call = award.application.call
    planned = rules.plan(
        award.awarded, call.advance_percent, local_day(happened.at, call.program.zone), award.period_ends_on, call.report_days
    )  # fmt: skip
    for one in planned:
        payment = Disbursement(
            award=award, position=one.position, condition=one.condition, amount=one.amount,
            currency=award.currency, expected_on=one.expected_on,
        )  # fmt: skip
        db.session.add(payment)
        db.session.flush()
        DISBURSEMENT.begin(payment, happened.actor, {"amount": one.amount, "currency": award.currency})


@sequel(AWARD, "terminate")
def on_award_terminated(award: Award, happened: Happened) -> None:
    """End what is not on its way to the bank; the promise behind it is free for others."""
    for payment in queries.list_of_award(award.id, lock=True):
        if payment.status in DISBURSEMENT.transitions["end"].sources:
            DISBURSEMENT.fire("end", payment, happened.actor)
    _free_what_never_goes_out(happened.actor, award)


def _free_what_never_goes_out(actor: Actor, award: Award) -> None:
    payments = queries.list_of_award(award.id)
    on_its_way = sum(one.amount for one in payments if one.status == DisbursementStatus.RELEASED)
    free_promise(actor, award, "award_freed", on_its_way)


@sequel(REQUIREMENT, "accept")
def on_report_accepted(requirement: Requirement, happened: Happened) -> None:
    """Fit the last payment to what was spent, when a final report is accepted; both cities get a letter."""
    report: Report | None = requirement.report
    last = _waiting_for_report(requirement.award_id)
    if report is None or last is None or requirement.kind != "final_report":
        return
    award, planned = requirement.award, last.money
    # What is on its way counts like what is paid: both leave the fund.
    others = [
        one for one in queries.list_of_award(award.id) if one.id != last.id and one.status != "cancelled"
    ]
    before = sum(one.amount for one in others)
    fitted = Money(rules.final_amount(award.awarded_amount, before, report.spent_amount or 0), award.currency)
    if fitted.amount >= planned.amount:
        return
    facts = {"before": planned.amount, "after": fitted.amount, "spent": report.spent_amount}
    if fitted:
        last.amount = fitted.amount
        record(Happened(ADJUSTED, last, happened.actor, happened.at, facts=facts, also=(award,)))
    else:
        DISBURSEMENT.fire("spare", last, happened.actor, facts=facts)
    emails.payment_fitted(
        happened.actor, last, planned, fitted, Money(report.spent_amount or 0, award.currency)
    )


def _waiting_for_report(award_id: int) -> Disbursement | None:
    return next(
        (
            one for one in queries.list_of_award(award_id, lock=True)
            if one.condition == DisbursementCondition.FINAL_REPORT and one.status == DisbursementStatus.SCHEDULED
        ),
        None,
    )  # fmt: skip


@action
def request_disbursement(actor: Actor, disbursement_id: int) -> Disbursement:
    """Ask for a payment whose condition is met."""
    payment = _locked(disbursement_id)
    if not policy.REQUEST.allows(actor, payment):
        raise NotPermitted(policy.REQUEST.name)
    accepted, overdue = queries.report_state(payment.award_id, actor.at)
    problems = list(rules.ready_to_request(payment, payment.award, accepted, overdue))
    if problems and payment.status == DisbursementStatus.SCHEDULED:
        raise NotAllowedNow(problems[0].message, code=problems[0].code)
    DISBURSEMENT.fire("request", payment, actor)
    payment.requested_by = actor.person_id
    emails.payment_requested(actor, payment)
    return payment


@action
def approve_disbursement(actor: Actor, disbursement_id: int) -> Disbursement:
    """Approve a payment that somebody else requested."""
    payment = _locked(disbursement_id)
    DISBURSEMENT.fire("approve", payment, actor)
    payment.approved_by = actor.person_id
    emails.payment_approved(actor, payment)
    return payment


@action
def release_disbursement(actor: Actor, disbursement_id: int) -> Disbursement:
    """Release an approved payment to the bank, as a third person."""
    payment = _locked(disbursement_id)
    DISBURSEMENT.fire("release", payment, actor)
    payment.released_by = actor.person_id
    return payment


@action
def record_payment(actor: Actor, disbursement_id: int, facts: rules.PaymentFacts) -> Disbursement:
    """Record that a released payment was made: day, amount, rate; the ledger moves, the cities get a letter."""
    payment = _locked(disbursement_id)
    problems = list(rules.payment_problems(payment, facts, local_day(actor.at, actor.zone)))
    if problems:
        raise Invalid(problems)
    paid = facts.paid or payment.money
    payment.paid_on, payment.paid_amount, payment.paid_currency = facts.paid_on, paid.amount, paid.currency
    payment.rate_text, payment.rate_source = facts.rate, facts.rate_source
    payment.reference = facts.reference
    DISBURSEMENT.fire(
        "pay", payment, actor, facts={"amount": paid.amount, "currency": paid.currency, "rate": facts.rate}
    )
    award = payment.award
    post(actor, "payment", payment, payment.currency,
         [Leg("award_payable", award, -payment.amount), Leg("award_paid", award, payment.amount)])  # fmt: skip
    emails.payment_paid(actor, payment)
    return payment


@action
def change_disbursement(actor: Actor, disbursement_id: int, transition: str, reason: str) -> Disbursement:
    """Send a payment back, cancel it, or record that it failed; both cities read the reason."""
    payment = _locked(disbursement_id)
    DISBURSEMENT.fire(transition, payment, actor, reason=reason)
    if transition == "send_back":
        payment.requested_by = payment.approved_by = payment.released_by = None
    if transition == "fail" and payment.award.status == AwardStatus.TERMINATED:
        DISBURSEMENT.fire("end", payment, actor)
        _free_what_never_goes_out(actor, payment.award)
    emails.payment_changed(actor, payment, transition, reason)
    return payment


@action
def record_return(actor: Actor, award_id: int, amount: Money | None, reason: str) -> Award:
    """Record money that the cities sent back: it is free for other awards again."""
    award = get_award(award_id, lock=True)
    if award is None or not policy.RETURN.allows(actor, award):
        raise NotPermitted(policy.RETURN.name)
    held = balance("award_paid", "award", award.id, award.currency)
    problems = list(rules.return_problems(amount, held, reason))
    if amount is None or problems:
        raise Invalid(problems)
    grant = award.application.call.program.funder_grant
    post(actor, "return", award, award.currency,
         [Leg("award_paid", award, -amount.amount), Leg("fund_free", grant, amount.amount)])  # fmt: skip
    facts = {"amount": amount.amount, "currency": amount.currency}
    record(Happened(RETURNED, award, actor, actor.at, reason=reason.strip(), facts=facts))
    return award


def _locked(disbursement_id: int) -> Disbursement:
    payment = queries.get_disbursement(disbursement_id, lock=True)
    if payment is None:
        raise LookupError(f"disbursement {disbursement_id}")
    return payment
