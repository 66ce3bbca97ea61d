"""After the answer: the printed copies of what was sent, and reminders before a call closes."""

from typing import Any

from grantapp.applications import actions, documents, queries
from grantapp.core.policy import Actor
from grantapp.core.words import LANGUAGES
from grantapp.documents.typesetting import make_pdf
from grantapp.files.actions import keep_bytes
from grantapp.jobs.registry import job, periodic

DAYS_BEFORE = (7, 3, 1)


@job("applications.make_pdf")
def make_pdfs(ids: dict[str, Any]) -> None:
    """Print the frozen content in both languages and attach it; a second run changes nothing."""
    application = queries.load_application(ids["application_id"])
    if application is None or application.snapshot is None or application.pdf_id is not None:
        return
    sent_at, number = application.submitted_at or application.created_at, application.number or ""
    data = documents.print_data(application)
    printed = {language: make_pdf("application", data, language, sent_at) for language in LANGUAGES}
    prints = {
        language: keep_bytes(f"{number}-{language}.pdf", pdf, "application/pdf")
        for language, pdf in printed.items()
    }
    actions.attach_pdfs(Actor.system("applications.make_pdf"), application.id, prints)


@periodic("applications.remind_of_closing", hours=6)
def remind_of_closing() -> None:
    """Remind the cities of drafts whose call closes within seven, three or one day; each letter goes once."""
    for days in DAYS_BEFORE:
        actions.remind_of_closing(Actor.system("applications.remind_of_closing"), days)
