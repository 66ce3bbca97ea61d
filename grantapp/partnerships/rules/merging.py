"""When two rows of organizations are one body."""

from collections.abc import Iterable, Mapping

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.core.workflow import REASON_MISSING
from grantapp.partnerships.models import Organization

FILLED = ("reading", "office", "mailbox", "phone", "website")


def check_merge(gone: Organization, kept: Organization, reason: str) -> Iterable[Problem]:
    """Yield why a duplicate cannot be merged into another organization."""
    if gone.id == kept.id:
        yield Problem("into", "same", N_("Choose another organization than this one."))
    if gone.place.country != kept.place.country:
        yield Problem("into", "country", N_("The two organizations lie in different countries."))
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        yield Problem("into", "merged", N_("One of the two was merged already."))
    if not reason.strip():
        yield Problem("reason", "reason_missing", REASON_MISSING)


def facts_to_fill(gone: Organization, kept: Organization) -> Mapping[str, object]:
    """Return what is known of the duplicate only, for the one that stays."""
    lacking = [name for name in FILLED if not _said(getattr(kept, name))]
    return {name: getattr(gone, name) for name in lacking if _said(getattr(gone, name))}


def _said(value: object) -> bool:
    return bool(getattr(value, "en", "") or getattr(value, "ja", "") or (isinstance(value, str) and value))
