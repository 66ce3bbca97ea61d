"""After the answer: the printed copies of what was sent, and reminders before a call closes."""

from itertools import product
from typing import Any

from grantapp.applications import actions, documents, policy, queries
from grantapp.core.policy import Actor
from grantapp.core.words import LANGUAGES
from grantapp.documents.typesetting import make_pdf
from grantapp.files.actions import keep_bytes
from grantapp.jobs.registry import job, periodic

DAYS_BEFORE = (7, 3, 1)


@job("applications.make_pdf")
def make_pdfs(ids: dict[str, Any]) -> None:
    """Print the frozen content in both languages, with names and without, and attach it; once."""
    application = queries.load_application(ids["application_id"])
    if application is None or application.snapshot is None or application.pdf_id is not None:
        return
    sent_at, number = application.submitted_at or application.created_at, application.number or ""
    prints = {}
    for kind, language in product((policy.NAMED, policy.NAMELESS), LANGUAGES):
        data = documents.print_data(application, language, named=kind == policy.NAMED)
        pdf = make_pdf("application", data, language, sent_at)
        prints[f"{kind}-{language}"] = keep_bytes(f"{number}-{language}.pdf", pdf, "application/pdf")
    actions.attach_pdfs(Actor.system("applications.make_pdf"), application.id, prints)


@periodic("applications.remind_of_closing", hours=6)
def remind_of_closing() -> None:
    """Remind the cities of drafts whose call closes within seven, three or one day; each letter goes once."""
    for days in DAYS_BEFORE:
        actions.remind_of_closing(Actor.system("applications.remind_of_closing"), days)
