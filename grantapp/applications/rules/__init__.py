"""What is valid: the money of the budget, how far each city is, and what stands against sending."""

from grantapp.applications.rules.budget import (
    AMOUNTS,
    Limit,
    LineValues,
    Totals,
    limits_of,
    problems_of_budget,
    problems_of_line,
    totals_of,
    values_of,
)
from grantapp.applications.rules.progress import NextStep, SectionProgress, done_of, next_step, progress_of
from grantapp.applications.rules.readiness import (
    Gap,
    closing_of,
    endorsement_holds,
    gaps_of,
    number_of,
    problems_before_endorsement,
    problems_of_window,
    ready_to_submit,
)
from grantapp.applications.rules.words import SECTION_WORDS, SIDE_WORDS, STATUS_GLYPHS, STATUS_WORDS

__all__ = [
    "AMOUNTS",
    "SECTION_WORDS",
    "SIDE_WORDS",
    "STATUS_GLYPHS",
    "STATUS_WORDS",
    "Gap",
    "Limit",
    "LineValues",
    "NextStep",
    "SectionProgress",
    "Totals",
    "closing_of",
    "done_of",
    "endorsement_holds",
    "gaps_of",
    "limits_of",
    "next_step",
    "number_of",
    "problems_before_endorsement",
    "problems_of_budget",
    "problems_of_line",
    "problems_of_window",
    "progress_of",
    "ready_to_submit",
    "totals_of",
    "values_of",
]
