"""The decision: frozen by one, approved by another, within the budget, released once with every letter."""

import pytest
from sqlalchemy import select

from grantapp.accounts.models import Role
from grantapp.applications import actions as applications
from grantapp.applications.models import ApplicationStatus, Side
from grantapp.applications.queries import get_application
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.database import db
from grantapp.notifications.models import Letter
from grantapp.reviews import actions, policy, queries
from grantapp.reviews.documents import Filters, make_ranking, narrow
from grantapp.reviews.models import Decision, DecisionStatus, Outcome
from tests.factories import people, reviews
from tests.factories.reviews import REASON

pytestmark = pytest.mark.usefixtures("app")
FUND, WAIT, DECLINE = Outcome.FUND, Outcome.WAITLIST, Outcome.DECLINE


def usd(amount):
    return Money(amount * 100, "USD")


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def ranking(panel, actor=None):
    return make_ranking(panel.call, queries.list_candidates(panel.call.id, actor))


def letters(prefix="decision_"):
    found = db.session.scalars(select(Letter).where(Letter.name.startswith(prefix)).order_by(Letter.id))
    return [(letter.name, letter.address, letter.language) for letter in found]


def test_ranking_when_reviewed_then_best_first_with_running_totals():
    panel = reviews.panel(pairs=3, reviewers=2)
    reviews.reviewed(panel)
    reviews.recommended(panel, FUND, FUND, WAIT)
    rows = ranking(panel).lines
    assert [(row.rank, row.score, row.summary.n) for row in rows] == [
        (1, "5.00", 2),
        (2, "4.00", 2),
        (3, "3.00", 2),
    ]
    assert [row.running for row in rows] == [usd(10_000), usd(20_000), None]
    assert (ranking(panel).total, ranking(panel).left) == (usd(20_000), usd(100_000))


def test_recommend_when_more_than_requested_then_it_is_refused():
    panel = reviews.panel()
    reviews.reviewed(panel)
    with pytest.raises(Invalid) as refused:
        reviews.recommend(panel, 0, FUND, 1_000_001)
    assert codes(refused) == {"amount_over_request"}


def test_recommend_when_somebody_changed_the_line_then_both_are_shown():
    panel = reviews.panel()
    reviews.reviewed(panel)
    reviews.recommend(panel, 0, FUND)
    with pytest.raises(Changed) as refused:
        actions.recommend(panel.office, panel.applications[0].id, DECLINE, usd(0), "Plan not ready", 0)
    assert refused.value.theirs["outcome"] == "fund"


def test_recommend_when_the_director_or_a_city_tries_then_it_is_refused():
    panel = reviews.panel()
    for who in (panel.head, panel.reviewer(), panel.worlds[0].editor()):
        with pytest.raises(NotPermitted):
            actions.recommend(who, panel.applications[0].id, DECLINE, usd(0), REASON)


def test_amounts_when_typed_into_the_table_then_an_amount_funds_and_none_waits():
    panel = reviews.panel(pairs=2)
    reviews.reviewed(panel)
    reviews.recommend(panel, 1, FUND, 500_000)
    first, second = (one.id for one in panel.applications)
    changes = [actions.AmountChange(first, usd(9_000), 0), actions.AmountChange(second, None, 1)]
    actions.save_amounts(panel.office, panel.call.id, changes)
    assert [(row.outcome, row.money) for row in ranking(panel).lines] == [(FUND, usd(9_000)), (WAIT, usd(0))]
    with pytest.raises(Invalid) as refused:
        actions.save_amounts(panel.office, panel.call.id, [actions.AmountChange(first, usd(90_000), 1)])
    assert [problem.field for problem in refused.value.problems] == [f"amount-{first}"]


def test_freeze_when_something_is_missing_then_each_thing_is_named():
    panel = reviews.panel(pairs=4)
    for number in range(3):
        reviews.submitted(panel, number)
    reviews.assigned(panel, 3)
    reviews.recommend(panel, 0, FUND)
    reviews.recommend(panel, 1, FUND, reason="")
    with pytest.raises(Invalid) as refused:
        actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    assert codes(refused) >= {"no_reason"}
    reviews.recommend(panel, 1, FUND)
    with pytest.raises(Invalid) as refused:
        actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    assert codes(refused) == {"no_outcome", "not_reviewed"}


def test_freeze_when_over_the_budget_then_it_is_refused():
    panel = reviews.panel(pairs=2, budget_amount=1_900_000)
    reviews.reviewed(panel)
    reviews.recommended(panel)
    with pytest.raises(Invalid) as refused:
        actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    assert codes(refused) == {"over_budget"}
    assert db.session.scalar(select(Decision.status)) == DecisionStatus.DRAFT


