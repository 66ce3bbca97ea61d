"""What a valid answer is, when a question applies, what a form may hold, how far a section is."""

from grantapp.questionnaires.rules.answers import (
    FIELD_PREFIX,
    Change,
    field_name,
    problems_of_answer,
    refusals_of_answer,
)
from grantapp.questionnaires.rules.conditions import applies
from grantapp.questionnaires.rules.definition import problems_of_definition
from grantapp.questionnaires.rules.reading import (
    count_characters,
    count_words,
    is_blank,
    language_of_text,
    read_answer,
    read_number,
)
from grantapp.questionnaires.rules.states import (
    SectionState,
    answers_of,
    questions_for,
    section_state,
    sides_of,
    stored_side,
)

__all__ = [
    "FIELD_PREFIX",
    "Change",
    "SectionState",
    "answers_of",
    "applies",
    "count_characters",
    "count_words",
    "field_name",
    "is_blank",
    "language_of_text",
    "problems_of_answer",
    "problems_of_definition",
    "questions_for",
    "read_answer",
    "read_number",
    "refusals_of_answer",
    "section_state",
    "sides_of",
    "stored_side",
]
