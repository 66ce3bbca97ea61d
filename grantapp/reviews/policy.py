"""Who may review and decide: a reviewer by his assignment, officers and directors by their role.

Whoever is recused from an application sees nothing of it and does nothing about it, whatever his role.
"""

from typing import Any

from grantapp.accounts.models import Role
from grantapp.accounts.policy import DIRECTORS, OFFICERS
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.applications.policy import is_recused, side_of
from grantapp.calls.models import Call
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.reviews.models import Decision, Recommendation, Review, ReviewStatus

BOARD = (*OFFICERS, *DIRECTORS, Role.AUDITOR)
RESULTS = (ApplicationStatus.AWARDED, ApplicationStatus.DECLINED, ApplicationStatus.WAITLISTED)


def call_of(subject: Any) -> Call:
    """Return the call that a review, a decision, a recommendation, an application or a call belongs to."""
    if isinstance(subject, Call):
        return subject
    return (
        call_of(subject.application) if isinstance(subject, Review | Recommendation) else _own_call(subject)
    )


def _own_call(subject: Application | Decision) -> Call:
    return subject.call


def _shut_out(actor: Actor, subject: Any) -> bool:
    if isinstance(subject, Review | Recommendation):
        return is_recused(actor, subject.application)
    return isinstance(subject, Application) and is_recused(actor, subject)


def _holds(actor: Actor, roles: tuple[Role, ...], subject: Any) -> bool:
    if subject is None:
        return actor.holds_anywhere(roles)
    return actor.holds(roles, call_of(subject).program.scope_id) and not _shut_out(actor, subject)


def _is_reviewer(actor: Actor, review: Review) -> bool:
    return actor.is_signed_in and review.reviewer_id == actor.person_id and not _shut_out(actor, review)


def _sees(actor: Actor, subject: Any = None) -> bool:
    own = isinstance(subject, Review) and _is_reviewer(actor, subject)
    return own or actor.is_system or _holds(actor, BOARD, subject)


def _manages(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, OFFICERS, subject)


def _reminds(actor: Actor, subject: Any = None) -> bool:
    return actor.is_system or _manages(actor, subject)


def _answers(actor: Actor, review: Review) -> bool:
    return _is_reviewer(actor, review)


def _reads(actor: Actor, review: Review) -> bool:
    open_now = review.status in (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
    return open_now and _is_reviewer(actor, review)


def _settles_conflict(actor: Actor, review: Review) -> bool:
    return _is_reviewer(actor, review) or _manages(actor, review)


def _sees_decision(actor: Actor, subject: Any = None) -> bool:
    return actor.is_system or _holds(actor, BOARD, subject)


def _steps_back(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, (*OFFICERS, *DIRECTORS), subject)


def _recommends(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, OFFICERS, subject)


def _takes_part_in_all(actor: Actor, decision: Any) -> bool:
    lines = decision.recommendations if isinstance(decision, Decision) else ()
    return not any(is_recused(actor, line.application) for line in lines)


def _freezes(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, OFFICERS, subject) and _takes_part_in_all(actor, subject)


def _reopens(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, (*OFFICERS, *DIRECTORS), subject) and _takes_part_in_all(actor, subject)


def _decides(actor: Actor, subject: Any = None) -> bool:
    return _holds(actor, DIRECTORS, subject)


def _edits_table(actor: Actor, subject: Any = None) -> bool:
    return _recommends(actor, subject) or _decides(actor, subject)


def _releases(actor: Actor, subject: Any = None) -> bool:
    return _decides(actor, subject) and _takes_part_in_all(actor, subject)


def _approves(actor: Actor, subject: Any = None) -> bool:
    froze = isinstance(subject, Decision) and subject.frozen_by == actor.person_id
    return _releases(actor, subject) and not froze


def _reads_result(actor: Actor, application: Application) -> bool:
    if application.status not in RESULTS or is_recused(actor, application):
        return False
    return side_of(actor, application) is not None or _holds(actor, BOARD, application)


def _has_reviews(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_signed_in


VIEW = permission("review:view", N_("See a review"), _sees)
LIST_OWN = permission("review:list_own", N_("See one's own reviews"), _has_reviews)
MANAGE = permission("review:manage", N_("Assign reviewers, settle conflicts and void reviews"), _manages)
REMIND = permission("review:remind", N_("Remind reviewers"), _reminds)
ANSWER = permission("review:answer", N_("Answer the conflict question or decline one's review"), _answers)
SETTLE = permission(
    "review:settle", N_("Open or close a review after the conflict question"), _settles_conflict
)
READ = permission("review:read", N_("Read an application beside the score form"), _reads)
SCORE = permission("review:score", N_("Score an application"), _answers)
VIEW_DECISION = permission("decision:view", N_("See the ranking and the decision"), _sees_decision)
RECOMMEND = permission("decision:recommend", N_("Recommend what happens to an application"), _recommends)
RECUSE = permission("decision:recuse", N_("Step back from one application"), _steps_back)
FREEZE = permission("decision:freeze", N_("Freeze the ranking"), _freezes)
REOPEN = permission("decision:reopen", N_("Open a frozen ranking again"), _reopens)
DECIDE = permission("decision:decide", N_("Decide on an application"), _decides)
EDIT_TABLE = permission("decision:edit", N_("Type amounts into the decision table"), _edits_table)
APPROVE = permission("decision:approve", N_("Approve the decision that somebody else froze"), _approves)
RELEASE = permission("decision:release", N_("Release the decision with its letters"), _releases)
VIEW_RESULT = permission("result:view", N_("See the result of one's application"), _reads_result)
