"""What the office and the sides write about a partnership: shared facts, kinds, agreements, activities."""

from collections.abc import Mapping
from dataclasses import dataclass

from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, Problem
from grantapp.core.merging import merge_edits
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.files.actions import Upload, attach
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.partnerships import record_activity
from grantapp.partnerships.models import (
    ActivityKind,
    DateQuality,
    KindEntry,
    LogEntry,
    Partnership,
    PartnershipAgreement,
    PartnershipKind,
)
from grantapp.unit_of_work import Actor, action


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
def edit_partnership(
    actor: Actor, partnership_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str]
) -> Partnership:
    """Change the shared facts; `Changed` when somebody else changed the same field in between."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.CORRECT.require(actor, partnership)
    current = rules.texts_of(partnership)
    if version != partnership.version:
        by = partnership.edited_by.name if partnership.edited_by else ""
        texts = merge_edits(shown, texts, current, by=by, at=partnership.edited_at)
    _check([*rules.check_facts(texts, actor.at.date())])
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
    actor: Actor, partnership_id: int, kind: PartnershipKind, *, since: str, evidence: str
) -> Partnership:
    """Write down that a partnership became another kind, since when and what shows it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.CORRECT.require(actor, partnership)
    _check(
        [
            *rules.check_kind(partnership, kind),
            *rules.check_date("since", since, actor.at.date(), required=True),
            *rules.check_evidence(evidence),
        ]
    )
    if not queries.list_kinds(partnership.id):
        _add_kind(actor, partnership, partnership.established, partnership.source)
    before, partnership.kind = partnership.kind.value, kind
    _add_kind(actor, partnership, rules.read_date(since) or PartialDate(), evidence.strip())
    _touch(actor, partnership)
    record(Happened("partnership.kind_changed", partnership, actor, actor.at, before, kind.value))
    return partnership


@action
def record_agreement(
    actor: Actor, partnership_id: int, said: Signed, upload: Upload | None = None
) -> PartnershipAgreement:
    """Write down a signed agreement or its renewal, with its file; the history shows it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.ADD_HISTORY.require(actor, partnership)
    problems = [*rules.check_words("title_en", said.title)]
    _check([*problems, *rules.check_date("signed", said.signed, actor.at.date(), required=True)])
    earlier = {one.id for one in queries.list_agreements(partnership.id)}
    agreement = PartnershipAgreement(
        partnership_id=partnership.id, renews_id=said.renews_id if said.renews_id in earlier else None,
        title=said.title, signed=rules.read_date(said.signed) or PartialDate(), signatories=said.signatories,
        language=said.language, note=said.note, recorded_by_id=actor.person_id, recorded_at=actor.at,
    )  # fmt: skip
    db.session.add(agreement)
    db.session.flush()
    if upload is not None:
        attach(actor, upload, subject=agreement, purpose="agreement")
    record(Happened("partnership_agreement.recorded", agreement, actor, actor.at, also=(partnership,)))
    record_activity(
        actor, partnership.id, ActivityKind.AGREEMENT, on=agreement.signed, subject=agreement,
        summary=agreement.title,
    )  # fmt: skip
    return agreement


@action
def log_activity(actor: Actor, partnership_id: int, done: Done, upload: Upload | None = None) -> LogEntry:
    """Write a visit, ceremony or meeting into the history, with what shows it."""
    partnership = queries.get_partnership(partnership_id, lock=True)
    policy.ADD_HISTORY.require(actor, partnership)
    _check(
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


def _check(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _add_kind(actor: Actor, partnership: Partnership, since: PartialDate, evidence: str) -> None:
    db.session.add(
        KindEntry(
            partnership_id=partnership.id, kind=partnership.kind, since=since, evidence=evidence,
            recorded_at=actor.at,
        )
    )  # fmt: skip
    db.session.flush()


def _touch(actor: Actor, partnership: Partnership) -> None:
    partnership.version += 1
    partnership.edited_at, partnership.edited_by_id = actor.at, actor.person_id
    db.session.flush()
