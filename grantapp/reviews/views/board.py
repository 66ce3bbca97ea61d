"""The office's board: which application is read by whom, who may still be asked, conflicts, reminders."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from grantapp.accounts.models import Person
from grantapp.applications.models import Application, Side
from grantapp.applications.queries import get_application, load_application
from grantapp.calls.models import Call
from grantapp.calls.queries import load_call
from grantapp.reviews import actions, documents, forms, policy, queries, rules
from grantapp.reviews.models import ConflictAnswer, Review
from grantapp.reviews.queries import BoardApplication
from grantapp.reviews.queries.progress import awaits_officer
from grantapp.reviews.queries.reviews import STANDING, UNDER_WAY
from grantapp.reviews.views.frame import bp, review_words, shared
from grantapp.web.access import authorized, saw
from grantapp.web.exports import csv_response
from grantapp.web.fields import ConfirmForm
from grantapp.web.formats import text

Page = str | Response | tuple[str, int]


@bp.get("/reviews")
@authorized(policy.VIEW_DECISION)
def boards() -> str:
    """List the calls with how far their reviews are."""
    return render_template("reviews/boards.html", rows=queries.list_progress(g.actor), **shared())


@bp.get("/reviews/calls/<int:call_id>")
@authorized(policy.VIEW_DECISION, load_call)
def board(call: Call) -> str:
    """Show the matrix of applications and reviewers with states and scores."""
    rows = queries.list_board(g.actor, call.id)
    reviews = [one for row in rows for one in row.reviews.values()]
    saw(*(one.reviewer for one in reviews))
    return render_template(
        "reviews/board.html",
        call=call,
        rows=rows,
        people=_people(reviews),
        unsure=list(filter(awaits_officer, reviews)),
        open=sum(one.status in UNDER_WAY for one in reviews),
        bare=sum(not _standing(row) for row in rows),
        submitted=sum(row.summary.n for row in rows),
        decision=queries.find_state_of_decision(call.id),
        **shared(),
    )


def _standing(row: BoardApplication) -> bool:
    return any(one.status in STANDING for one in row.reviews.values())


def _people(reviews: list[Review]) -> list[dict[str, Any]]:
    """Return each reviewer of the board with his load and one open review to remind him of."""
    people: dict[int, Person] = {one.reviewer_id: one.reviewer for one in reviews}
    rows = []
    for person in sorted(people.values(), key=lambda one: (one.reading_key, one.id)):
        own = [one for one in reviews if one.reviewer_id == person.id and one.status in STANDING]
        waiting = [one for one in own if one.status in UNDER_WAY]
        rows.append(
            {"person": person, "load": len(own), "done": len(own) - len(waiting), "remind": waiting[:1]}
        )
    return rows


@bp.get("/reviews/calls/<int:call_id>/board.csv")
@authorized(policy.VIEW_DECISION, load_call)
def board_csv(call: Call) -> Response:
    """Send the reviews of the board as CSV, one row for each."""
    head = [
        gettext("Number"),
        gettext("Lead city"),
        gettext("Partner city"),
        gettext("Reviewer"),
        gettext("State"),
        gettext("Score"),
    ]
    rows = queries.list_board(g.actor, call.id)
    saw(*(one.reviewer for row in rows for one in row.reviews.values()))
    return csv_response(f"reviews-{call.series}", head, [line for row in rows for line in _csv_lines(row)])


def _csv_lines(row: BoardApplication) -> list[list[Any]]:
    application = row.application
    cities = [text(application.side(side).organization.place.name) for side in Side]
    return [
        [application.number, *cities, one.reviewer.name, review_words(one)[0], _score(one)]
        for one in row.reviews.values()
    ]


def _score(review: Review) -> str:
    return rules.shown(rules.total_of(review)) if review.submitted_at and review.status == "submitted" else ""


@bp.route("/reviews/applications/<int:application_id>/assign", methods=["GET", "POST"])
@authorized(policy.MANAGE, load_application)
def assign(application: Application) -> Page:
    """Choose who reviews an application; whoever belongs to either city cannot be chosen."""
    form, call_id = forms.AssignForm(), application.call_id
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.assign_reviewers(g.actor, application.id, form.reviewers.data or [])
    ):
        count = len(form.reviewers.data or [])
        flash(
            ngettext(
                "%(num)s reviewer has been asked by letter.",
                "%(num)s reviewers have been asked by letter.",
                count,
            )
        )
        return redirect(url_for("reviews.board", call_id=call_id))
    application = get_application(application.id)
    choices = queries.list_reviewer_choices(application)
    saw(*(one.person for one in choices))
    page = render_template(
        "reviews/assign.html",
        application=application,
        choices=choices,
        form=form,
        conflict_words=rules.CONFLICT_WORDS,
        **shared(),
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/reviews/<int:review_id>/remind")
@authorized(policy.REMIND, queries.load_review)
def remind(review: Review) -> Response:
    """Remind a reviewer of what is open for him in the call."""
    call_id, name = review.application.call_id, review.reviewer.name
    if actions.remind_reviewer(g.actor, review.id):
        flash(gettext("%(name)s gets a reminder.", name=name))
    else:
        flash(gettext("%(name)s has had a reminder today already.", name=name))
    return redirect(url_for("reviews.board", call_id=call_id))


@bp.route("/reviews/<int:review_id>/settle", methods=["GET", "POST"])
@authorized(policy.MANAGE, queries.load_review)
def settle(review: Review) -> Page:
    """Decide where a reviewer was unsure about a conflict of interest."""
    form, call_id = forms.SettleForm(), review.application.call_id
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.settle_conflict(
            g.actor, review.id, ConflictAnswer(form.answer.data), form.reason.data or ""
        )
    ):
        flash(gettext("The conflict question is settled."))
        return redirect(url_for("reviews.board", call_id=call_id))
    page = render_template("reviews/settle.html", form=form, review=queries.get_review(review.id), **shared())
    return (page, 422) if form.is_submitted() else page


@bp.route("/reviews/<int:review_id>/void", methods=["GET", "POST"])
@authorized(policy.MANAGE, queries.load_review)
def void(review: Review) -> Page:
    """Take a review out of the ranking, with a reason."""
    form = forms.VoidForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.void_review(g.actor, review.id, form.reason.data or "")
    ):
        flash(gettext("The review is voided and counts no more."))
        return redirect(url_for("reviews.review", review_id=review.id))
    review = queries.get_review(review.id)
    sheet = documents.ScoreSheet(review, rules.marks_of(review))
    page = render_template("reviews/void.html", form=form, review=review, sheet=sheet, **shared())
    return (page, 422) if form.is_submitted() else page


@bp.route("/reviews/applications/<int:application_id>/step-back", methods=["GET", "POST"])
@authorized(policy.RECUSE, load_application)
def step_back(application: Application) -> Page:
    """Let a member of the office step back from an application because of a conflict of interest."""
    form, call_id = ConfirmForm(), application.call_id
    if form.validate_on_submit():
        actions.step_back(g.actor, application.id)
        flash(gettext("You have stepped back. The application is closed to you from now on."))
        return redirect(url_for("reviews.decisions", call_id=call_id))
    return render_template("reviews/step_back.html", application=application, form=form, **shared())
