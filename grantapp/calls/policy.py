"""A published call is for everybody; a draft for the staff of its program."""

from grantapp.accounts.policy import OFFICERS, READERS
from grantapp.calls.models import Call, CallQuestion, CallStatus, QuestionStatus
from grantapp.core.policy import Actor, permission
from grantapp.core.words import N_
from grantapp.programs.models import Program


def _views(actor: Actor, call: Call | None = None) -> bool:
    return call is not None and (call.status == CallStatus.PUBLISHED or _follows(actor, call))


def _follows(actor: Actor, call: Call | None = None) -> bool:
    if call is None:
        return actor.is_system or actor.holds_anywhere(READERS)
    return actor.is_system or actor.holds(READERS, call.program.scope_id)


def _creates(actor: Actor, program: Program | None = None) -> bool:
    if program is None:
        return actor.is_system or actor.holds_anywhere(OFFICERS)
    return actor.is_system or actor.holds(OFFICERS, program.scope_id)


def _edits(actor: Actor, call: Call | None = None) -> bool:
    return call is not None and _creates(actor, call.program)


def _edits_draft(actor: Actor, call: Call | None = None) -> bool:
    return call is not None and call.status == CallStatus.DRAFT and _edits(actor, call)


def _asks(actor: Actor, call: Call | None = None) -> bool:
    return actor.is_signed_in and call is not None and call.status == CallStatus.PUBLISHED


def _answers(actor: Actor, question: CallQuestion | None = None) -> bool:
    return question is not None and _edits(actor, question.call)


def _reads_question(actor: Actor, question: CallQuestion) -> bool:
    open_to_all = question.status == QuestionStatus.ANSWERED and question.is_public
    own = actor.is_signed_in and actor.person_id == question.asked_by
    return open_to_all or own or _follows(actor, question.call)


VIEW = permission("call:view", N_("See a call"), _views)
FOLLOW = permission("call:follow", N_("See calls as staff, drafts included"), _follows)
CREATE = permission("call:create", N_("Prepare a call"), _creates)
EDIT = permission("call:edit", N_("Change a call that is not published"), _edits_draft)
PUBLISH = permission("call:publish", N_("Publish a call"), _edits)
ASK = permission("call:ask", N_("Ask a question about a call"), _asks)
VIEW_QUESTION = permission("call_question:view", N_("Read a question about a call"), _reads_question)
ANSWER = permission("call_question:answer", N_("Answer a question about a call"), _answers)