def test_freeze_when_the_table_changed_since_the_check_page_then_nothing_happens():
    panel = reviews.panel()
    reviews.reviewed(panel)
    reviews.recommended(panel)
    seen = panel.shown
    reviews.recommend(panel, 0, FUND, 900_000)
    with pytest.raises(NotAllowedNow):
        actions.freeze_decision(panel.office, panel.call.id, seen)


def test_frozen_when_reviews_or_recommendations_follow_then_they_are_refused():
    panel = reviews.panel(reviewers=2)
    reviews.submitted(panel)
    late = reviews.started(panel, reviewer=1)
    reviews.recommended(panel)
    actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    for attempt in (
        lambda: actions.submit_review(panel.reviewer(1), late.id, reviews.marks(panel), 1),
        lambda: actions.void_review(panel.office, late.id, "late"),
        lambda: actions.assign_reviewer(panel.office, panel.applications[0].id, people.person().id),
        lambda: reviews.recommend(panel, 0, DECLINE, 0),
        lambda: actions.freeze_decision(panel.office, panel.call.id, panel.shown),
    ):
        with pytest.raises(NotAllowedNow):
            attempt()


def test_reopen_when_a_reason_is_given_then_the_ranking_is_open_again():
    panel = reviews.panel()
    reviews.frozen(panel)
    with pytest.raises(Invalid):
        actions.reopen_decision(panel.office, panel.call.id, "")
    actions.reopen_decision(panel.office, panel.call.id, "A late review")
    reviews.recommend(panel, 0, FUND, 900_000)


def test_decide_when_the_director_changes_a_line_then_the_panel_s_word_stays_beside_it():
    panel = reviews.panel(pairs=2)
    reviews.frozen(panel)
    line = queries.get_line(panel.applications[1].id)
    with pytest.raises(NotPermitted):
        actions.decide(
            panel.office, panel.applications[1].id, WAIT, usd(0), "Balance of themes", line.version
        )
    with pytest.raises(Invalid):
        actions.decide(panel.head, panel.applications[1].id, WAIT, usd(0), "", line.version)
    actions.decide(panel.head, panel.applications[1].id, WAIT, usd(0), "Balance of themes", line.version)
    line = queries.get_line(panel.applications[1].id)
    assert (line.recommended, line.outcome, line.money, line.why) == (FUND, WAIT, usd(0), "Balance of themes")
    assert line.reason == REASON


def test_decide_when_the_amounts_leave_the_budget_then_it_is_refused():
    panel = reviews.panel(pairs=2, budget_amount=1_900_000)
    reviews.frozen(panel, FUND, DECLINE)
    line = queries.get_line(panel.applications[1].id)
    with pytest.raises(Invalid) as refused:
        actions.decide(panel.head, panel.applications[1].id, FUND, usd(10_000), "Both", line.version)
    assert codes(refused) == {"over_budget"}


def test_approve_when_the_same_person_froze_then_it_is_refused():
    panel = reviews.panel()
    people.grant(panel.officer, Role.DIRECTOR, panel.call.program.scope_id)
    reviews.frozen(panel)
    with pytest.raises(NotPermitted):
        actions.approve_decision(panel.office, panel.call.id, panel.shown)
    actions.approve_decision(panel.head, panel.call.id, panel.shown)
    decision = queries.find_decision(panel.call.id)
    assert (decision.status, decision.approved_by) == (DecisionStatus.APPROVED, panel.director.id)
    assert {line.decided for line in decision.recommendations} == {FUND}


def test_approve_and_release_when_not_the_director_then_refused():
    panel = reviews.panel()
    reviews.frozen(panel)
    with pytest.raises(NotPermitted):
        actions.approve_decision(panel.office, panel.call.id, panel.shown)
    with pytest.raises(NotAllowedNow):
        actions.release_decision(panel.head, panel.call.id, panel.shown)
    actions.approve_decision(panel.head, panel.call.id, panel.shown)
    for who in (panel.office, panel.reviewer(), panel.worlds[0].signatory()):
        with pytest.raises(NotPermitted):
            actions.release_decision(who, panel.call.id, panel.shown)


