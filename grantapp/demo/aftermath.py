"""What comes after a decision: agreement, payments, the journey, the report, outcomes, the close."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from grantapp.applications.models import Side
from grantapp.awards import actions as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import find_award_of, get_award
from grantapp.closeout.actions import close_award
from grantapp.core import clock
from grantapp.core.errors import NotAllowedNow
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.demo import stage
from grantapp.demo.cast import Cast
from grantapp.demo.story import Telling, marks_for
from grantapp.disbursements import actions as payments
from grantapp.disbursements.models import DisbursementStatus
from grantapp.disbursements.queries import list_of_award as payments_of
from grantapp.disbursements.rules import PaymentFacts
from grantapp.exchanges import actions as exchanges
from grantapp.exchanges.models import DelegateRole, Direction
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.outcomes import actions as outcomes
from grantapp.outcomes.models import Attribution, Method
from grantapp.outcomes.rules import Figure
from grantapp.questionnaires.rules import Change
from grantapp.reports import actions as reports
from grantapp.reports.models import Requirement, RequirementKind
from grantapp.reports.queries import list_of_award as requirements_of
from grantapp.reports.queries import present_sha256
from grantapp.reviews import actions as reviews
from grantapp.reviews.models import ConflictAnswer, Review

ROLES = [DelegateRole.CITY_STAFF, DelegateRole.BUSINESS, DelegateRole.NONPROFIT, DelegateRole.EDUCATOR]
SENT = {"closed", "closing", "returned", "confirming"}


def begin_review(cast: Cast, telling: Telling, part: str, review: Review, at: datetime) -> None:
    """Let a reviewer open an application and score half of it."""
    with clock.travel(at):
        reviewer = cast.actor(part, at)
        reviews.answer_conflict(reviewer, review.id, ConflictAnswer.NONE)
        half = dict(list(marks_for(telling, 0).items())[:3])
        reviews.save_scores(reviewer, review.id, half, review.version)


def step_aside(cast: Cast, part: str, review: Review, at: datetime) -> None:
    """Let a reviewer declare a conflict: the door closes."""
    with clock.travel(at):
        reviews.answer_conflict(
            cast.actor(part, at), review.id, ConflictAnswer.CONFLICT, "I sat on this museum's board."
        )


def follow(cast: Cast, telling: Telling) -> None:
    """Follow one award as far as its project went."""
    award = find_award_of(telling.application_id)
    if award is None:
        raise LookupError(telling.project["title"])
    accept(cast, telling, award)
    pay_next(cast, telling, award.id, award.offered_at + timedelta(days=20))
    travel(cast, telling, award.id)
    stage_of = telling.project["stage"]
    if stage_of not in SENT:
        return
    report(cast, telling, award.id)
    if stage_of in ("closed", "closing"):
        last_at = _report_at(telling) + timedelta(days=60)
        pay_next(cast, telling, award.id, last_at)
        tell_outcomes(cast, telling, award.id, last_at)
        waive_follow_up(cast, award.id, last_at + timedelta(days=39))
        if stage_of == "closed":
            close(cast, telling, award.id, last_at + timedelta(days=40))


def accept(cast: Cast, telling: Telling, award: Award) -> None:
    """Let both cities accept the agreement."""
    for office, days in ((telling.lead, 6), (telling.partner, 9)):
        at = award.offered_at + timedelta(days=days)
        with clock.travel(at):
            signatory = cast.signatory(office, at)
            fresh = _award(award.id)
            awards.accept_agreement(signatory, award.id, fresh.agreement.snapshot.sha256, signatory.name)  # type: ignore[union-attr]


def _award(award_id: int) -> Award:
    award = get_award(award_id)
    if award is None:
        raise LookupError(award_id)
    return award


def pay_next(cast: Cast, telling: Telling, award_id: int, at: datetime) -> None:
    """Let three people move the next payment, if one waits."""
    waiting = [one for one in payments_of(award_id) if one.status == DisbursementStatus.SCHEDULED]
    if not waiting:
        return
    payment_id, money = waiting[0].id, waiting[0].money
    with clock.travel(at):
        payments.request_disbursement(cast.editor(telling.lead, at), payment_id)
        payments.approve_disbursement(cast.actor("officer", at), payment_id)
        finance = cast.actor("finance", at + timedelta(days=1))
        payments.release_disbursement(finance, payment_id)
        facts = PaymentFacts(at.date() + timedelta(days=1), money, reference=f"DEMO-{payment_id:04d}")
        payments.record_payment(finance.moved_to(at + timedelta(days=2)), payment_id, facts)


def _first_day(telling: Telling) -> Any:
    return telling.call.exchange_from_on + timedelta(days=150)


def travel(cast: Cast, telling: Telling, award_id: int) -> None:
    """Record the journey and who travelled."""
    starts_on = _first_day(telling)
    ends_on = starts_on + timedelta(days=telling.project["days"] - 1)
    at = stage.local(starts_on - timedelta(days=30), 15)
    with clock.travel(at):
        editor = cast.editor(telling.lead, at)
        journey = Journey(
            Direction.OUTBOUND,
            starts_on,
            ends_on,
            f"{telling.partner.place.name.en} · {telling.partner.place.name.ja}",
        )
        exchange = exchanges.record_exchange(editor, award_id, journey)
        for number in range(telling.project["people"]):
            organization = f"Delegate {number + 1}, {telling.lead.place.name.en}"
            exchanges.add_delegate(editor, exchange.id, Traveler(ROLES[number % len(ROLES)], organization))


def _report_at(telling: Telling) -> datetime:
    return stage.local(telling.call.exchange_until_on + timedelta(days=12), 16)


def report(cast: Cast, telling: Telling, award_id: int) -> None:
    """Let both cities write the final report, return it once, and accept it, as far as the project went."""
    at = _report_at(telling)
    requirement = next(one for one in requirements_of(award_id) if one.kind == RequirementKind.FINAL_REPORT)
    _fill(cast, telling, requirement.id, at)
    _send(cast, telling, requirement.id, at + timedelta(days=4))
    if telling.project["stage"] == "confirming":
        return
    _confirm(cast, telling, requirement.id, at + timedelta(days=5))
    if telling.project["stage"] in ("returned", "closing"):
        _return(cast, requirement.id, at + timedelta(days=9))
    if telling.project["stage"] == "returned":
        return
    if telling.project["stage"] == "closing":
        _mend(cast, telling, requirement.id, at + timedelta(days=11))
        _send(cast, telling, requirement.id, at + timedelta(days=12))
        _confirm(cast, telling, requirement.id, at + timedelta(days=13))
    accepted_at = at + timedelta(days=16)
    with clock.travel(accepted_at):
        reports.accept_report(cast.actor("officer", accepted_at), requirement.id)


def report_answers(telling: Telling, side: Side) -> dict[str, Any]:
    """Return what a side answers in the final report."""
    project, words = telling.project, telling.project["outcomes"]
    happened = " ".join(one["en"] for one in words) or "The visit took place as planned."
    happened_ja = "".join(one["ja"] for one in words) or "計画どおりに訪問を行いました。"
    lead = side == Side.LEAD
    return {
        "against_objectives": happened, "travelled": str(project["people"]), "reached": "140" if lead else "220",
        "changed": happened if lead else happened_ja, "goes_on": project[f"after_{side.value}"],
        "practice": "Match meetings or pairs before the visit, and give every pair one question to answer.",
        "events": "One public evening in each city, open to everybody.",
        "statement": project["statement"]["en"] or "Both cities met, worked and will go on.", "accurate": "yes",
    }  # fmt: skip


def _fill(cast: Cast, telling: Telling, requirement_id: int, at: datetime) -> None:
    with clock.travel(at):
        reports.start_report(cast.editor(telling.lead, at), requirement_id)
        for side, office in ((Side.LEAD, telling.lead), (Side.PARTNER, telling.partner)):
            _answer(cast.editor(office, at), telling, requirement_id, side)
        money = Money(telling.project["spent"] * 100, telling.call.currency)
        shown = _requirement(telling, requirement_id).report.spent_amount  # type: ignore[union-attr]
        reports.save_spending(cast.editor(telling.lead, at), requirement_id, money, shown)


def _answer(editor: Any, telling: Telling, requirement_id: int, side: Side) -> None:
    answers = report_answers(telling, side)
    report_sheet = _requirement(telling, requirement_id).report
    for section in report_sheet.sheet.version.sections:  # type: ignore[union-attr]
        theirs = [one for one in section.questions if one.answered_by == "each" or side == Side.LEAD]
        changes = {one.id: Change(answers[one.key]) for one in theirs if one.key in answers}
        if changes:
            reports.save_section(editor, requirement_id, section.key, changes)


def _requirement(telling: Telling, requirement_id: int) -> Requirement:
    award = find_award_of(telling.application_id)
    return next(one for one in requirements_of(award.id if award else 0) if one.id == requirement_id)


def _send(cast: Cast, telling: Telling, requirement_id: int, at: datetime) -> None:
    with clock.travel(at):
        shown = present_sha256(_requirement(telling, requirement_id))
        reports.send_report(cast.signatory(telling.lead, at), requirement_id, shown)


def _confirm(cast: Cast, telling: Telling, requirement_id: int, at: datetime) -> None:
    with clock.travel(at):
        shown = present_sha256(_requirement(telling, requirement_id))
        reports.confirm_report(cast.signatory(telling.partner, at), requirement_id, shown)


def _return(cast: Cast, requirement_id: int, at: datetime) -> None:
    with clock.travel(at):
        comment = "Please say how many volunteers were taught, and by whom."
        reports.request_changes(
            cast.actor("officer", at), requirement_id, {"results.against_objectives": comment}
        )


def _mend(cast: Cast, telling: Telling, requirement_id: int, at: datetime) -> None:
    with clock.travel(at):
        found = _requirement(telling, requirement_id).report
        section = next(one for one in found.sheet.version.sections if one.key == "results")  # type: ignore[union-attr]
        question = next(one for one in section.questions if one.key == "against_objectives")
        version = next(one.version for one in found.sheet.answers if one.question_id == question.id)  # type: ignore[union-attr]
        text = (
            report_answers(telling, Side.LEAD)["against_objectives"]
            + " Two of the eight gardeners taught them."
        )
        change = {question.id: Change(text, version)}
        reports.save_section(cast.editor(telling.lead, at), requirement_id, section.key, change)


def tell_outcomes(cast: Cast, telling: Telling, award_id: int, at: datetime) -> None:
    """Record what came of it, with evidence."""
    for one in telling.project["outcomes"]:
        year_end = datetime(one["year"], 12, 20, 15, tzinfo=at.tzinfo)
        moment = max(at, year_end)
        with clock.travel(moment):
            figure = Figure(
                one["indicator"], one["year"], Decimal(one["value"]), Method(one["method"]), Attribution(one["attribution"]),
                Bilingual(one["en"], one["ja"]), "Final report of both cities (invented) · 両市の実績報告書（架空）",
            )  # fmt: skip
            outcomes.record_value(cast.editor(telling.lead, moment), award_id, figure)


def waive_follow_up(cast: Cast, award_id: int, at: datetime) -> None:
    """Let the office take the later questions off the list."""
    reason = "Told at the network's conference instead. 会議の場で報告済みのため。"
    with clock.travel(at):
        for requirement in requirements_of(award_id):
            if requirement.kind == RequirementKind.FOLLOW_UP:
                reports.waive_requirement(cast.actor("officer", at), requirement.id, reason)


def close(cast: Cast, telling: Telling, award_id: int, at: datetime) -> None:
    """Let the office close the award once nothing stands open."""
    with clock.travel(at):
        try:
            close_award(cast.actor("officer", at), award_id, "")
        except NotAllowedNow as refusal:
            raise LookupError(f"{telling.project['title']}: {refusal.code}") from refusal
