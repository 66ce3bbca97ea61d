"""Letters about questions: to the office when one is asked, to whoever asked when it is answered."""

from grantapp.accounts.policy import OFFICERS
from grantapp.accounts.queries import list_recipients
from grantapp.calls.models import CallQuestion
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.unit_of_work import Actor


def question_asked(actor: Actor, question: CallQuestion) -> None:
    """Tell the officers of the program that somebody asks something."""
    facts = {
        "call": question.call.title, "text": question.text,
        "link": Link("calls.answer_question", {"question_id": question.id}),
    }  # fmt: skip
    for one in list_recipients(OFFICERS, question.call.program.scope_id):
        key = f"call_question_asked-{question.id}-{one.person_id or one.address}"
        queue_letter(actor, "call_question_asked", one, facts, key, subject=question)


def question_answered(actor: Actor, question: CallQuestion, *, corrected: bool) -> None:
    """Send the answer to whoever asked, in his language; a corrected one says that it takes the other's place."""
    asker = question.asker
    if asker.deactivated_at is not None:
        return
    facts = {
        "call": question.call.title, "question": question.question, "answer": question.answer,
        "public": question.is_public, "corrected": corrected,
        "link": Link("calls.public_call", {"series": question.call.series}),
    }  # fmt: skip
    one = Recipient(asker.email, asker.name, asker.language, asker.zone, asker.id)
    key = f"call_question_answered-{question.id}-{actor.at.isoformat()}"
    queue_letter(actor, "call_question_answered", one, facts, key, subject=question)
