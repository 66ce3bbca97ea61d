"""An officer acts on behalf of a city: with a reason, for an hour, and the city is told at once."""

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.models import Deputation, Occasion
from grantapp.accounts.rules import deputations as rules
from grantapp.accounts.rules.requests import reason_problems
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record

RUNS_ALREADY = N_("You are acting on behalf of a city already. End that first.")


@action
def begin_deputation(actor: Actor, scope_id: int, occasion: Occasion, reason: str) -> Deputation:
    """Begin to act on behalf of a city; its people get a letter."""
    scope = queries.load_scope(scope_id)
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if scope is None or person is None or not policy.DEPUTIZE.allows(actor, scope):
        raise NotPermitted(policy.DEPUTIZE.name)
    if queries.find_running_deputation(person.id, actor.at) is not None:
        raise NotAllowedNow(RUNS_ALREADY, code="deputation.runs")
    if problems := list(reason_problems(reason)):
        raise Invalid(problems)
    deputation = Deputation(
        person_id=person.id, scope_id=scope_id, occasion=occasion, reason=reason.strip(),
        begun_at=actor.at, until_at=actor.at + rules.LENGTH,
    )  # fmt: skip
    db.session.add(deputation)
    db.session.flush()
    facts = {"scope_id": scope_id, "occasion": occasion.value}
    happened = Happened(
        "deputation.begun", deputation, actor, actor.at, reason=deputation.reason, facts=facts, also=(person,)
    )
    record(happened)
    emails.acting_on_behalf(actor, deputation)
    return deputation


@action
def end_deputation(actor: Actor) -> None:
    """Stop acting on behalf of a city; nothing happens when the hour is over already."""
    if not policy.END_DEPUTATION.allows(actor) or actor.person_id is None:
        raise NotPermitted(policy.END_DEPUTATION.name)
    running = queries.find_running_deputation(actor.person_id, actor.at, lock=True)
    if running is not None:
        running.ended_at = actor.at
        record(Happened("deputation.ended", running, actor, actor.at, also=(running.person,)))
