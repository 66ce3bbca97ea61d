"""Questions about a call: asked by anybody who is signed in, answered by the office for everybody."""

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.calls import actions, documents, forms, policy, queries
from grantapp.calls.models import Call, CallQuestion
from grantapp.calls.views.frame import bp
from grantapp.web.access import authorized

Page = str | Response | tuple[str, int]


@bp.route("/calls/<series>/questions", methods=["GET", "POST"])
@authorized(policy.ASK, queries.find_call)
def ask(call: Call) -> Page:
    """Take a question about a call; those that were asked before stand beside it."""
    form = forms.AskForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.ask_question(g.actor, call.id, form.text.data or "")
    ):
        flash(gettext("The program office has your question. You will get the answer by letter."))
        return redirect(url_for("calls.ask", series=call.series))
    call = queries.get_call(call.id)
    page = render_template(
        "calls/ask.html", call=call, form=form, questions=queries.list_questions(g.actor, call),
        closed=call.is_closed(g.actor.at),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


@bp.get("/office/calls/<int:call_id>/questions")
@authorized(policy.FOLLOW, queries.load_call)
def staff_questions(call: Call) -> str:
    """List the questions about a call, those without an answer first."""
    found = sorted(queries.list_questions(g.actor, call), key=lambda one: one.answered_at is not None)
    zones = [call.zone, documents.OTHER_ZONE]
    return render_template("calls/staff_questions.html", call=call, questions=found, zones=zones)


@bp.route("/office/questions/<int:question_id>/answer", methods=["GET", "POST"])
@authorized(policy.ANSWER, queries.load_question)
def answer_question(question: CallQuestion) -> Page:
    """Answer a question in both languages, or correct what was answered."""
    form = forms.answer_form(question)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.answer_question(g.actor, question.id, form.said())
    ):
        flash(gettext("The answer is on its way to whoever asked."))
        return redirect(url_for("calls.staff_questions", call_id=question.call_id))
    question = queries.get_question(question.id)
    page = render_template("calls/answer.html", question=question, call=question.call, form=form)
    return (page, 422) if form.is_submitted() else page
