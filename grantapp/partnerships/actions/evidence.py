"""Agreements and activities that the office and the sides write down, correct and mark as removed."""

from collections.abc import Mapping
from dataclasses import dataclass

from grantapp.core.dates import PartialDate
from grantapp.core.errors import require_valid
from grantapp.core.merging import merge_into
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.files.actions import Upload, attach, remove_file
from grantapp.files.queries import list_files
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.partnerships import record_activity
from grantapp.partnerships.models import (
    ActivityKind,
    Correctable,
    LogEntry,
    Partnership,
    PartnershipAgreement,
)
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action

PURPOSES = {PartnershipAgreement.__subject__: "agreement", LogEntry.__subject__: "evidence"}


@dataclass(frozen=True)
class Signed:
    """An agreement as somebody writes it down; dates as typed, `renews_id` is an earlier agreement."""

    title: Bilingual
    signed: str
    signatories: str = ""
    language: str = "both"
    note: str = ""
    renews_id: int | None = None


@dataclass(frozen=True)
class Done:
    """A visit, ceremony or meeting as somebody writes it down."""

    kind: ActivityKind
    on: str
    summary: Bilingual
    evidence: str
    direction: str = ""
    is_public: bool = True


@action
def record_agreement(
    actor: Actor, partnership_id: int, said: Signed, upload: Upload | None = None
) -> PartnershipAgreement:
    """Write down a signed agreement or its renewal, with its file; the history shows it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.ADD_HISTORY.require(actor, partnership)
    problems = [*rules.check_words("title_en", said.title)]
    require_valid([*problems, *rules.check_date("signed", said.signed, actor.at.date(), required=True)])
    agreement = PartnershipAgreement(
        partnership_id=partnership.id, renews_id=_earlier(partnership.id, str(said.renews_id or "")),
        title=said.title, signed=rules.read_date(said.signed) or PartialDate(), signatories=said.signatories,
        language=said.language, note=said.note, recorded_by_id=actor.person_id, recorded_at=actor.at,
    )  # fmt: skip
    db.session.add(agreement)
    db.session.flush()
    if upload is not None:
        attach(actor, upload, subject=agreement, purpose="agreement")
    record(Happened("partnership_agreement.recorded", agreement, actor, actor.at, also=(partnership,)))
    _show_agreement(actor, agreement)
    return agreement


@action
def log_activity(actor: Actor, partnership_id: int, done: Done, upload: Upload | None = None) -> LogEntry:
    """Write a visit, ceremony or meeting into the history, with what shows it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.ADD_HISTORY.require(actor, partnership)
    require_valid(
        [
            *rules.check_words("summary_en", done.summary),
            *rules.check_date("on", done.on, actor.at.date(), required=True),
            *rules.check_evidence(done.evidence),
        ]
    )
    entry = LogEntry(
        partnership_id=partnership.id, evidence=done.evidence.strip(), recorded_by_id=actor.person_id,
        recorded_at=actor.at,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    if upload is not None:
        attach(actor, upload, subject=entry, purpose="evidence")
    record(Happened("partnership_log_entry.recorded", entry, actor, actor.at, also=(partnership,)))
    dated = rules.read_date(done.on) or PartialDate()
    record_activity(
        actor, partnership.id, done.kind, on=dated, subject=entry, summary=done.summary,
        direction=done.direction, is_public=done.is_public,
    )  # fmt: skip
    return entry


@action
def edit_agreement(
    actor: Actor, agreement_id: int, texts: Mapping[str, str], *, reason: str, version: int,
    shown: Mapping[str, str],
) -> PartnershipAgreement:  # fmt: skip
    """Correct an agreement with a reason, its old words kept; `Changed` when somebody corrected the same."""
    agreement = queries.get_agreement(agreement_id, lock=True)
    policy.CORRECT_HISTORY.require(actor, agreement)
    require_valid(rules.check_standing(agreement))
    current = rules.agreement_texts(agreement)
    texts = merge_into(agreement, texts, current, version=version, shown=shown)
    require_valid([*rules.check_agreement(texts, actor.at.date()), *rules.check_reason(reason)])
    agreement.title = Bilingual(texts["title_en"].strip(), texts["title_ja"].strip())
    agreement.signed = rules.read_date(texts["signed"]) or PartialDate()
    agreement.renews_id = _earlier(agreement.partnership_id, texts["renews"], agreement.id)
    assign(agreement, {name: texts[name] for name in ("signatories", "language", "note")})
    _note_correction(actor, agreement, current, rules.agreement_texts(agreement), reason)
    _show_agreement(actor, agreement)
    return agreement


@action
def edit_activity(
    actor: Actor, entry_id: int, texts: Mapping[str, str], *, reason: str, version: int,
    shown: Mapping[str, str],
) -> LogEntry:  # fmt: skip
    """Correct what was written into the history by hand, with a reason; its old words are kept."""
    entry = queries.get_log_entry(entry_id, lock=True)
    policy.CORRECT_HISTORY.require(actor, entry)
    require_valid(rules.check_standing(entry))
    activity = queries.get_activity_of(entry)
    current = rules.activity_texts(activity, entry.evidence)
    texts = merge_into(entry, texts, current, version=version, shown=shown)
    require_valid([*rules.check_activity(texts, actor.at.date()), *rules.check_reason(reason)])
    activity.kind, entry.evidence = ActivityKind(texts["kind"]), texts["evidence"].strip()
    db.session.flush()
    record_activity(
        actor, entry.partnership_id, activity.kind, on=rules.read_date(texts["on"]) or PartialDate(), subject=entry,
        summary=Bilingual(texts["summary_en"].strip(), texts["summary_ja"].strip()),
        direction=texts["direction"], is_public=texts["audience"] == rules.EVERYBODY,
    )  # fmt: skip
    _note_correction(actor, entry, current, rules.activity_texts(activity, entry.evidence), reason)
    return entry


@action
def remove_agreement(actor: Actor, agreement_id: int, reason: str) -> PartnershipAgreement:
    """Mark an agreement as removed, with a reason; nothing is deleted."""
    agreement = queries.get_agreement(agreement_id, lock=True)
    _remove(actor, agreement, rules.agreement_texts(agreement), reason)
    return agreement


@action
def remove_activity(actor: Actor, entry_id: int, reason: str) -> LogEntry:
    """Mark what was written into the history by hand as removed, with a reason; nothing is deleted."""
    entry = queries.get_log_entry(entry_id, lock=True)
    _remove(actor, entry, rules.activity_texts(queries.get_activity_of(entry), entry.evidence), reason)
    return entry


@action
def attach_evidence(actor: Actor, entry: PartnershipAgreement | LogEntry, upload: Upload) -> None:
    """Hang a further file on an agreement or an activity."""
    policy.CORRECT_HISTORY.require(actor, entry)
    require_valid(rules.check_standing(entry))
    attach(actor, upload, subject=entry, purpose=PURPOSES[entry.__subject__])


@action
def detach_evidence(actor: Actor, entry: PartnershipAgreement | LogEntry, file_id: int) -> None:
    """Take a file off an agreement or an activity; one of another record is left alone."""
    policy.CORRECT_HISTORY.require(actor, entry)
    if file_id in {file.id for file in list_files(entry)}:
        remove_file(actor, file_id)


def _remove(
    actor: Actor, entry: PartnershipAgreement | LogEntry, texts: Mapping[str, str], reason: str
) -> None:
    policy.CORRECT_HISTORY.require(actor, entry)
    require_valid([*rules.check_standing(entry), *rules.check_reason(reason)])
    entry.removed_at, entry.removed_by_id = actor.at, actor.person_id
    entry.removal_reason = reason.strip()
    queries.get_activity_of(entry).removed_at = actor.at
    _note(actor, entry, "removed", texts, reason)
    db.session.flush()
    refresh(actor, Partnership.__subject__, [entry.partnership_id])


def _note_correction(
    actor: Actor, entry: PartnershipAgreement | LogEntry, before: Mapping[str, str],
    after: Mapping[str, str], reason: str,
) -> None:  # fmt: skip
    changed = {name: text for name, text in before.items() if after[name] != text}
    if changed:
        _touch(actor, entry)
        _note(actor, entry, "corrected", changed, reason)


def _note(
    actor: Actor, entry: PartnershipAgreement | LogEntry, what: str, before: Mapping[str, str], reason: str
) -> None:
    record(
        Happened(
            f"{entry.__subject__}.{what}", entry, actor, actor.at, reason=reason.strip(),
            facts={"fields": sorted(before)}, personal=dict(before), also=(entry.partnership,),
        )
    )  # fmt: skip


def _touch(actor: Actor, entry: Correctable) -> None:
    entry.version += 1
    entry.edited_at, entry.edited_by_id = actor.at, actor.person_id
    db.session.flush()


def _earlier(partnership_id: int, renewed: str, own: int = 0) -> int | None:
    """Return an agreement of the same partnership that another one renews; None for anything else."""
    known = {str(one.id): one.id for one in queries.list_agreements(partnership_id) if one.id != own}
    return known.get(renewed)


def _show_agreement(actor: Actor, agreement: PartnershipAgreement) -> None:
    record_activity(
        actor, agreement.partnership_id, ActivityKind.AGREEMENT, on=agreement.signed, subject=agreement,
        summary=agreement.title,
    )  # fmt: skip
