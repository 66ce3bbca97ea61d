"""What sources say differently about a record of any kind, and which of them is preferred."""

from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, NotPermitted, Problem
from grantapp.core.ports import subject_of, subjects
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.places import policy, queries, rules
from grantapp.places.models import Claim
from grantapp.unit_of_work import Actor, action

REASON_MISSING = N_("Say why this source is preferred.")


@action
def state_claim(
    actor: Actor,
    subject: Any,
    *,
    field: str,
    value: str,
    source: str,
    stated_on: str = "",
    reason: Bilingual | None = None,
) -> Claim:
    """Write down what a source says of a record; with a reason it is the preferred one of its field.

    About which fields sources may speak stands in `rules.CLAIM_FIELDS`. The same source corrects itself.
    """
    if not policy.STATE_CLAIM.allows(actor, subject):
        raise NotPermitted(policy.STATE_CLAIM.name)
    kind, identity = subject_of(subject)
    problems = list(rules.check_claim(field, value, source, stated_on, rules.CLAIM_FIELDS.get(kind, ())))
    if problems:
        raise Invalid(problems)
    claim = queries.find_claim(kind, identity, field, source.strip())
    if claim is None:
        claim = Claim(
            subject_kind=kind, subject_id=identity, field=field, source=source.strip(), recorded_at=actor.at
        )
        claim.is_preferred = False
        db.session.add(claim)
    claim.value, claim.stated_on = value.strip(), rules.read_partial(stated_on) or PartialDate()
    db.session.flush()
    record(Happened("claim.stated", subject, actor, actor.at, after=field, facts={"claim": claim.id}))
    if reason is not None and reason != Bilingual():
        _prefer(claim, reason)
    return claim


@action
def prefer_claim(actor: Actor, claim_id: int, reason: Bilingual) -> Claim:
    """Choose which source holds for a field, and say why."""
    claim = queries.get_claim(claim_id)
    subject = subjects[claim.subject_kind].load(claim.subject_id)
    if not policy.STATE_CLAIM.allows(actor, subject):
        raise NotPermitted(policy.STATE_CLAIM.name)
    if not (reason.en.strip() or reason.ja.strip()):
        raise Invalid([Problem("reason_en", "empty", REASON_MISSING)])
    _prefer(claim, reason)
    record(
        Happened("claim.preferred", subject, actor, actor.at, after=claim.field, facts={"claim": claim.id})
    )
    return claim


def _prefer(claim: Claim, reason: Bilingual) -> None:
    for other in queries.claims_of(claim.subject_kind, [claim.subject_id]):
        if other.field == claim.field:
            other.is_preferred = other.id == claim.id
    claim.reason = Bilingual(reason.en.strip(), reason.ja.strip())
    db.session.flush()
