"""Every page of review and decision in both languages; each door closed to the wrong people; no script needed."""

from collections.abc import Iterator

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.core import clock
from grantapp.reviews import actions, queries
from grantapp.reviews.models import ConflictAnswer, Outcome
from tests.factories import people, reviews
from tests.factories.people import NOW
from tests.visitor import Visitor

FUND, WAIT, DECLINE = Outcome.FUND, Outcome.WAITLIST, Outcome.DECLINE


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def visit(app: Flask, sign_in):
    return lambda person, language="en": Visitor(sign_in(app.test_client(), person), language)


def scores(review, points="4"):
    return {f"score-{one.id}": points for one in queries.load_review(review.id).application.call.criteria}


def test_reviewer_when_asked_then_question_text_scores_and_lock_follow(visit):
    panel = reviews.panel(pairs=2)
    first, second = reviews.assigned(panel), reviews.assigned(panel, 1)
    browser = visit(panel.reviewers[0])
    page = browser.get("/reviews/mine")
    assert "0 of 2 submitted" in page.words
    page = browser.get(f"/reviews/{first.id}")
    assert page.path.endswith("/conflict")
    assert "Tacoma" in page.words
    assert "Garden design exchange" not in page.words
    assert "Fifty years" not in page.words
    assert browser.get(f"/reviews/{first.id}/score").path.endswith("/conflict")
    page = browser.submit(page.form_with(field_name="answer"), {"answer": "none"})
    assert page.path == f"/reviews/{first.id}/score"
    assert "Fifty years of friendship" in page.words
    some = dict(list(scores(first).items())[:2])
    page = browser.submit(page.form_with(field_name="version"), some, button="Save")
    assert "2 of 3 scored" in page.words
    page = browser.submit(page.form_with(field_name="version"), {}, button="Submit review", expect=422)
    assert "Give a score or n/a." in page.words
    page = browser.submit(page.form_with(field_name="version"), scores(first, "5"), button="Submit review")
    assert "1 of 2 submitted" in page.words
    page = browser.get(f"/reviews/{first.id}/score")
    assert "It is locked" in page.words
    assert "5.00" in page.words
    with pytest.raises(AssertionError):
        page.form_with(field_name="version")
    assert browser.get(f"/reviews/{second.id}").path.endswith("/conflict")


def test_save_and_next_when_pressed_then_the_next_open_review_comes(visit):
    panel = reviews.panel(pairs=2)
    first, second = reviews.started(panel), reviews.started(panel, 1)
    browser = visit(panel.reviewers[0])
    page = browser.get(f"/reviews/{first.id}/score")
    page = browser.submit(page.form_with(field_name="version"), scores(first), button="Save and next")
    assert page.path == f"/reviews/{second.id}/score"


def test_two_windows_when_both_save_then_both_texts_are_shown_and_the_second_save_keeps_what_is_seen(visit):
    panel = reviews.panel()
    review = reviews.started(panel)
    browser = visit(panel.reviewers[0])
    old = browser.get(f"/reviews/{review.id}/score").form_with(field_name="version")
    browser.submit(old, scores(review, "2"), button="Save")
    page = browser.submit(old, scores(review, "5"), button="Save", expect=409)
    assert "in another window" in page.words
    browser.submit(page.form_with(field_name="version"), {}, button="Save")
    assert {one.points for one in queries.load_review(review.id).scores} == {5}


def test_autosave_when_typed_then_it_answers_with_the_new_version(app, sign_in):
    panel = reviews.panel()
    review = reviews.started(panel)
    client = sign_in(app.test_client(), panel.reviewers[0])
    answer = client.post(f"/reviews/{review.id}/autosave", data={"version": 1, **scores(review)})
    assert (answer.status_code, answer.json["versions"]) == (200, {"version": 2})
    assert "Saved" in answer.json["saved_at_text"]


def test_conflict_when_said_on_the_page_then_every_route_is_closed(visit):
    panel = reviews.panel()
    review = reviews.assigned(panel)
    browser = visit(panel.reviewers[0])
    page = browser.get(f"/reviews/{review.id}/conflict")
    page = browser.submit(page.form_with(field_name="answer"), {"answer": "conflict"}, expect=422)
    sent = {"answer": "conflict", "reason": "My sister works there"}
    page = browser.submit(page.form_with(field_name="answer"), sent)
    assert page.path == "/reviews/mine"
    assert "nothing for you to review" in page.words
    number = panel.applications[0].number
    assert number not in page.words
    for path in (
        f"/reviews/{review.id}", f"/reviews/{review.id}/conflict", f"/reviews/{review.id}/score",
        f"/reviews/{review.id}/decline", f"/applications/{panel.applications[0].id}/read",
        f"/applications/{panel.applications[0].id}",
    ):  # fmt: skip
        browser.get(path, expect=404)
    for path in ("conflict", "score", "decline", "autosave"):
        assert browser.client.post(f"/reviews/{review.id}/{path}", data={"version": 1}).status_code == 404


