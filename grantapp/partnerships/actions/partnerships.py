"""What sides and later features write about a partnership."""

from datetime import date
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.ports import subject_of
from grantapp.core.words import Bilingual
from grantapp.database import assign, db
from grantapp.files.actions import Upload, attach
from grantapp.partnerships import queries, rules
from grantapp.partnerships.models import (
    ActivityKind,
    Partnership,
    PartnershipActivity,
    PartnershipMember,
)
from grantapp.partnerships.workflow import SIDE
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action


@action
def change_side_status(
    actor: Actor, member_id: int, transition: str, reason: str, on: PartialDate, upload: Upload | None = None
) -> PartnershipMember:
    """Write down that one side rests, suspends, ends or resumes a partnership, since when and why."""
    member = queries.get_member(member_id, lock=True)
    SIDE.fire(transition, member, actor, reason=reason, facts={"on": str(on)})
    member.status_on, member.evidence = on, reason.strip()
    db.session.flush()
    if upload is not None:
        attach(actor, upload, subject=member, purpose="status")
    return member


@action
def record_activity(
    actor: Actor, partnership_id: int, kind: ActivityKind, *, on: date | PartialDate, subject: Any, summary: Bilingual,
    direction: str = "", is_public: bool = True,
) -> PartnershipActivity:  # fmt: skip
    """Write what a later feature did into the history; the same subject keeps one line of a kind.

    A partial date keeps how well it is known; the line is ordered by its first day.
    """
    subject_kind, subject_id = subject_of(subject)
    activity = queries.find_activity(kind, subject_kind, subject_id)
    if activity is None:
        activity = PartnershipActivity(
            partnership_id=partnership_id, kind=kind, subject_kind=subject_kind, subject_id=subject_id,
            recorded_at=actor.at,
        )  # fmt: skip
        db.session.add(activity)
    day, dated = (rules.first_day(on), on) if isinstance(on, PartialDate) else (on, PartialDate())
    said = {"on": day, "dated": dated, "direction": direction, "summary": summary, "is_public": is_public}
    assign(activity, said)
    db.session.flush()
    refresh(actor, Partnership.__subject__, [partnership_id])
    return activity
