"""Forms as data: versions, sections, questions, conditions, answers."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.questionnaires import actions as actions
from grantapp.questionnaires import forms, policy, queries
from grantapp.questionnaires.models import QuestionnaireVersion

subject(
    Subject(
        kind=QuestionnaireVersion.__subject__,
        word=N_("form"),
        load=queries.get_version,
        label=lambda version, language: version.questionnaire.title.in_(language),
        endpoint="calls.staff_form",
        values=lambda version: {"version_id": version.id},
        view=policy.VIEW,
    )
)
sentence("questionnaire_version.published", N_("%(who)s published the form"))


def register(app: Flask) -> None:
    """Give templates the words of answers; the pages belong to whoever owns a sheet."""
    app.jinja_env.filters.update(answer_date=forms.date_words, answer_number=forms.number_words)
