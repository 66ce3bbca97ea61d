"""A call is prepared from a plan, checked, published for good; its fund is open from then on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from grantapp.accounts.models import Role
from grantapp.audit.queries import timeline_of
from grantapp.calls import actions, documents, policy, queries
from grantapp.calls.models import Call
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.ledger.queries import balance
from grantapp.programs import actions as program_actions
from tests.factories import calls, forms, people, programs


def test_call_when_created_then_standard_parts_and_a_mark(app):
    call = queries.get_call(calls.draft().id)
    assert (call.series, call.currency, call.ceiling) == ("LC26", "USD", Money(1_800_000, "USD"))
    assert [criterion.weight for criterion in call.criteria] == [25, 25, 20, 15, 10, 5]
    assert [cost.code for cost in call.costs if cost.is_indirect] == ["IND"]
    assert [section.key for section in call.questionnaire_version.sections] == [
        "lead", "partner", "partnership", "project", "delegation", "community", "budget", "risk",
    ]  # fmt: skip


def test_call_when_created_then_the_themes_of_the_program_are_choices(app):
    version = calls.draft().questionnaire_version
    theme = forms.asked(version, "theme")
    assert [choice["code"] for choice in theme.settings["choices"]] == ["business", "sustainability"]


def test_call_when_a_second_of_the_program_then_another_mark_and_the_same_form(app):
    program = programs.program()
    first, second = calls.draft(program), calls.draft(program)
    assert (first.series, second.series) == ("LC26", "LC26B")
    assert first.questionnaire_version_id == second.questionnaire_version_id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes_at": datetime(2026, 10, 1, tzinfo=UTC)}, "closes_on"),
        ({"reviews_due_at": datetime(2026, 12, 1, tzinfo=UTC)}, "reviews_due_on"),
        ({"decision_on": date(2027, 1, 1)}, "decision_on"),
        ({"exchange_from_on": date(2027, 3, 1)}, "exchange_from_on"),
        ({"ceiling": Money(0, "USD")}, "ceiling"),
        ({"budget": Money(1, "USD")}, "budget"),
        ({"budget": Money(10**9, "USD")}, "budget"),
        ({"ceiling": Money(5, "JPY")}, "currency"),
        ({"match_percent": 101}, "match_percent"),
        ({"report_days": 0}, "report_days"),
        ({"rate_text": "much"}, "rate_text"),
        ({"rate_text": "NaN"}, "rate_text"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_call_when_the_plan_is_wrong_then_refused_beside_the_field(app, values, field):
    with pytest.raises(Invalid) as refusal:
        calls.draft(**values)
    assert field in [problem.field for problem in refusal.value.problems]


@pytest.mark.parametrize("series", ["x", "la 12", "12LA", "LA-12", "A" * 13])
def test_call_when_the_mark_is_odd_then_refused(app, series):
    with pytest.raises(Invalid):
        calls.draft(series=series)


def test_call_when_the_mark_is_taken_then_refused(app):
    program = programs.program()
    calls.draft(program, "LA12")
    with pytest.raises(Invalid):
        calls.draft(program, "LA12")


def test_publish_when_ready_then_public_and_the_fund_is_open_once(app):
    call = calls.published()
    grant = call.program.funder_grant
    assert balance("fund_free", "funder_grant", grant.id, "USD") == grant.money
    calls.published(queries.get_call(call.id).program)
    assert balance("fund_free", "funder_grant", grant.id, "USD") == grant.money
    assert "call.publish" in [entry.verb for entry in timeline_of(queries.get_call(call.id))]


def test_publish_when_done_then_neither_again_nor_edited(app):
    call = calls.published()
    with pytest.raises(NotAllowedNow):
        actions.publish_call(forms.SYSTEM, call.id)
    with pytest.raises(NotPermitted):
        actions.edit_call(forms.SYSTEM, call.id, calls.plan())


def test_publish_when_texts_weights_or_anchors_lack_then_each_is_named(app):
    rubric = documents.standard_rubric()[:5]
    rubric[0]["anchors"].pop("3")
    parts = actions.Parts(criteria=rubric, costs=[])
    call = actions.create_call(
        forms.SYSTEM, programs.program().id, calls.plan(summary=Bilingual("Only English")), parts=parts
    )
    with pytest.raises(Invalid) as refusal:
        actions.publish_call(forms.SYSTEM, call.id)
    codes = [problem.code for problem in refusal.value.problems]
    assert codes == ["both_languages", "weights", "no_anchors", "no_costs"]


def test_publish_when_the_window_is_over_then_refused(app):
    call = calls.draft()
    late = Actor.system("test").moved_to(call.closes_at)
    with pytest.raises(Invalid):
        actions.publish_call(late, call.id)


def test_edit_when_draft_then_changed_and_recorded(app):
    call = calls.draft()
    actions.edit_call(forms.SYSTEM, call.id, calls.plan(match_percent=25))
    entry = timeline_of(queries.get_call(call.id))[-1]
    assert (queries.get_call(call.id).match_percent, entry.verb) == (25, "call.edited")
    assert entry.facts == {"fields": ["match_percent"]}


def test_weights_when_changed_then_kept_for_the_checklist(app):
    call = queries.get_call(calls.draft().id)
    first, last = call.criteria[0].id, call.criteria[-1].id
    actions.weigh_criteria(forms.SYSTEM, call.id, {first: 20, last: 10})
    assert [criterion.weight for criterion in queries.get_call(call.id).criteria] == [20, 25, 20, 15, 10, 10]
    with pytest.raises(Invalid):
        actions.weigh_criteria(forms.SYSTEM, call.id, {first: 0})


def test_state_when_time_goes_by_then_derived(app):
    call = calls.published()
    moments = (
        call.opens_at - timedelta(seconds=1),
        call.opens_at,
        call.closes_at - timedelta(seconds=1),
        call.closes_at,
    )
    expected = ["upcoming", "open", "open", "closed"]
    assert [documents.state_of(call, at) for at in moments] == expected
    for at, state in zip(moments, expected, strict=True):
        assert [one.id for one in queries.list_calls(Actor.anonymous(), at, [state])] == [call.id]


def test_visibility_when_asked_by_everyone_then_sql_and_policy_agree(app):
    mine, other = programs.program(), programs.program()
    made = [calls.draft(mine).id, calls.published(mine).id, calls.draft(other).id, calls.published(other).id]
    actors = [
        Actor.anonymous(), Actor.system("job"), *(people.acting(role) for role in Role),
        people.acting(Role.PROGRAM_OFFICER, mine.scope_id), people.acting(Role.FINANCE_OFFICER, other.scope_id),
    ]  # fmt: skip
    for actor in actors:
        for condition, permission in (
            (queries.visible_to, policy.VIEW),
            (queries.followed_by, policy.FOLLOW),
        ):
            seen = set(db.session.scalars(db.select(Call.id).where(condition(actor))))
            assert seen == {one for one in made if permission.allows(actor, queries.load_call(one))}, actor


def test_create_when_the_officer_is_of_another_program_then_refused(app):
    mine, other = programs.program(), programs.program()
    officer = people.acting(Role.PROGRAM_OFFICER, mine.scope_id)
    assert actions.create_call(officer, mine.id, calls.plan()).program_id == mine.id
    with pytest.raises(NotPermitted):
        actions.create_call(officer, other.id, calls.plan())


def test_plan_when_replaced_then_frozen():
    assert replace(calls.plan(), match_percent=30).match_percent == 30


def test_create_when_the_program_has_one_theme_then_told_where_to_add_another(app):
    program = program_actions.create_program(forms.SYSTEM, "few", programs.funder_grant().id, programs.plan())
    program_actions.add_theme(forms.SYSTEM, program.id, "arts", Bilingual("Arts", "芸術"))
    with pytest.raises(Invalid) as refusal:
        calls.draft(program)
    assert [one.code for one in refusal.value.problems] == ["few_themes"]
