"""Offering, accepting, declining and administering an award."""

from datetime import timedelta

from grantapp.applications.models import Application, Side
from grantapp.applications.queries import get_application
from grantapp.awards import documents, emails, policy, queries, rules
from grantapp.awards.models import Agreement, AgreementAcceptance, Award
from grantapp.awards.workflow import AWARD
from grantapp.core.dates import local_day
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.ports import sentence, sequel
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.documents.actions import take_snapshot
from grantapp.files.actions import Upload, attach
from grantapp.jobs.actions import enqueue
from grantapp.ledger.actions import Leg, post
from grantapp.ledger.queries import balance
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind
from grantapp.reviews.models import Decision, Outcome
from grantapp.reviews.workflow import DECISION
from grantapp.unit_of_work import Actor, action, record

ACCEPTED = sentence("award.accepted_by_side", N_("%(who)s accepted the agreement for one city"))
OVER = N_(
    "The time to reply to this offer is over. Write to the program office if the cities still want the award."
)
TWICE = N_("This side has accepted the agreement already.")


@sequel(DECISION, "release")
def on_decision_released(decision: Decision, happened: Happened) -> None:
    """Offer an award for each application that the released decision funds."""
    for line in decision.recommendations:
        if line.decided == Outcome.FUND:
            offer_award(
                happened.actor, line.application_id, Money(line.decided_amount, decision.call.currency)
            )


@action
def offer_award(actor: Actor, application_id: int, amount: Money) -> Award:
    """Promise money to both cities of an application: funds are committed, the agreement is frozen."""
    application = get_application(application_id)
    award = _new_award(actor, application, amount)
    if not policy.OFFER.allows(actor, award):
        raise NotPermitted(policy.OFFER.name)
    grant = application.call.program.funder_grant
    post(actor, "award_committed", award, amount.currency,
         [Leg("fund_free", grant, -amount.amount), Leg("award_payable", award, amount.amount)])  # fmt: skip
    agreement = _issue_agreement(actor, award)
    AWARD.begin(award, actor, {"amount": award.awarded_amount, "currency": award.currency})
    _print(actor, agreement, 0)
    emails.award_offered(actor, award)
    return award


def _new_award(actor: Actor, application: Application, amount: Money) -> Award:
    call = application.call
    award = Award(
        application=application, number=application.number or "", awarded_amount=amount.amount, currency=amount.currency,
        offered_at=actor.at, reply_until=actor.at + timedelta(days=call.accept_days),
        period_starts_on=call.exchange_from_on, period_ends_on=call.exchange_until_on,
        public_summary=Bilingual(),
    )  # fmt: skip
    db.session.add(award)
    db.session.flush()
    return award


def _issue_agreement(actor: Actor, award: Award) -> Agreement:
    content = documents.agreement_content(award, award.application)
    snapshot = take_snapshot(actor, "grant_agreement", award, content)
    agreement = Agreement(award=award, snapshot=snapshot, issued_at=actor.at)
    db.session.add(agreement)
    db.session.flush()
    return agreement


@action
def accept_agreement(actor: Actor, award_id: int, shown_sha256: str, typed_name: str) -> Award:
    """Accept the agreement for one's side; with the second acceptance the award starts."""
    award = _locked(award_id)
    side = policy.signing_side_of(actor, award)
    if side is None or not policy.ACCEPT.allows(actor, award):
        raise NotPermitted(policy.ACCEPT.name)
    agreement = _acceptable(award, side, actor, shown_sha256)
    problems = list(rules.acceptance_problems(typed_name))
    if problems:
        raise Invalid(problems)
    agreement.acceptances.append(
        AgreementAcceptance(
            side=side,
            person_id=actor.person_id,
            typed_name=typed_name.strip(),
            content_sha256=shown_sha256,
            at=actor.at,
        )
    )
    db.session.flush()
    also = (award.application, award.application.partnership)
    record(
        Happened(
            ACCEPTED, award, actor, actor.at, facts={"side": side.value, "sha256": shown_sha256}, also=also
        )
    )
    _start_when_both(actor, award, agreement)
    return award


