"""The decision on a call: recommended, frozen, decided, approved by somebody else, released in one act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from grantapp.applications import actions as applications
from grantapp.applications.models import Application
from grantapp.applications.policy import is_recused
from grantapp.applications.queries import get_application
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.money import Money
from grantapp.core.policy import Permission
from grantapp.core.words import N_
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.reviews import emails, policy, queries, rules
from grantapp.reviews.documents import Ranking, make_ranking
from grantapp.reviews.models import Decision, DecisionStatus, Outcome, Recommendation
from grantapp.reviews.workflow import DECISION
from grantapp.unit_of_work import Actor, action

FROZEN = N_("The ranking is frozen. Scores and recommendations can change only after it is opened again.")
NOT_FROZEN = N_("The director decides after the ranking is frozen and before the decision is approved.")
NOT_OPEN = N_("Recommendations are for applications that were sent and are not decided yet.")
SEEN_ANOTHER = N_("The table has changed since you looked at it. Look at it again; nothing was done.")
MARKS: dict[Outcome, Callable[[Actor, int], Any]] = {
    Outcome.FUND: applications.mark_awarded, Outcome.WAITLIST: applications.mark_waitlisted,
    Outcome.DECLINE: applications.mark_declined,
}  # fmt: skip


@dataclass(frozen=True)
class AmountChange:
    """An amount typed into the table; None leaves the row unfunded."""

    application_id: int
    amount: Money | None
    shown_version: int


@action
def require_draft(actor: Actor, call_id: int) -> Decision | None:  # noqa: ARG001 - as every verb
    """Lock the decision of a call, if there is one, and refuse unless its ranking is still open."""
    decision = queries.find_decision(call_id, lock=True)
    if decision is not None and decision.status != DecisionStatus.DRAFT:
        raise NotAllowedNow(FROZEN, code="decision.frozen")
    return decision


@action
def open_decision(actor: Actor, call_id: int) -> Decision:
    """Return the open decision of a call, begun when there is none."""
    decision = require_draft(actor, call_id)
    if decision is None:
        decision = Decision(call_id=call_id, status=DecisionStatus.DRAFT)
        db.session.add(decision)
        db.session.flush()
        _require(policy.RECOMMEND, actor, decision)
        DECISION.begin(decision, actor)
    return decision


def _require(permission: Permission, actor: Actor, subject: Any) -> None:
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)


@action
def recommend(
    actor: Actor, application_id: int, outcome: Outcome, amount: Money, reason: str, shown_version: int = 0
) -> Recommendation:
    """Write what is recommended for an application; the reason may follow until the ranking is frozen."""
    application = get_application(application_id)
    _require(policy.RECOMMEND, actor, application)
    decision = open_decision(actor, application.call_id)
    line = queries.get_line(application_id)
    _require_shown_line(line, shown_version, outcome, amount, reason)
    _require_candidate(application)
    problems = rules.problems_of_line(outcome, amount, application.requested, reason, needs_reason=False)
    if problems:
        raise Invalid(problems)
    if line is None:
        line = Recommendation(decision=decision, application=application, version=0)
        db.session.add(line)
    line.recommended, line.recommended_amount, line.reason = outcome, amount.amount, reason.strip()
    line.decided, line.decided_amount, line.decided_reason = None, 0, ""
    _keep_line(actor, line, "decision.recommended", outcome, amount)
    return line


@action
def decide(
    actor: Actor, application_id: int, outcome: Outcome, amount: Money, reason: str, shown_version: int
) -> Recommendation:
    """Decide otherwise than recommended, with the reason; the ranking must be frozen and not approved yet."""
    application = get_application(application_id)
    _require(policy.DECIDE, actor, application)
    decision = queries.get_decision(application.call_id, lock=True)
    if decision.status != DecisionStatus.FROZEN:
        raise NotAllowedNow(NOT_FROZEN, code="decision.not_frozen")
    line = next(one for one in decision.recommendations if one.application_id == application_id)
    _require_shown_line(line, shown_version, outcome, amount, reason)
    problems = rules.problems_of_line(outcome, amount, application.requested, reason)
    if problems:
        raise Invalid(problems)
    line.decided, line.decided_amount, line.decided_reason = outcome, amount.amount, reason.strip()
    _keep_line(actor, line, "decision.decided", outcome, amount)
    over = rules.over_budget([rules.line_fact(one) for one in decision.recommendations], decision.call.budget)
    if over:
        message, shown = (
            rules.OVER_BUDGET,
            {"over": over, "budget": decision.call.budget},
        )
        raise Invalid([Problem("amount", "over_budget", message, shown)])
    return line


def _require_candidate(application: Application) -> None:
    if application.status not in queries.REVIEWED[:2]:
        raise NotAllowedNow(NOT_OPEN, code="decision.application")


def _require_shown_line(
    line: Recommendation | None, shown_version: int, outcome: Outcome, amount: Money, reason: str
) -> None:
    if line is None or line.version == shown_version:
        return
    yours = {"outcome": outcome.value, "amount": rules.plain(amount), "reason": reason}
    theirs = {"outcome": line.outcome.value, "amount": rules.plain(line.money), "reason": line.why}
    if yours != theirs:
        raise Changed(yours, theirs)


def _keep_line(actor: Actor, line: Recommendation, verb: str, outcome: Outcome, amount: Money) -> None:
    line.version += 1
    db.session.flush()
    facts = {"application_id": line.application_id, "outcome": outcome.value, "amount": amount.amount}
    record(Happened(verb, line.decision, actor, actor.at, facts=facts))


@action
def save_amounts(actor: Actor, call_id: int, changes: Iterable[AmountChange]) -> list[Recommendation]:
    """Save amounts typed into the table: as recommendations, or as decisions once the ranking is frozen."""
    decision = queries.find_decision(call_id, lock=True)
    frozen = decision is not None and decision.status == DecisionStatus.FROZEN
    return [line for change in changes if (line := _save_amount(actor, change, frozen=frozen)) is not None]


def _save_amount(actor: Actor, change: AmountChange, *, frozen: bool) -> Recommendation | None:
    line = queries.get_line(change.application_id)
    money = change.amount or Money(0, get_application(change.application_id).call.currency)
    if money == (line.money if line else Money(0, money.currency)):
        return None
    outcome = Outcome.FUND if money else Outcome.WAITLIST
    verb = decide if frozen else recommend
    try:
        return verb(
            actor, change.application_id, outcome, money, line.why if line else "", change.shown_version
        )
    except Invalid as refusal:
        field = rules.amount_field(change.application_id)
        raise Invalid([replace(one, field=field) for one in refusal.problems]) from refusal


@action
def freeze_decision(actor: Actor, call_id: int, shown: str) -> Decision:
    """Fix ranks, scores and recommendations of a call; the director decides on what is frozen."""
    decision = queries.get_decision(call_id, lock=True)
    candidates = queries.list_candidates(call_id)
    if any(is_recused(actor, one.application) for one in candidates):
        raise NotPermitted(policy.FREEZE.name)
    _drop_fallen_lines(actor, decision, {one.application.id for one in candidates})
    ranking = make_ranking(decision.call, candidates)
    _require_shown(ranking, shown)
    _keep_ranks(ranking)
    decision.frozen_by = actor.person_id
    DECISION.fire("freeze", decision, actor, facts=_facts(ranking))
    if ranking.problems:
        raise Invalid(ranking.problems)
    return decision


def _drop_fallen_lines(actor: Actor, decision: Decision, standing: set[int]) -> None:
    """Take out the lines of applications that were withdrawn or excluded meanwhile."""
    for line in [one for one in decision.recommendations if one.application_id not in standing]:
        decision.recommendations.remove(line)
        db.session.delete(line)
        facts = {"application_id": line.application_id}
        record(Happened("decision.line_dropped", decision, actor, actor.at, facts=facts))
    db.session.flush()


def _keep_ranks(ranking: Ranking) -> None:
    for row in ranking.lines:
        if row.line is not None:
            spread = row.summary.spread
            row.line.rank, row.line.score_text, row.line.review_count = row.rank, row.score, row.summary.n
            row.line.spread_text = "" if spread is None else str(spread)


def _facts(ranking: Ranking) -> dict[str, Any]:
    total = ranking.total
    return {
        "applications": len(ranking.lines),
        **ranking.counts(),
        "amount": total.amount,
        "currency": total.currency,
    }


def _require_shown(ranking: Ranking, shown: str) -> None:
    if ranking.fingerprint != shown:
        raise NotAllowedNow(SEEN_ANOTHER, code="decision.changed")


@action
def reopen_decision(actor: Actor, call_id: int, reason: str) -> Decision:
    """Open a frozen or approved ranking again, with the reason; the director's changes are kept beside it."""
    decision = queries.get_decision(call_id, lock=True)
    DECISION.fire("reopen", decision, actor, reason=reason)
    return decision