def test_office_when_recused_then_board_table_and_csv_do_not_know_the_application(visit):
    panel = reviews.panel(pairs=2)
    reviews.reviewed(panel)
    reviews.recommended(panel)
    officer = visit(panel.officer)
    gone, kept = panel.applications[0], panel.applications[1]
    page = officer.get(f"/reviews/applications/{gone.id}/step-back")
    page = officer.submit(page.form_with(action="step-back"))
    pages = [page.words, officer.get(f"/reviews/calls/{panel.call.id}").words]
    paths = (f"/decisions/{panel.call.id}.csv", f"/reviews/calls/{panel.call.id}/board.csv")
    pages += [officer.client.get(path).get_data(as_text=True) for path in paths]
    for words in pages:
        assert gone.number not in words
        assert kept.number in words
    review = queries.list_reviews_of(panel.head, [gone.id])[0]
    for path in (
        f"/decisions/applications/{gone.id}",
        f"/reviews/applications/{gone.id}/assign",
        f"/reviews/{review.id}",
    ):
        officer.get(path, expect=404)
    officer.get(f"/decisions/{panel.call.id}/freeze", expect=403)


def test_board_when_the_officer_assigns_by_hand_then_conflicted_people_cannot_be_chosen(visit):
    panel = reviews.panel(reviewers=2)
    people.grant(panel.reviewers[1], Role.REVIEWER, panel.worlds[0].offices[Side.PARTNER].scope_id)
    officer, application = visit(panel.officer), panel.applications[0]
    page = officer.get(f"/reviews/applications/{application.id}/assign")
    assert "belongs to one of the applying organizations" in page.words
    form = page.form_with(field_name="reviewers")
    officer.submit(form, {"reviewers": [panel.reviewers[1].id]}, expect=422)
    assert "Tick at least one reviewer" in officer.submit(form, {"reviewers": []}, expect=422).words
    page = officer.submit(form, {"reviewers": [panel.reviewers[0].id]})
    assert page.path == f"/reviews/calls/{panel.call.id}"
    assert "Reviewer 1" in page.words
    page = officer.submit(page.form_with(button="Remind"))
    assert "gets a reminder" in page.words
    page = officer.submit(page.form_with(button="Remind"))
    assert "today already" in page.words


def test_unsure_when_said_then_the_officer_settles_it_on_the_board(visit):
    panel = reviews.panel()
    review = reviews.assigned(panel)
    actions.answer_conflict(panel.reviewer(), review.id, ConflictAnswer.UNSURE, "We met once")
    assert (
        "You said that you are not sure."
        in visit(panel.reviewers[0]).get(f"/reviews/{review.id}/conflict").words
    )
    officer = visit(panel.officer)
    page = officer.get(officer.get(f"/reviews/calls/{panel.call.id}").link("Settle"))
    assert "We met once" in page.words
    officer.submit(page.form_with(field_name="answer"), {"answer": "none", "reason": "No conflict"})
    assert queries.load_review(review.id).status == "in_progress"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_decision_when_made_on_the_pages_then_check_confirm_and_receipt_follow(visit, language):
    panel = reviews.panel(pairs=3, reviewers=2)
    reviews.reviewed(panel)
    reviews.recommended(panel, FUND, WAIT, DECLINE)
    officer, director = visit(panel.officer, language), visit(panel.director, language)
    table = f"/decisions/{panel.call.id}"
    officer.get("/decisions")
    page = officer.get(table)
    amount = f"amount-{panel.applications[0].id}"
    page = officer.submit(page.form_with(action="/amounts"), {amount: "9,500"})
    assert "$9,500.00" in page.words
    page = officer.submit(page.form_with(action="/amounts"), {amount: "95000"}, expect=422)
    page = officer.get(f"{table}/freeze")
    page = officer.submit(page.form_with(action="/freeze"))
    assert page.path == f"{table}/receipt"
    officer.get(f"{table}/approve", expect=403)
    line = director.get(f"/decisions/applications/{panel.applications[1].id}")
    sent = {"outcome": "fund", "amount": "5000", "reason": "Balance"}
    page = director.submit(line.form_with(field_name="outcome"), sent)
    assert "$14,500.00" in page.words
    director.submit(director.get(f"{table}/approve").form_with(action="/approve"))
    page = director.get(f"{table}/release")
    assert "審査結果のお知らせ" in page.words
    assert "Result of your application" in page.words
    release = page.form_with(action="/release")
    assert director.submit(release).path == f"{table}/receipt"
    assert director.submit(release).path == f"{table}/receipt"  # a second press changes nothing
    for world, application in zip(panel.worlds, panel.applications, strict=True):
        page = visit(world.editors[Side.PARTNER], language).get(f"/applications/{application.id}/result")
        assert "Say more about part" in page.words