@pytest.mark.parametrize("step", ["freeze", "approve", "release"])
def test_steps_when_the_actor_is_recused_from_one_application_then_another_must_do_them(step):
    panel = reviews.panel(pairs=2)
    {"freeze": reviews.reviewed, "approve": reviews.frozen, "release": reviews.approved}[step](panel)
    who = panel.office if step == "freeze" else panel.head
    if step == "freeze":
        reviews.recommended(panel)
    actions.step_back(who, panel.applications[0].id)
    with pytest.raises(NotPermitted):
        getattr(actions, f"{step}_decision")(who, panel.call.id, panel.shown)
    assert [row.application.id for row in ranking(panel, who).lines] == [panel.applications[1].id]


def test_release_when_done_then_each_application_has_its_result_and_each_city_its_letter():
    panel = reviews.panel(pairs=3)
    reviews.approved(panel, FUND, WAIT, DECLINE)
    assert letters() == []
    assert {get_application(one.id).status for one in panel.applications} == {ApplicationStatus.UNDER_REVIEW}
    actions.release_decision(panel.head, panel.call.id, panel.shown)
    statuses = [get_application(one.id).status for one in panel.applications]
    assert statuses == [ApplicationStatus.AWARDED, ApplicationStatus.WAITLISTED, ApplicationStatus.DECLINED]
    found = letters()
    assert len(found) == 12  # three results, two sides, an editor and a signatory on each
    assert {(name, language) for name, _address, language in found} == {
        (f"decision_{name}", language)
        for name in ("award", "waitlist", "decline")
        for language in ("en", "ja")
    }
    assert db.session.scalar(select(Award.awarded_amount)) == 1_000_000


def test_release_when_repeated_then_nothing_happens_twice():
    panel = reviews.panel()
    reviews.released(panel)
    before = letters()
    with pytest.raises(NotAllowedNow):
        actions.release_decision(panel.head, panel.call.id, panel.shown)
    assert letters() == before
    assert len(list(db.session.scalars(select(Award)))) == 1


def test_release_when_an_application_was_withdrawn_meanwhile_then_the_ranking_must_open_again():
    panel = reviews.panel(pairs=2)
    reviews.approved(panel)
    applications.withdraw_application(
        panel.worlds[0].signatory(Side.LEAD), panel.applications[0].id, "No staff"
    )
    with pytest.raises(Invalid) as refused:
        actions.release_decision(panel.head, panel.call.id, panel.shown)
    assert codes(refused) == {"fallen"}
    actions.reopen_decision(panel.office, panel.call.id, "One was withdrawn")
    actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    assert [line.rank for line in queries.find_decision(panel.call.id).recommendations] == [1]


def test_result_when_not_released_then_no_city_sees_it_and_afterwards_only_its_own():
    panel = reviews.panel(pairs=2)
    reviews.approved(panel)
    own, other = panel.worlds[0].editor(), panel.worlds[1].editor()
    assert not policy.VIEW_RESULT.allows(own, get_application(panel.applications[0].id))
    actions.release_decision(panel.head, panel.call.id, panel.shown)
    result = get_application(panel.applications[0].id)
    assert policy.VIEW_RESULT.allows(own, result)
    assert not policy.VIEW_RESULT.allows(other, result)
    assert not policy.VIEW_RESULT.allows(panel.reviewer(), result)


def test_table_when_narrowed_then_rank_and_running_total_stay():
    panel = reviews.panel(pairs=3)
    reviews.reviewed(panel)
    reviews.recommended(panel, FUND, WAIT, FUND)
    rows = ranking(panel).lines
    assert [row.rank for row in narrow(rows, Filters(outcome="fund"))] == [1, 3]
    assert narrow(rows, Filters(outcome="fund"))[1].running == usd(20_000)
    assert [row.rank for row in narrow(rows, Filters(score_from="3.5"))] == [1, 2]
    assert [row.rank for row in narrow(rows, Filters(text="北九"))] == [1, 2, 3]
    assert narrow(rows, Filters(theme="business")) == []


def test_decisions_when_asked_in_sql_then_it_says_what_the_policy_says():
    panel = reviews.panel()
    reviews.frozen(panel)
    decision = queries.find_decision(panel.call.id)
    for actor in (
        panel.office, panel.head, panel.reviewer(), panel.worlds[0].editor(), people.acting(Role.AUDITOR),
        people.acting(Role.PROGRAM_OFFICER, people.scope().id), people.acting(Role.FUNDER_OBSERVER),
    ):  # fmt: skip
        shown = db.session.scalar(select(Decision.id).where(queries.decision_visible_to(actor)))
        assert (shown is not None) == policy.VIEW_DECISION.allows(actor, decision)
