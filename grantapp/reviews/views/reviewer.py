"""A reviewer's pages: the list, the conflict question, text beside scores; and a city's result."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.applications.models import Application
from grantapp.applications.policy import VIEW as VIEW_APPLICATION
from grantapp.applications.queries import load_application, pdfs_of
from grantapp.applications.views.frame import contents, frame
from grantapp.core import clock
from grantapp.core.errors import Changed
from grantapp.reviews import actions, documents, forms, policy, queries, rules
from grantapp.reviews.models import ConflictAnswer, Review, ReviewStatus
from grantapp.reviews.queries.progress import awaits_officer
from grantapp.reviews.views.frame import bp, shared
from grantapp.web.access import authorized
from grantapp.web.formats import saved_at

Page = str | Response | tuple[str, int]
COUNTED = (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
PANES = ("text", "equal", "form")


@bp.get("/reviews/mine")
@authorized(policy.LIST_OWN)
def mine() -> str:
    """List one's own reviews by call, with how many are submitted and when they are due."""
    groups: dict[int, list[Review]] = {}
    for review in queries.list_own_reviews(g.actor):
        groups.setdefault(review.application.call_id, []).append(review)
    rows = [_group(reviews) for reviews in groups.values()]
    return render_template("reviews/mine.html", groups=rows, **shared())


def _group(reviews: list[Review]) -> dict[str, Any]:
    counted = [one for one in reviews if one.status in COUNTED]
    submitted = sum(one.status == ReviewStatus.SUBMITTED for one in counted)
    due = reviews[0].application.call.reviews_due_at
    return {
        "call": reviews[0].application.call,
        "reviews": reviews,
        "submitted": submitted,
        "total": len(counted),
        "late": submitted < len(counted) and due <= g.actor.at,
        "next": _next_open(reviews),
    }


def _next_open(reviews: list[Review], after: int = 0) -> Review | None:
    waiting = [
        one
        for one in reviews
        if one.status in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS) and not awaits_officer(one)
    ]
    later = [one for one in waiting if one.id > after]
    return next(iter(later or waiting), None)


@bp.get("/reviews/<int:review_id>")
@authorized(policy.VIEW, queries.load_review)
def review(review: Review) -> Page:
    """Lead the reviewer to what is next; show the office the review as it stands."""
    if review.reviewer_id == g.actor.person_id:
        return redirect(_place_of(review))
    sheet = documents.ScoreSheet(review, rules.marks_of(review))
    return render_template("reviews/review.html", review=review, sheet=sheet, **shared())


def _place_of(review: Review) -> str:
    if review.status == ReviewStatus.ASSIGNED:
        return url_for("reviews.conflict", review_id=review.id)
    if review.status in (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED):
        return url_for("reviews.score", review_id=review.id)
    return url_for("reviews.mine")


@bp.route("/reviews/<int:review_id>/conflict", methods=["GET", "POST"])
@authorized(policy.ANSWER, queries.load_review)
def conflict(review: Review) -> Page:
    """Ask for a conflict of interest with both cities' names, before any text."""
    form = forms.ConflictForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.answer_conflict(
            g.actor, review.id, ConflictAnswer(form.answer.data), form.reason.data or ""
        )
    ):
        return _answered(review.id, ConflictAnswer(form.answer.data))
    review = queries.get_review(review.id)
    page = render_template(
        "reviews/conflict.html", form=form, review=review, waits=awaits_officer(review), **shared()
    )
    return (page, 422) if form.is_submitted() else page


def _answered(review_id: int, answer: ConflictAnswer) -> Response:
    if answer == ConflictAnswer.NONE:
        return redirect(url_for("reviews.score", review_id=review_id))
    if answer == ConflictAnswer.CONFLICT:
        flash(gettext("Thank you. You have stepped back; that application is closed to you."))
    else:
        flash(gettext("Thank you. The program office looks at your answer and writes to you."))
    return redirect(url_for("reviews.mine"))


@bp.route("/reviews/<int:review_id>/decline", methods=["GET", "POST"])
@authorized(policy.ANSWER, queries.load_review)
def decline(review: Review) -> Page:
    """Decline a review for another reason than a conflict."""
    form = forms.DeclineForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.refuse_review(g.actor, review.id, form.reason.data or "")
    ):
        flash(gettext("Thank you for telling us. We ask somebody else."))
        return redirect(url_for("reviews.mine"))
    review = queries.get_review(review.id)
    page = render_template("reviews/decline.html", form=form, review=review, **shared())
    return (page, 422) if form.is_submitted() else page