def _acceptable(award: Award, side: Side, actor: Actor, shown_sha256: str) -> Agreement:
    agreement = award.agreement
    if agreement is None or award.status != "offered" or not rules.awaits_reply(award, actor.at):
        raise NotAllowedNow(OVER, code="award.over")
    if agreement.accepted_by(side):
        raise NotAllowedNow(TWICE, code="award.twice")
    if agreement.snapshot.sha256 != shown_sha256:
        raise Changed({"agreement": shown_sha256}, {"agreement": agreement.snapshot.sha256})
    return agreement


def _start_when_both(actor: Actor, award: Award, agreement: Agreement) -> None:
    if not rules.is_accepted_by_both(agreement):
        emails.agreement_accepted_by_one(actor, award)
        return
    AWARD.fire("accept", award, actor)
    AWARD.fire("activate", award, actor)
    _print(actor, agreement, 2)
    summary = Bilingual(
        f"Award {award.number}: {award.application.title}",
        f"採択事業 {award.number}：{award.application.title}",
    )
    record_activity(
        actor,
        award.application.partnership_id,
        ActivityKind.AWARD,
        on=local_day(actor.at, award.application.call.zone),
        subject=award,
        summary=summary,
    )
    emails.award_active(actor, award)


def _print(actor: Actor, agreement: Agreement, acceptances: int) -> None:
    ids = {"agreement_id": agreement.id, "acceptances": acceptances}
    enqueue(actor, "awards.make_agreement_pdf", ids, f"agreement-pdf-{agreement.id}-{acceptances}")


@action
def decline_award(actor: Actor, award_id: int, reason: str) -> Award:
    """Decline an offer for both cities; the money is free again."""
    award = _locked(award_id)
    AWARD.fire("decline", award, actor, reason=reason)
    free_promise(actor, award, "award_freed")
    emails.award_declined(actor, award)
    return award


@action
def lapse_award(actor: Actor, award_id: int, reason: str) -> Award:
    """End an offer that nobody accepted in time; the money is free again."""
    award = _locked(award_id)
    AWARD.fire("lapse", award, actor, reason=reason)
    free_promise(actor, award, "award_freed")
    emails.award_lapsed(actor, award, reason)
    return award


@action
def change_standing(actor: Actor, award_id: int, transition: str, reason: str) -> Award:
    """Suspend, resume or terminate an award with a reason that both cities read."""
    award = _locked(award_id)
    AWARD.fire(transition, award, actor, reason=reason)
    emails.standing_changed(actor, award, transition, reason)
    return award


@action
def attach_agreement_pdf(actor: Actor, agreement_id: int, upload: Upload, purpose: str) -> None:
    """Hang the typeset agreement on the award; the accepted one takes the offered one's place, never the reverse."""
    agreement = queries.get_agreement(agreement_id, lock=True)
    if agreement is None or not policy.KEEP_COPIES.allows(actor, agreement.award):
        raise NotPermitted(policy.KEEP_COPIES.name)
    if not rules.is_printed(agreement, purpose):
        agreement.pdf = attach(actor, upload, subject=agreement.award, purpose=purpose)


@action
def remind_of_offer(actor: Actor, award_id: int) -> None:
    """Queue one reminder for each person of a side that has not accepted yet."""
    emails.award_reminder(actor, _locked(award_id))


@action
def free_promise(actor: Actor, award: Award, kind: str, kept: int = 0) -> Money:
    """Free what is promised and not paid, but `kept` (minor units); called where an award ends, returns how much."""
    promised = balance("award_payable", "award", award.id, award.currency)
    freed = Money(max(promised.amount - kept, 0), award.currency)
    if freed:
        grant = award.application.call.program.funder_grant
        legs = [Leg("award_payable", award, -freed.amount), Leg("fund_free", grant, freed.amount)]
        post(actor, kind, award, award.currency, legs)
    return freed


def _locked(award_id: int) -> Award:
    award = queries.get_award(award_id, lock=True)
    if award is None:
        raise LookupError(f"award {award_id}")
    return award
