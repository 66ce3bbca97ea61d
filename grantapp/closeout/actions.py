"""Closing an award for good: what was promised and not used is free again."""

from grantapp.awards.actions import free_promise
from grantapp.awards.queries import get_award
from grantapp.awards.workflow import AWARD
from grantapp.closeout import emails, policy, queries, rules
from grantapp.closeout.models import Closeout
from grantapp.core.errors import NotAllowedNow, NotPermitted
from grantapp.database import db
from grantapp.unit_of_work import Actor, action


@action
def close_award(actor: Actor, award_id: int, note: str = "") -> Closeout:
    """Close an award whose reports and payments are settled; both cities get a letter."""
    award = get_award(award_id, lock=True)
    if award is None or not policy.CLOSE.allows(actor, award):
        raise NotPermitted(policy.CLOSE.name)
    standing = queries.standing_of(award, actor.at)
    findings = rules.checklist(standing)
    obstacle = rules.in_the_way(findings)
    if obstacle is not None and award.status == "active":
        raise NotAllowedNow(obstacle.sentence, obstacle.parameters, code=f"closeout.{obstacle.code}")
    AWARD.fire(
        "complete", award, actor, facts={"freed": standing.promised.amount, "currency": award.currency}
    )
    free_promise(actor, award, "remainder")
    closeout = Closeout(
        award=award,
        closed_at=actor.at,
        closed_by=actor.person_id,
        checklist=rules.as_codes(findings),
        note=note.strip(),
    )
    db.session.add(closeout)
    db.session.flush()
    emails.award_closed(actor, award, standing, note.strip(), queries.follow_up_due(award.id))
    return closeout
