"""A report as plain data: what is hashed, confirmed and frozen; and the standard follow-up form."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grantapp.core.words import Bilingual
from grantapp.documents.canonical import sha256_of
from grantapp.files.models import StoredFile
from grantapp.questionnaires.documents import sheet_content
from grantapp.reports.models import Report, Requirement, RequirementKind
from grantapp.reports.rules import asks_for_money

FORMAT = "grantapp/report/1"
TITLES = {
    RequirementKind.FINAL_REPORT: Bilingual("final report", "実績報告書"),
    RequirementKind.FOLLOW_UP: Bilingual("follow-up report", "フォローアップ報告書"),
}
FOLLOW_UP_KEY = "follow_up"
FOLLOW_UP: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "follow_up.json").read_text("utf-8")
)


def report_content(requirement: Requirement, report: Report, files: Iterable[StoredFile]) -> dict[str, Any]:
    """Return what both cities say: no people, no floats, the same bytes for the same content."""
    award = requirement.award
    spent = (
        {"minor_units": report.spent_amount, "currency": award.currency}
        if asks_for_money(requirement)
        else None
    )
    return {
        "format": FORMAT,
        "kind": requirement.kind.value,
        "award": award.number,
        "project": award.application.title,
        "sides": {half.side.value: half.organization.place.key for half in award.application.sides},
        "sheet": sheet_content(report.sheet),
        "spent": spent,
        "files": {str(one.id): {"name": one.name, "size": one.size, "sha256": one.sha256} for one in files},
    }


def sha256_of_report(requirement: Requirement, report: Report, files: Iterable[StoredFile]) -> str:
    """Return the hash of the present content, to which a confirmation and a sending are bound."""
    return str(sha256_of(report_content(requirement, report, files)))


def people_annex(report: Report, sender_id: int | None, sender: str) -> dict[str, Any]:
    """Return names by person id, for the part of a snapshot that may be erased."""
    people = {str(answer.updated_by): answer.author.name for answer in report.sheet.answers if answer.author}
    return {"people": {**people, str(sender_id): sender}}
