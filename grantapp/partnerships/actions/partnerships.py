"""What the office, the sides and later features write about a partnership."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.errors import require_valid
from grantapp.core.merging import merge_into
from grantapp.core.ports import subject_of
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.files.actions import Upload, attach
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.models import (
    ActivityKind,
    DateQuality,
    KindEntry,
    Partnership,
    PartnershipActivity,
    PartnershipKind,
    PartnershipMember,
    SideStatus,
)
from grantapp.partnerships.workflow import SIDE, TO_STATUS
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action


@action
def edit_partnership(
    actor: Actor, partnership_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str]
) -> Partnership:
    """Change the shared facts; `Changed` when somebody else changed the same field in between."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.CORRECT.require(actor, partnership)
    current = rules.texts_of(partnership)
    texts = merge_into(partnership, texts, current, version=version, shown=shown)
    require_valid(rules.check_facts(texts, actor.at.date()))
    changed = sorted(name for name, text in texts.items() if text != current[name])
    if changed:
        partnership.established = rules.read_date(texts["established"]) or PartialDate()
        partnership.date_quality = DateQuality(texts["date_quality"])
        partnership.note = Bilingual(texts["note_en"], texts["note_ja"])
        partnership.source = texts["source"].strip()
        _touch(actor, partnership)
        record(Happened("partnership.edited", partnership, actor, actor.at, facts={"fields": changed}))
    return partnership


@action
def change_kind(
    actor: Actor, partnership_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str]
) -> Partnership:
    """Write down another kind, since when and what shows it; the same kind corrects what is known of it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.CORRECT.require(actor, partnership)
    known = queries.list_kinds(partnership.id)
    current = rules.kind_texts(partnership, known)
    texts = merge_into(partnership, texts, current, version=version, shown=shown)
    require_valid(rules.check_kind(partnership, known, texts, actor.at.date()))
    since, evidence = rules.read_date(texts["since"]) or PartialDate(), texts["evidence"].strip()
    texts = {**texts, "since": str(since), "evidence": evidence}
    changed = sorted(name for name, text in texts.items() if text != current[name])
    if not changed:
        return partnership
    entry = known[-1] if known else _add_kind(actor, partnership)
    before = partnership.kind.value
    if texts["kind"] != before:
        partnership.kind = PartnershipKind(texts["kind"])
        entry = _add_kind(actor, partnership)
    entry.since, entry.evidence = since, evidence
    _touch(actor, partnership)
    verb = "partnership.kind_changed" if "kind" in changed else "partnership.kind_corrected"
    happened = Happened(
        verb, partnership, actor, actor.at, before, texts["kind"], facts={"fields": changed},
        personal={name: current[name] for name in changed},
    )  # fmt: skip
    record(happened)
    return partnership


def _add_kind(actor: Actor, partnership: Partnership) -> KindEntry:
    entry = KindEntry(
        partnership_id=partnership.id, kind=partnership.kind, since=partnership.established,
        evidence=partnership.source, recorded_at=actor.at,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


@action
def change_side_status(
    actor: Actor, member_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str],
    upload: Upload | None = None,
) -> PartnershipMember:  # fmt: skip
    """Write down what one side says, since when and why; the same status corrects what is known of it."""
    member = queries.get_member(member_id, lock=True)
    policy.CHANGE_STATUS.require(actor, member)
    current = rules.side_texts(member)
    texts = merge_into(member, texts, current, version=version, shown=shown)
    require_valid(rules.check_side(texts, actor.at.date()))
    since, reason = rules.read_date(texts["on"]) or PartialDate(), texts["reason"].strip()
    texts = {**texts, "on": str(since), "reason": reason}
    changed = sorted(name for name, text in texts.items() if text != current[name])
    move_status(actor, member, SideStatus(texts["status"]), reason, {"on": str(since)})
    member.status_on, member.evidence = since, reason
    if changed:
        _touch(actor, member)
    if changed and "status" not in changed:
        happened = Happened(
            "partnership_member.corrected", member, actor, actor.at, facts={"fields": changed},
            personal={name: current[name] for name in changed}, also=(member.partnership,),
        )  # fmt: skip
        record(happened)
    if upload is not None:
        attach(actor, upload, subject=member, purpose="status")
    return member


@action
def move_status(
    actor: Actor, member: PartnershipMember, status: SideStatus, reason: str,
    facts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Bring one side to a status, by way of an active one where no single step leads there."""
    if member.status == status:
        return
    if not SIDE.can(TO_STATUS[status], member, actor):
        SIDE.fire(TO_STATUS[SideStatus.ACTIVE], member, actor, reason=reason, facts=facts)
    SIDE.fire(TO_STATUS[status], member, actor, reason=reason, facts=facts)


def _touch(actor: Actor, saved: Partnership | PartnershipMember) -> None:
    saved.version += 1
    saved.edited_at, saved.edited_by_id = actor.at, actor.person_id
    db.session.flush()


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
