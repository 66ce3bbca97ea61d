"""Recording a journey and its delegates; the partnership's history shows it at once."""

from typing import Any

from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.ports import sentence
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.exchanges import emails, policy, queries, rules
from grantapp.exchanges.models import Delegate, Exchange
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind
from grantapp.unit_of_work import Actor, action, record

RECORDED = sentence("exchange.recorded", N_("%(who)s recorded a journey"))
CHANGED = sentence("exchange.changed", N_("%(who)s changed a journey"))
ADDED = sentence("exchange.delegate_added", N_("%(who)s added a delegate"))
REMOVED = sentence("exchange.delegate_removed", N_("%(who)s took a delegate off the list"))
NOT_RECORDABLE = N_("A journey is recorded once the award has started.")
FIELDS = ("direction", "starts_on", "ends_on", "destination", "note")


@action
def record_exchange(actor: Actor, award_id: int, journey: Journey) -> Exchange:
    """Write down a journey of an award; the other city gets a letter."""
    award = get_award(award_id, lock=True)
    if award is None or not policy.RECORD.allows(actor, award):
        raise NotPermitted(policy.RECORD.name)
    _check(journey, award)
    exchange = Exchange(
        award=award, recorded_at=actor.at, recorded_by=actor.person_id, delegates=[],
        **{name: getattr(journey, name) for name in FIELDS},
    )  # fmt: skip
    db.session.add(exchange)
    db.session.flush()
    _tell(actor, exchange, RECORDED)
    emails.exchange_recorded(actor, exchange)
    return exchange


@action
def change_exchange(actor: Actor, exchange_id: int, journey: Journey, shown_version: int) -> Exchange:
    """Change the journey that was shown in a version; `Changed` when somebody was faster."""
    exchange = _locked(actor, exchange_id)
    _check(journey, exchange.award)
    yours = {name: getattr(journey, name) for name in FIELDS}
    theirs = {name: getattr(exchange, name) for name in FIELDS}
    if yours == theirs:
        return exchange
    if exchange.version != shown_version:
        changed = [name for name in FIELDS if yours[name] != theirs[name]]
        raise Changed(_shown(yours, changed), _shown(theirs, changed))
    for name, value in yours.items():
        setattr(exchange, name, value)
    exchange.version += 1
    _tell(actor, exchange, CHANGED, {"version": exchange.version})
    emails.exchange_changed(actor, exchange)
    return exchange


@action
def add_delegate(actor: Actor, exchange_id: int, traveler: Traveler) -> Delegate:
    """Put somebody on the list of a journey."""
    exchange = _locked(actor, exchange_id)
    problems = list(rules.traveler_problems(traveler, len(rules.present(exchange.delegates))))
    if problems:
        raise Invalid(problems)
    delegate = Delegate(
        role=traveler.role, organization=traveler.organization.strip(), name=traveler.name.strip(),
        is_minor=traveler.is_minor, is_funded=traveler.is_funded,
    )  # fmt: skip
    exchange.delegates.append(delegate)
    db.session.flush()
    _tell(actor, exchange, ADDED, {"delegate": delegate.id, "role": delegate.role.value})
    return delegate


@action
def remove_delegate(actor: Actor, exchange_id: int, delegate_id: int) -> Exchange:
    """Take somebody off the list of a journey; the name is erased, the role stays as history."""
    exchange = _locked(actor, exchange_id)
    for delegate in rules.present(exchange.delegates):
        if delegate.id == delegate_id:
            delegate.removed_at, delegate.name = actor.at, ""
            db.session.flush()
            _tell(actor, exchange, REMOVED, {"delegate": delegate.id, "role": delegate.role.value})
    return exchange


def _locked(actor: Actor, exchange_id: int) -> Exchange:
    exchange = queries.get_exchange(exchange_id, lock=True)
    if exchange is None or not policy.EDIT.allows(actor, exchange):
        raise NotPermitted(policy.EDIT.name)
    return exchange


def _check(journey: Journey, award: Award) -> None:
    if award.status not in policy.RECORDABLE:
        raise NotAllowedNow(NOT_RECORDABLE, code="exchange.award_not_started")
    problems = list(rules.journey_problems(journey, award))
    if problems:
        raise Invalid(problems)


def _shown(values: dict[str, Any], names: list[str]) -> dict[str, str]:
    return {name: str(values[name]) for name in names}


def _tell(actor: Actor, exchange: Exchange, verb: str, facts: dict[str, Any] | None = None) -> None:
    record(Happened(verb, exchange, actor, actor.at, facts=facts or {}, also=(exchange.award,)))
    record_activity(
        actor, exchange.award.application.partnership_id, ActivityKind.EXCHANGE, on=exchange.starts_on,
        subject=exchange, summary=rules.summary_of(exchange), direction=exchange.direction.value,
    )  # fmt: skip