@bp.route("/reviews/<int:review_id>/score", methods=["GET", "POST"])
@authorized(policy.SCORE, queries.load_review)
def score(review: Review) -> Page:
    """Show the application beside the score form; save, submit, or go on to the next."""
    if review.status not in (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED):
        return redirect(_place_of(review))
    form = forms.score_form(review)
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _write(review, form)):
            return _written(review.id, form.then.data or "save")
    except Changed as clash:
        return _both_windows(review.id, form, clash)
    page = _score_page(queries.get_review(review.id), form)
    return (page, 422) if form.is_submitted() else page


def _both_windows(review_id: int, form: forms.ScoreForm, clash: Changed) -> Page:
    """Show what was typed here with what another window saved beside it; saving again keeps what is shown."""
    review = queries.get_review(review_id)
    form.version.data = review.version
    return _score_page(review, form, theirs=clash.theirs), 409


def _write(review: Review, form: forms.ScoreForm) -> Review:
    marks = form.marks([one.id for one in review.application.call.criteria])
    verb = actions.submit_review if form.then.data == "submit" else actions.save_scores
    return verb(g.actor, review.id, marks, form.version.data)


def _written(review_id: int, then: str) -> Response:
    if then == "submit":
        flash(gettext("Your review is submitted. Thank you."))
    else:
        flash(gettext("Saved."))
    following = (
        _next_open(queries.list_own_reviews(g.actor), review_id) if then in ("submit", "next") else None
    )
    if then == "submit":
        return redirect(url_for("reviews.mine"))
    return redirect(_place_of(following) if following else url_for("reviews.score", review_id=review_id))


def _score_page(review: Review, form: forms.ScoreForm, theirs: Mapping[str, Any] | None = None) -> str:
    criteria = review.application.call.criteria
    sheet = documents.ScoreSheet(review, form.marks([one.id for one in criteria]))
    application = load_application(review.application_id)
    reading = application is not None and VIEW_APPLICATION.allows(g.actor, application)
    text: dict[str, Any] = {}
    if application and reading:
        text = {
            **frame(application),
            **contents(application),
            "who": {},
            "copies": pdfs_of(g.actor, application),
        }
    own = [
        one
        for one in queries.list_own_reviews(g.actor, call_id=review.application.call_id)
        if one.status in COUNTED
    ]
    panes = request.args.get("panes", PANES[0])
    return render_template(
        "reviews/score.html",
        **text,
        review=review,
        form=form,
        sheet=sheet,
        reading=reading,
        place=1 + [one.id for one in own].index(review.id),
        total=len(own),
        saved=_saved_text(review),
        theirs=theirs or {},
        locked=review.status == ReviewStatus.SUBMITTED,
        panes=panes if panes in PANES else PANES[0],
        has_next=_next_open([one for one in own if one.id != review.id]) is not None,
        **shared(),
    )


def _saved_text(review: Review) -> str:
    return str(gettext("Saved")) if review.scores else ""


@bp.post("/reviews/<int:review_id>/autosave")
@authorized(policy.SCORE, queries.load_review)
def autosave(review: Review) -> Any:
    """Save what is typed while it is typed; the script reads the answer."""
    form = forms.score_form(review)
    form.then.data = "save"
    if not form.validate_on_submit():
        return jsonify(errors=form.errors_by_field()), 422
    saved = _write(review, form)
    return jsonify(
        saved_at_text=saved_at(clock.now(), [g.actor.zone]),
        versions={"version": saved.version},
        clash_url=None,
    )


@bp.get("/applications/<int:application_id>/result")
@authorized(policy.VIEW_RESULT, load_application)
def result(application: Application) -> str:
    """Show both cities the result of their application with the panel's comments to them."""
    line = queries.get_line(application.id)
    comments = documents.comments_to_cities(
        application.call, queries.list_submitted_of(application.id), g.actor.language
    )
    return render_template(
        "reviews/result.html", application=application, line=line, comments=comments, **shared()
    )
