"""Calls: window, money, form version and rubric, as the public reads them and as officers prepare them."""

from flask import Flask

from grantapp.calls import actions as actions
from grantapp.calls import documents, policy, queries, views
from grantapp.calls.models import Call, CallQuestion
from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_

subject(
    Subject(
        kind=Call.__subject__,
        word=N_("call"),
        load=queries.load_call,
        label=lambda call, language: call.title.in_(language),
        endpoint="calls.public_call",
        values=lambda call: {"series": call.series},
        view=policy.VIEW,
    )
)
subject(
    Subject(
        kind=CallQuestion.__subject__,
        word=N_("question about a call"),
        load=queries.load_question,
        label=lambda question, _language: f"{question.call.series} / {question.id}",
        endpoint="calls.public_call",
        values=lambda question: {"series": question.call.series},
        view=policy.VIEW_QUESTION,
    )
)
sentence("call_question.begin", N_("%(who)s asked a question about the call"))
sentence("call.edited", N_("%(who)s changed the draft of the call"))
sentence("call.weighed", N_("%(who)s changed the weights of the criteria"))


def register(app: Flask) -> None:
    """Bind the pages of calls."""
    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(
        call_state=documents.state_of, call_span=documents.span_of_months, shown=documents.shown_close
    )
