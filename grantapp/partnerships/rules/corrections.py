"""What is written down about a partnership as the texts of a form, so that it can be corrected by two people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import REASON_MISSING
from grantapp.partnerships.models import (
    KindEntry,
    Partnership,
    PartnershipActivity,
    PartnershipAgreement,
    PartnershipKind,
    PartnershipMember,
)
from grantapp.partnerships.models.evidence import Correctable
from grantapp.partnerships.rules.evidence import check_date, check_evidence, check_words, read_date

EVERYBODY, PARTNERS = "everybody", "partners"
AUDIENCES = {
    EVERYBODY: N_("Everybody, the public too"),
    PARTNERS: N_("Only the partners and the program office"),
}


def agreement_texts(agreement: PartnershipAgreement) -> dict[str, str]:
    """Return an agreement as a form shows it."""
    return {
        "title_en": agreement.title.en, "title_ja": agreement.title.ja, "signed": str(agreement.signed),
        "signatories": agreement.signatories, "language": agreement.language,
        "renews": str(agreement.renews_id or ""), "note": agreement.note,
    }  # fmt: skip


def activity_texts(activity: PartnershipActivity, evidence: str) -> dict[str, str]:
    """Return what was written by hand as a form shows it."""
    return {
        "kind": activity.kind.value, "on": str(activity.dated) if activity.dated else activity.on.isoformat(),
        "direction": activity.direction, "summary_en": activity.summary.en, "summary_ja": activity.summary.ja,
        "evidence": evidence, "audience": EVERYBODY if activity.is_public else PARTNERS,
    }  # fmt: skip


def kind_texts(partnership: Partnership, known: Sequence[KindEntry]) -> dict[str, str]:
    """Return the present kind of a partnership as a form shows it, with what the history says of it."""
    since = known[-1].since if known else partnership.established
    evidence = known[-1].evidence if known else partnership.source
    return {"kind": partnership.kind.value, "since": str(since), "evidence": evidence}


def side_texts(member: PartnershipMember) -> dict[str, str]:
    """Return what one side says of a partnership as a form shows it."""
    return {"status": member.status.value, "on": str(member.status_on), "reason": member.evidence}


def check_agreement(texts: Mapping[str, str], today: date) -> Iterable[Problem]:
    """Yield why an agreement cannot be this one."""
    yield from check_words("title_en", Bilingual(texts["title_en"], texts["title_ja"]))
    yield from check_date("signed", texts["signed"], today, required=True)


def check_activity(texts: Mapping[str, str], today: date) -> Iterable[Problem]:
    """Yield why an activity cannot be this one."""
    yield from check_words("summary_en", Bilingual(texts["summary_en"], texts["summary_ja"]))
    yield from check_date("on", texts["on"], today, required=True)
    yield from check_evidence(texts["evidence"])


def check_kind(
    partnership: Partnership, known: Sequence[KindEntry], texts: Mapping[str, str], today: date
) -> Iterable[Problem]:
    """Yield why a partnership cannot be of this kind since then; another kind begins after the present one."""
    if texts["kind"] == PartnershipKind.TRILATERAL and len(partnership.members) < 3:
        yield Problem("kind", "too_few", N_("A trilateral partnership needs three places."))
    yield from check_date("since", texts["since"], today, required=True)
    yield from check_evidence(texts["evidence"])
    begun, since = read_date(kind_texts(partnership, known)["since"]), read_date(texts["since"])
    if texts["kind"] != partnership.kind and begun and since and since <= begun:
        message = N_("The new kind must begin after the present one.")
        yield Problem("since", "not_later", message)


def check_side(texts: Mapping[str, str], today: date) -> Iterable[Problem]:
    """Yield why a side cannot say this of a partnership."""
    yield from check_date("on", texts["on"], today)
    yield from check_reason(texts["reason"])


def check_reason(reason: str) -> Iterable[Problem]:
    """Yield that a correction or removal lacks its reason."""
    if not reason.strip():
        yield Problem("reason", "reason_missing", REASON_MISSING)


def check_standing(record: Correctable) -> Iterable[Problem]:
    """Yield that a record was removed in between."""
    if record.removed_at is not None:
        yield Problem("", "removed", N_("It was removed in the meantime."))
