"""Letters and reminders of reviews: written in both languages, each step told once, tasks for whose turn it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantapp import jobs
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.jobs.registry import handler_of
from grantapp.notifications.delivery import write
from grantapp.notifications.models import Letter
from grantapp.reviews import actions, queries
from grantapp.reviews.models import ConflictAnswer, Outcome
from tests.factories import people, reviews
from tests.factories.people import NOW

pytestmark = pytest.mark.usefixtures("app")
CITY = ("decision_award", "decision_waitlist", "decision_decline")


def written(name):
    found = db.session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)).all()
    return {letter.language: write(letter) for letter in found}


def reminders():
    return list(db.session.scalars(select(Letter.dedupe_key).where(Letter.name == "review_reminder")))


def due(panel):
    return panel.call.reviews_due_at


def remind(at):
    with clock.travel(at):
        handler_of("reviews.reminders")({})


def test_asked_when_written_then_it_names_both_cities_and_the_day_but_no_text():
    panel = reviews.panel()
    reviews.assigned(panel)
    letter = written("review_assigned")["en"]
    assert "Tacoma and Kitakyushu" in letter.text
    assert f"/reviews/{queries.list_own_reviews(panel.reviewer())[0].id}" in letter.text
    assert "Garden design" not in letter.text + letter.subject


def test_asked_when_the_reviewer_reads_japanese_then_so_is_the_letter():
    panel = reviews.panel(reviewers=0)
    panel.reviewers.append(people.grant(people.person("佐藤 恵", "ja", "Asia/Tokyo"), reviews.Role.REVIEWER))
    reviews.assigned(panel)
    letter = written("review_assigned")["ja"]
    assert letter.subject == "【要対応】申請書の審査のお願い"
    assert "佐藤 恵 様" in letter.text


def test_reminders_when_the_day_comes_near_then_each_step_is_told_once():
    panel = reviews.panel(pairs=3)
    for number in range(2):
        reviews.assigned(panel, number)
    reviews.submitted(panel, 2)
    remind(due(panel) - timedelta(days=20))
    assert reminders() == []
    for before in (6, 5, 1):
        remind(due(panel) - timedelta(days=before, hours=-1))
    assert [key.rpartition("-")[2] for key in reminders()] == ["week", "tomorrow"]
    remind(due(panel) + timedelta(days=2))
    remind(due(panel) + timedelta(days=3))
    assert [key.rpartition("-")[2] for key in reminders()] == ["week", "tomorrow", "late"]
    assert (
        "2 reviews"
        in write(db.session.scalars(select(Letter).where(Letter.name == "review_reminder")).first()).text
    )


def test_reminders_when_everything_is_submitted_then_there_are_none():
    panel = reviews.panel()
    reviews.submitted(panel)
    remind(due(panel) - timedelta(hours=3))
    assert reminders() == []


@pytest.mark.parametrize(("outcome", "name"), list(zip(Outcome, CITY, strict=True)))
def test_result_when_released_then_both_languages_say_it_with_the_comments(outcome, name):
    panel = reviews.panel()
    reviews.released(panel, outcome)
    letters = written(name)
    number = panel.applications[0].number
    assert letters["en"].subject == f"Result of your application {number}"
    assert letters["ja"].subject == f"【お知らせ】審査結果のお知らせ（{number}）"
    for letter in letters.values():
        assert len(letter.subject) <= 40
        assert "Say more about part 1." in letter.text
        assert "Reviewer 1" not in letter.text
        assert f"/applications/{panel.applications[0].id}/result" in letter.text
    words = {
        "decision_award": "採択されました",
        "decision_waitlist": "補欠第1位",
        "decision_decline": "不採択",
    }
    assert words[name] in letters["ja"].text


def test_letters_when_delivered_then_none_fails():
    panel = reviews.panel(pairs=3)
    reviews.released(panel, Outcome.FUND, Outcome.WAITLIST, Outcome.DECLINE)
    jobs.drain()
    failed = select(Letter.name).where(Letter.name.in_([*CITY, "review_assigned"]), Letter.state != "sent")
    assert list(db.session.scalars(failed)) == []


def tasks(actor):
    return [task.sentence % task.parameters for task in queries.tasks_for(actor)]


def test_tasks_when_the_life_goes_on_then_each_has_his_turn():
    panel = reviews.panel(pairs=2)
    late = panel.office.moved_to(panel.call.closes_at)
    assert tasks(late) == ["Applications without a reviewer: 2"]
    first, second = reviews.assigned(panel), reviews.assigned(panel, 1)
    assert tasks(panel.reviewer()) == ["Reviews to submit: 2"]
    actions.answer_conflict(panel.reviewer(), first.id, ConflictAnswer.UNSURE, "We met")
    assert tasks(panel.reviewer()) == ["Reviews to submit: 1"]
    assert tasks(late) == ["Conflict questions to settle: 1"]
    actions.settle_conflict(panel.office, first.id, ConflictAnswer.NONE, "No conflict")
    actions.answer_conflict(panel.reviewer(), second.id, ConflictAnswer.NONE)
    for review in (first, second):
        version = queries.load_review(review.id).version
        actions.submit_review(panel.reviewer(), review.id, reviews.marks(panel), version)
    assert tasks(panel.reviewer()) == []
    assert tasks(late) == ["All reviews are in: recommend and freeze the ranking"]
    reviews.recommended(panel)
    actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    assert tasks(panel.head) == ["Check and approve the decision"]
    actions.approve_decision(panel.head, panel.call.id, panel.shown)
    assert (tasks(panel.head), tasks(late)) == (["Release the decision with its letters"], [])


def test_reminding_when_no_right_then_refused():
    panel = reviews.panel()
    reviews.assigned(panel)
    with pytest.raises(actions.assignments.NotPermitted):
        actions.send_reminders(panel.reviewer())
    assert actions.send_reminders(Actor.system("test").moved_to(NOW)) == 0
