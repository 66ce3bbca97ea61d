"""Recording figures and correcting them by newer ones; loading the indicators."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.core.dates import local_day
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.ports import sentence
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.files.actions import Upload, attach
from grantapp.outcomes import documents, emails, policy, queries, rules
from grantapp.outcomes.models import Indicator, OutcomeValue
from grantapp.outcomes.rules import Figure
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind
from grantapp.unit_of_work import Actor, action, record

RECORDED = sentence("outcome_value.recorded", N_("%(who)s recorded an outcome"))
CORRECTED = sentence("outcome_value.corrected", N_("%(who)s corrected an outcome"))
NOT_RECORDABLE = N_("Outcomes are recorded once the award has started.")
THERE_ALREADY = N_("There is a figure for this indicator and year already. Correct it instead.")
REASON_MISSING = N_("Say why the figure is corrected.")


@action
def load_indicators(actor: Actor) -> Counter[str]:
    """Add and correct the indicators that the product ships; count created, updated and unchanged."""
    if not policy.LOAD.allows(actor):
        raise NotPermitted(policy.LOAD.name)
    known = {one.code: one for one in queries.list_indicators()}
    rows = enumerate(documents.shipped_indicators(), start=1)
    return Counter(_save_indicator(known.get(row["code"]), position, row) for position, row in rows)


def _save_indicator(indicator: Indicator | None, position: int, row: Mapping[str, Any]) -> str:
    values = {
        "position": position, "decimals": row["decimals"], "adds_up": row["adds_up"],
        **{name: Bilingual(**row[name]) for name in ("group", "title", "unit")},
    }  # fmt: skip
    if indicator is None:
        db.session.add(Indicator(code=row["code"], **values))
        return "created"
    changed = {name: value for name, value in values.items() if getattr(indicator, name) != value}
    for name, value in changed.items():
        setattr(indicator, name, value)
    return "updated" if changed else "unchanged"


@action
def record_value(actor: Actor, award_id: int, figure: Figure, upload: Upload | None = None) -> OutcomeValue:
    """Write down what came of an award; both cities stand behind it, the history of the pair shows it."""
    award = get_award(award_id, lock=True)
    if award is None or not policy.RECORD.allows(actor, award):
        raise NotPermitted(policy.RECORD.name)
    indicator = _checked(actor, award, figure, upload is not None)
    if queries.find_current(award.id, indicator.id, figure.year) is not None:
        raise Invalid([Problem("year", "there_already", THERE_ALREADY)])
    return _write(actor, award, indicator, figure, 1, upload, RECORDED)


@action
def correct_value(
    actor: Actor, value_id: int, figure: Figure, reason: str, upload: Upload | None = None
) -> OutcomeValue:
    """Put a newer version over a figure, which stays readable; `Changed` when it is not the newest."""
    old = queries.get_value(value_id, lock=True)
    if old is None or not policy.CORRECT.allows(actor, old):
        raise NotPermitted(policy.CORRECT.name)
    if old.superseded_at is not None:
        newest = queries.find_current(old.award_id, old.indicator_id, old.year)
        theirs = newest.value_text if newest else old.value_text
        raise Changed({"value": str(figure.value)}, {"value": theirs})
    indicator = _checked(actor, old.award, figure, upload is not None or old.evidence_file_id is not None)
    if not reason.strip():
        raise Invalid([Problem("reason", "reason_missing", REASON_MISSING)])
    if (indicator.id, figure.year) != (old.indicator_id, old.year):
        raise NotPermitted(policy.CORRECT.name)
    old.superseded_at = actor.at
    new = _write(actor, old.award, indicator, figure, old.version + 1, upload, CORRECTED, reason)
    new.evidence_file_id = new.evidence_file_id or old.evidence_file_id
    return new


def _checked(actor: Actor, award: Award, figure: Figure, has_file: bool) -> Indicator:
    if award.status not in policy.RECORDABLE:
        raise NotAllowedNow(NOT_RECORDABLE, code="outcome.award_not_started")
    indicator = queries.find_indicator(figure.indicator)
    problems = list(
        rules.figure_problems(figure, indicator, award, local_day(actor.at, actor.zone).year, has_file)
    )
    if indicator is None or problems:
        raise Invalid(problems)
    return indicator


def _write(
    actor: Actor, award: Award, indicator: Indicator, figure: Figure, version: int, upload: Upload | None,
    verb: str, reason: str = "",
) -> OutcomeValue:  # fmt: skip
    value = OutcomeValue(
        award=award,
        indicator=indicator,
        year=figure.year,
        version=version,
        value_text=rules.exact_text(figure.value or rules.ZERO),
        method=figure.method,
        attribution=figure.attribution,
        description=figure.description,
        evidence=figure.evidence.strip(),
        is_public=figure.is_public,
        recorded_at=actor.at,
        recorded_by=actor.person_id,
    )
    db.session.add(value)
    db.session.flush()
    if upload is not None:
        value.evidence_file = attach(actor, upload, subject=value, purpose="evidence", field="file")
    facts = {"indicator": indicator.code, "year": value.year, "value": value.value_text, "version": version}
    record(Happened(verb, value, actor, actor.at, reason=reason, facts=facts, also=(award,)))
    _tell_history(actor, value)
    emails.outcome_recorded(actor, value)
    return value


def _tell_history(actor: Actor, value: OutcomeValue) -> None:
    on = min(date(value.year, 12, 31), local_day(actor.at, value.award.application.call.zone))
    record_activity(
        actor,
        value.award.application.partnership_id,
        ActivityKind.OUTCOME,
        on=on,
        subject=queries.first_version(value),
        summary=documents.history_line(value),
        is_public=value.is_public,
    )
