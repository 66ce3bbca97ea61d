"""A review from the assignment to the lock: conflicts first, text after, blind, voided with a reason."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from grantapp.accounts.models import Role
from grantapp.applications import policy as application_policy
from grantapp.applications.models import ApplicationStatus, Recusal, Side
from grantapp.applications.queries import get_application
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.database import db
from grantapp.notifications.models import Letter
from grantapp.reviews import actions, policy, queries
from grantapp.reviews.models import ConflictAnswer, Review, ReviewStatus
from grantapp.reviews.rules import Mark
from tests.factories import people, reviews

pytestmark = pytest.mark.usefixtures("app")


def letters(name):
    return list(db.session.scalars(select(Letter).where(Letter.name == name)))


def reads(actor, panel, index=0):
    return application_policy.VIEW.allows(actor, get_application(panel.applications[index].id))


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_assign_when_the_first_reviewer_is_asked_then_the_review_begins_and_he_gets_a_letter():
    panel = reviews.panel()
    review = reviews.assigned(panel)
    assert review.status == ReviewStatus.ASSIGNED
    assert get_application(panel.applications[0].id).status == ApplicationStatus.UNDER_REVIEW
    assert [letter.address for letter in letters("review_assigned")] == [panel.reviewers[0].email]


@pytest.mark.parametrize("side", list(Side))
def test_assign_when_the_reviewer_belongs_to_either_city_then_he_is_refused(side):
    panel = reviews.panel()
    office = panel.worlds[0].offices[side]
    people.grant(panel.reviewers[0], Role.REVIEWER, office.scope_id)
    with pytest.raises(Invalid) as refused:
        reviews.assigned(panel)
    assert codes(refused) == ["organization"]
    assert get_application(panel.applications[0].id).status == ApplicationStatus.SUBMITTED


def test_assign_when_the_reviewer_is_from_another_office_of_the_city_then_he_is_refused():
    panel = reviews.panel()
    elsewhere = reviews.applications.office(
        panel.worlds[0].offices[Side.LEAD].place.name, "US", "America/Los_Angeles"
    )
    with reviews.writing():
        db.session.merge(elsewhere).place_id = panel.worlds[0].offices[Side.PARTNER].place_id
    people.grant(panel.reviewers[0], Role.APPLICANT_EDITOR, elsewhere.scope_id)
    with pytest.raises(Invalid) as refused:
        reviews.assigned(panel)
    assert codes(refused) == ["place"]


def test_assign_when_asked_twice_or_no_reviewer_then_it_is_refused():
    panel = reviews.panel()
    reviews.assigned(panel)
    with pytest.raises(Invalid) as refused:
        reviews.assigned(panel)
    assert codes(refused) == ["assigned"]
    with pytest.raises(Invalid) as refused:
        actions.assign_reviewer(panel.office, panel.applications[0].id, people.person().id)
    assert codes(refused) == ["not_reviewer"]


def test_assign_when_a_reviewer_or_a_city_tries_then_it_is_refused():
    panel = reviews.panel()
    for who in (panel.reviewer(), panel.worlds[0].editor(), panel.head):
        with pytest.raises(NotPermitted):
            actions.assign_reviewer(who, panel.applications[0].id, panel.reviewers[0].id)


def test_text_when_the_question_is_not_answered_then_it_is_closed_and_opens_with_the_answer():
    panel = reviews.panel()
    review = reviews.assigned(panel)
    assert not reads(panel.reviewer(), panel)
    assert not policy.READ.allows(panel.reviewer(), queries.load_review(review.id))
    actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.NONE)
    assert reads(panel.reviewer(), panel)
    assert policy.READ.allows(panel.reviewer(), queries.load_review(review.id))


def test_conflict_when_said_then_every_door_closes():
    panel = reviews.panel(pairs=2)
    review, _other = reviews.assigned(panel), reviews.started(panel, application=1)
    actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.CONFLICT, "My sister works there")
    assert queries.load_review(review.id).status == ReviewStatus.REFUSED
    assert [one.application_id for one in queries.list_own_reviews(panel.reviewer())] == [
        panel.applications[1].id
    ]
    assert not policy.VIEW.allows(panel.reviewer(), queries.load_review(review.id))
    assert not reads(panel.reviewer(), panel)
    assert reads(panel.reviewer(), panel, 1)
    for attempt in (
        lambda: actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.NONE),
        lambda: actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel), 1),
        lambda: actions.submit_review(panel.reviewer(), review.id, reviews.marks(panel), 1),
        lambda: actions.refuse_review(panel.reviewer(), review.id, "x"),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with pytest.raises(Invalid) as refused:
        reviews.assigned(panel)
    assert codes(refused) == ["recused"]


def test_conflict_when_found_after_the_scores_then_they_leave_the_ranking():
    panel = reviews.panel(reviewers=2)
    review, _second = reviews.submitted(panel, points=5), reviews.submitted(panel, reviewer=1, points=2)
    actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.CONFLICT, "Found a cousin in the bio")
    row = queries.list_board(panel.office, panel.call.id)[0]
    assert (row.summary.n, row.summary.mean) == (1, 2)
    assert not reads(panel.reviewer(), panel)


def test_conflict_when_no_reason_is_given_then_it_is_asked_for():
    panel = reviews.panel()
    review = reviews.assigned(panel)
    with pytest.raises(Invalid) as refused:
        actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.CONFLICT)
    assert [problem.field for problem in refused.value.problems] == ["reason"]


@pytest.mark.parametrize(
    ("answer", "status", "recused"),
    [(ConflictAnswer.NONE, "in_progress", 0), (ConflictAnswer.CONFLICT, "refused", 1)],
)
def test_unsure_when_said_then_the_officer_decides_and_the_reviewer_waits(answer, status, recused):
    panel = reviews.panel()
    review = reviews.assigned(panel)
    actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.UNSURE, "We met once")
    with pytest.raises(NotAllowedNow):
        actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.NONE)
    assert not reads(panel.reviewer(), panel)
    with pytest.raises(NotPermitted):
        actions.settle_conflict(panel.reviewer(), review.id, ConflictAnswer.NONE, "mine")
    actions.settle_conflict(
        panel.office, review.id, answer, "A meeting is no conflict" if not recused else "Close friends"
    )
    assert queries.load_review(review.id).status == status
    assert len(list(db.session.scalars(select(Recusal)))) == recused
    assert reads(panel.reviewer(), panel) == (not recused)


def test_refuse_when_there_is_no_time_then_the_door_closes_without_recusal():
    panel = reviews.panel()
    review = reviews.started(panel)
    with pytest.raises(Invalid):
        actions.refuse_review(panel.reviewer(), review.id, " ")
    actions.refuse_review(panel.reviewer(), review.id, "No time")
    assert not reads(panel.reviewer(), panel)
    assert policy.VIEW.allows(panel.reviewer(), queries.load_review(review.id))


def test_scores_when_saved_then_a_second_window_clashes_and_nothing_is_overwritten():
    panel = reviews.panel()
    review = reviews.started(panel)
    actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel, 4), 1)
    with pytest.raises(Changed):
        actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel, 2), 1)
    assert {score.points for score in queries.load_review(review.id).scores} == {4}
    actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel, 4), 1)  # the same again is no clash


def test_scores_when_the_question_is_open_then_they_are_refused():
    panel = reviews.panel()
    review = reviews.assigned(panel)
    with pytest.raises(NotAllowedNow):
        actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel), 1)


def test_submit_when_a_criterion_is_open_then_it_is_refused_and_the_draft_is_not_lost():
    panel = reviews.panel()
    review = reviews.started(panel)
    some = dict(list(reviews.marks(panel).items())[:2])
    actions.save_scores(panel.reviewer(), review.id, some, 1)
    with pytest.raises(Invalid) as refused:
        actions.submit_review(panel.reviewer(), review.id, some, 2)
    assert codes(refused) == ["open"]
    assert len(queries.load_review(review.id).scores) == 2


def test_submit_when_done_then_it_is_locked():
    panel = reviews.panel()
    review = reviews.submitted(panel)
    for attempt in (actions.save_scores, actions.submit_review):
        with pytest.raises(NotAllowedNow):
            attempt(panel.reviewer(), review.id, reviews.marks(panel, 1), 2)
    assert queries.load_review(review.id).submitted_at is not None


def test_score_when_not_applicable_then_it_is_absent_from_the_mean():
    panel = reviews.panel()
    review = reviews.started(panel)
    given = reviews.marks(panel, 4)
    given[max(given)] = Mark(not_applicable=True)
    actions.submit_review(panel.reviewer(), review.id, given, 1)
    assert queries.list_board(panel.office, panel.call.id)[0].summary.mean == 4


def test_reviews_when_others_look_then_scores_are_blind():
    panel = reviews.panel(reviewers=2)
    first, second = reviews.submitted(panel), reviews.submitted(panel, reviewer=1, points=1)
    assert [one.id for one in queries.list_own_reviews(panel.reviewer())] == [first.id]
    assert not policy.VIEW.allows(panel.reviewer(), queries.load_review(second.id))
    for who in (panel.worlds[0].editor(), panel.worlds[0].signatory()):
        assert not policy.VIEW.allows(who, queries.load_review(first.id))


def test_void_when_the_officer_gives_a_reason_then_the_review_counts_no_more():
    panel = reviews.panel()
    review = reviews.submitted(panel)
    with pytest.raises(NotPermitted):
        actions.void_review(panel.reviewer(), review.id, "mine")
    with pytest.raises(Invalid):
        actions.void_review(panel.office, review.id, "")
    actions.void_review(panel.office, review.id, "Scored the wrong application")
    assert queries.list_board(panel.office, panel.call.id)[0].summary.n == 0
    assert not reads(panel.reviewer(), panel)


def test_office_when_recused_then_no_row_and_no_count_is_left():
    panel = reviews.panel(pairs=2)
    for number in range(2):
        reviews.assigned(panel, number)
    officer = panel.office
    actions.step_back(officer, panel.applications[0].id)
    assert [row.application.id for row in queries.list_board(officer, panel.call.id)] == [
        panel.applications[1].id
    ]
    assert [one.application.id for one in queries.list_candidates(panel.call.id, officer)] == [
        panel.applications[1].id
    ]
    assert [(row.applications, row.open) for row in queries.list_progress(officer)] == [(1, 1)]
    with pytest.raises(NotPermitted):
        actions.assign_reviewer(officer, panel.applications[0].id, panel.reviewers[0].id)


def test_visible_when_asked_in_sql_then_it_says_what_the_policy_says():
    panel = reviews.panel(pairs=2, reviewers=2)
    recused = reviews.assigned(panel)
    actions.answer_conflict(panel.reviewer(), recused.id, ConflictAnswer.CONFLICT, "Sister")
    reviews.started(panel, 1, 0)
    reviews.submitted(panel, 1, 1)
    stranger = people.acting(Role.PROGRAM_OFFICER, people.scope().id)
    actors = [
        panel.office, panel.head, panel.reviewer(0), panel.reviewer(1), stranger, panel.worlds[0].editor(),
        people.acting(Role.AUDITOR), people.acting(Role.FINANCE_OFFICER), people.actor(people.person()),
    ]  # fmt: skip
    actions.step_back(panel.head, panel.applications[1].id)
    every = [queries.load_review(one) for one in db.session.scalars(select(Review.id))]
    for actor in actors:
        shown = set(db.session.scalars(select(Review.id).where(queries.visible_to(actor))))
        assert shown == {one.id for one in every if policy.VIEW.allows(actor, one)}, actor.name


def test_locks_when_a_review_is_answered_scored_or_declined_then_decision_first(app):
    panel = reviews.panel(pairs=2)
    first, second = reviews.assigned(panel), reviews.assigned(panel, 1)
    reviewer = panel.reviewer()
    for verb in (
        lambda: actions.answer_conflict(reviewer, first.id, ConflictAnswer.NONE),
        lambda: actions.save_scores(
            reviewer, first.id, reviews.marks(panel), queries.get_review(first.id).version
        ),
        lambda: actions.answer_conflict(reviewer, first.id, ConflictAnswer.CONFLICT, "My school"),
        lambda: actions.refuse_review(reviewer, second.id, "No time"),
    ):
        locked = locks_of(verb)
        assert locked.index("decision") < locked.index("review")


def locks_of(verb):
    taken = []

    def note(state):
        if getattr(state.statement, "_for_update_arg", None) is not None:
            taken.append(state.statement.column_descriptions[0]["entity"].__tablename__)

    event.listen(Session, "do_orm_execute", note)
    try:
        verb()
    finally:
        event.remove(Session, "do_orm_execute", note)
    return taken


def test_scores_when_saved_then_the_audit_knows(app):
    panel = reviews.panel()
    review = reviews.started(panel)
    actions.save_scores(panel.reviewer(), review.id, reviews.marks(panel), review.version)
    fact = timeline_of(review)[-1]
    assert (fact.verb, fact.actor_id) == ("review.scored", panel.reviewers[0].id)