@action
def approve_decision(actor: Actor, call_id: int, shown: str) -> Decision:
    """Approve what somebody else froze; where the director said nothing, the recommendation holds."""
    decision = queries.get_decision(call_id, lock=True)
    ranking = make_ranking(decision.call, queries.list_candidates(call_id))
    _require_shown(ranking, shown)
    _require_standing(decision)
    for line in decision.recommendations:
        if line.decided is None:
            line.decided, line.decided_amount = line.recommended, line.recommended_amount
    decision.approved_by = actor.person_id
    DECISION.fire("approve", decision, actor, facts=_facts(ranking))
    return decision


def _require_standing(decision: Decision) -> None:
    fallen = [
        one.application for one in decision.recommendations if one.application.status not in queries.REVIEWED
    ]
    if fallen:
        message = N_(
            "%(number)s was withdrawn or excluded meanwhile. Open the ranking again and freeze it anew."
        )
        raise Invalid([Problem("", "fallen", message, {"number": one.number or ""}) for one in fallen])


@action
def release_decision(actor: Actor, call_id: int, shown: str) -> Decision:
    """Release a decision in one act: each application its result, each city its letter; sequels follow."""
    decision = queries.get_decision(call_id, lock=True)
    candidates = queries.list_candidates(call_id)
    ranking = make_ranking(decision.call, candidates)
    _require_shown(ranking, shown)
    _require_standing(decision)
    happened = DECISION.fire("release", decision, actor, facts=_facts(ranking))
    for line in decision.recommendations:
        if line.application.status in queries.REVIEWED[:2]:  # a sequel may have noted the result already
            MARKS[line.outcome](happened.actor, line.application_id)
    _close_readings(actor, candidates)
    for letter in emails.result_letters(ranking):
        emails.send_result(actor, letter)
    return decision


def _close_readings(actor: Actor, candidates: Iterable[queries.Candidate]) -> None:
    """End what reviewers could read; no right of the director, so the product itself does it."""
    product = Actor.system("reviews.release").moved_to(actor.at)
    for review in (
        one for candidate in candidates for one in candidate.reviews if one.started_at is not None
    ):
        applications.close_reading(product, review.application_id, review.reviewer_id)
