"""Closing an award: the checklist holds, the rest of the promise is free again, both cities have a letter."""

from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.awards.workflow import AWARD
from grantapp.closeout import emails, policy, queries, rules
from grantapp.closeout.models import Closeout
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.ports import sentence
from grantapp.core.words import N_
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.ledger.actions import Leg, post
from grantapp.ledger.queries import balance
from grantapp.unit_of_work import Actor, action, record

CLOSED = sentence("closeout.recorded", N_("%(who)s went through the checklist and closed the award"))


@action
def close_award(actor: Actor, award_id: int, note: str) -> Closeout:
    """Close an award for good; what was promised and not paid is free for other awards."""
    award = get_award(award_id, lock=True)
    if award is None or not policy.CLOSE.allows(actor, award):
        raise NotPermitted(policy.CLOSE.name)
    if queries.find_closeout(award.id) is not None:
        raise NotAllowedNow(rules.OPEN_POINTS, code="closeout.closed")
    checks = queries.checklist_of(award)
    problems = list(rules.open_points(checks))
    if problems:
        raise Invalid(problems)
    _free_the_rest(actor, award)
    AWARD.fire("complete", award, actor)
    closeout = Closeout(
        award=award, closed_at=actor.at, closed_by=actor.person_id, note=note.strip(),
        checklist={check.code: check.holds for check in checks},
    )  # fmt: skip
    db.session.add(closeout)
    db.session.flush()
    record(Happened(CLOSED, closeout, actor, actor.at, facts=dict(closeout.checklist), also=(award,)))
    emails.award_closed(actor, award)
    return closeout


def _free_the_rest(actor: Actor, award: Award) -> None:
    rest = balance("award_payable", "award", award.id, award.currency).amount
    if rest:
        grant = award.application.call.program.funder_grant
        legs = [Leg("award_payable", award, -rest), Leg("fund_free", grant, rest)]
        post(actor, "remainder", award, award.currency, legs)