def test_release_when_the_table_changed_after_the_check_page_then_it_is_refused(visit):
    panel = reviews.panel()
    reviews.frozen(panel)
    director = visit(panel.director)
    form = director.get(f"/decisions/{panel.call.id}/approve").form_with(action="/approve")
    actions.reopen_decision(panel.office, panel.call.id, "A mistake")
    reviews.recommend(panel, 0, FUND, 900_000)
    actions.freeze_decision(panel.office, panel.call.id, panel.shown)
    page = director.submit(form, expect=409)
    assert "has changed since you looked" in page.words


@pytest.mark.parametrize("language", ["en", "ja"])
def test_pages_when_opened_then_each_is_whole_in_both_languages(visit, language):
    panel = reviews.panel(pairs=2, reviewers=2)
    first = reviews.submitted(panel, comment="Say who pays.")
    open_review = reviews.started(panel, 1)
    asked = reviews.assigned(panel, 1, 1)
    reviewer, officer = visit(panel.reviewers[0], language), visit(panel.officer, language)
    for path in (
        "mine",
        f"{first.id}/score",
        f"{open_review.id}/score?panes=form",
        f"{open_review.id}/decline",
    ):
        reviewer.get(f"/reviews/{path}")
    visit(panel.reviewers[1], language).get(f"/reviews/{asked.id}/conflict")
    application = panel.applications[0].id
    for path in (
        "/reviews", f"/reviews/calls/{panel.call.id}", f"/reviews/{first.id}", f"/reviews/{first.id}/void",
        f"/reviews/{asked.id}", f"/reviews/applications/{application}/assign", "/decisions",
        f"/decisions/{panel.call.id}?score=3.5&outcome=open", f"/decisions/applications/{application}",
        f"/decisions/{panel.call.id}/freeze", f"/decisions/{panel.call.id}/receipt",
    ):  # fmt: skip
        officer.get(path)


def test_doors_when_strangers_knock_then_they_stay_closed(visit):
    panel = reviews.panel(reviewers=2)
    review = reviews.submitted(panel)
    call, application = panel.call.id, panel.applications[0].id
    own = (f"/reviews/{review.id}", f"/reviews/{review.id}/score", f"/reviews/{review.id}/conflict")
    office = (
        f"/reviews/calls/{call}", f"/reviews/calls/{call}/board.csv", f"/decisions/{call}", f"/decisions/{call}.csv",
        f"/decisions/applications/{application}", f"/reviews/applications/{application}/assign",
        f"/decisions/{call}/freeze", f"/decisions/{call}/receipt", f"/applications/{application}/result",
    )  # fmt: skip
    stranger = people.grant(people.person(), Role.PROGRAM_OFFICER, people.scope().id)
    for person in (
        panel.worlds[0].editors[Side.LEAD],
        panel.reviewers[1],
        stranger,
        people.staff(Role.FINANCE_OFFICER),
    ):
        browser = visit(person)
        for path in (*own, *office):
            assert browser.client.get(path).status_code in (403, 404), (person.name, path)
    for path in office:
        assert visit(panel.reviewers[0]).client.get(path).status_code in (403, 404)


def test_office_when_somebody_only_reads_then_lines_and_stepping_back_are_closed(visit):
    panel = reviews.panel()
    reviews.reviewed(panel)
    auditor = visit(people.grant(people.person(), Role.AUDITOR, panel.call.program.scope_id))
    address = f"/decisions/applications/{panel.applications[0].id}"
    auditor.get(address)
    assert auditor.client.post(address).status_code == 403
    auditor.get(f"/reviews/applications/{panel.applications[0].id}/step-back", expect=403)
