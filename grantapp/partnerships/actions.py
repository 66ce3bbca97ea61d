"""Every write of partnerships and organizations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grantapp.accounts.actions import create_scope
from grantapp.accounts.models import ScopeKind
from grantapp.accounts.rules.people import address_problems
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, NotPermitted, Problem, Refusal
from grantapp.core.policy import Permission
from grantapp.core.ports import subject_of
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.models import (
    ActivityKind,
    Organization,
    Partnership,
    PartnershipActivity,
    PartnershipMember,
    SideStatus,
)
from grantapp.partnerships.workflow import SIDE, TO_STATUS
from grantapp.places.models import Place
from grantapp.places.queries import find_places
from grantapp.places.rules import government_name, is_region, sort_reading
from grantapp.unit_of_work import Actor, action

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
IMPORT_REASON = "import"


class Rehearsed(Refusal):
    """A rehearsal reached its end: nothing was written, `imported` says what would have been."""

    def __init__(self, imported: "Imported") -> None:
        super().__init__(imported.outcome)
        self.imported = imported


@dataclass(frozen=True)
class Imported:
    """What became of one row: the outcome and the key of the partnership."""

    outcome: str
    key: str


@dataclass(frozen=True)
class _FoundSide:
    said: rules.Side
    places: list[Place]
    signed_as: Place | None


@action
def import_partnership(
    actor: Actor, row: rules.PairRow, *, earlier: Mapping[str, int] | None = None, rehearse: bool = False
) -> Imported:
    """Create or correct the partnership of a row with its members and offices; `Rehearsed` when only tried.

    `earlier` maps the keys that the same file named already to their lines; such a row is refused.
    """
    _require(policy.IMPORT, actor)
    sides = _find_sides(row)
    places = [place for side in sides for place in side.places]
    key = rules.partnership_key(places)
    problems = [*rules.check_members(row.kind, places), *rules.check_repetition(key, earlier or {})]
    if problems:
        raise Invalid(problems)
    partnership = queries.find_by_key(key, lock=True)
    imported = _correct(actor, partnership, row, sides) if partnership else _create(actor, row, sides)
    for place in places:
        ensure_organization(actor, place.id)
    db.session.flush()
    if rehearse:
        raise Rehearsed(imported)
    return imported


def _find_sides(row: rules.PairRow) -> list[_FoundSide]:
    problems: list[Problem] = []
    found = []
    for side in row.sides:
        finder = _Finder(side.prefix, side.country, problems)
        region = finder.find("region", side.region, regions=True) if side.region else None
        regions = row.kind in rules.REGION_PARTNERSHIPS
        places = [finder.find("place", name, region, regions=regions) for name in side.places]
        signed_as = (
            finder.find("signed_as", side.signed_as, region, regions=regions) if side.signed_as else None
        )
        found.append(_FoundSide(side, [place for place in places if place], signed_as))
        problems += _check_signed_as(found[-1])
    if problems:
        raise Invalid(problems)
    return found


@dataclass(frozen=True)
class _Finder:
    """Finds the one place that a cell means, or keeps the reason why there is none."""

    prefix: str
    country: str
    problems: list[Problem]

    def find(self, column: str, name: str, region: Place | None = None, *, regions: bool) -> Place | None:
        found = find_places(name, country=self.country, region=region)
        if len(found) > 1:
            found = [place for place in found if is_region(place) == regions] or found
        if len(found) != 1:
            self.problems.append(_not_found(f"{self.prefix}_{column}", name, found))
            return None
        return found[0]


def _not_found(field: str, name: str, found: Sequence[Place]) -> Problem:
    if found:
        message = N_(
            "There are several places named “%(name)s”: %(keys)s. Use one of these keys or name the region."
        )
        return Problem(
            field, "ambiguous", message, {"name": name, "keys": ", ".join(place.key for place in found)}
        )
    message = N_("The gazetteer has no place “%(name)s” in this country and region.")
    return Problem(field, "unknown_place", message, {"name": name})


def _check_signed_as(side: _FoundSide) -> list[Problem]:
    former = side.signed_as
    if former is None or former.successor_id in {place.id for place in side.places}:
        return []
    message = N_("“%(name)s” did not merge into the place of this row.")
    return [Problem(f"{side.said.prefix}_signed_as", "not_predecessor", message, {"name": former.name.en})]


def _create(actor: Actor, row: rules.PairRow, sides: Sequence[_FoundSide]) -> Imported:
    groups = [side.places for side in sides]
    sort_key, reading_key = rules.sort_keys(groups)
    partnership = Partnership(
        key=rules.partnership_key(place for group in groups for place in group), kind=row.kind,
        name=rules.partnership_name(groups), sort_key=sort_key, reading_key=reading_key,
        established=row.established, date_quality=row.date_quality, note=row.note, source=row.source,
        created_at=actor.at,
    )  # fmt: skip
    for number, side in enumerate(sides, start=1):
        partnership.members += [_member(number, side, place) for place in side.places]
    for position, member in enumerate(partnership.members):
        member.position = position
    db.session.add(partnership)
    db.session.flush()
    record(Happened("partnership.created", partnership, actor, actor.at, after=partnership.key))
    return Imported(CREATED, partnership.key)


def _member(number: int, side: _FoundSide, place: Place) -> PartnershipMember:
    return PartnershipMember(
        place=place, side=number, signed_as=side.signed_as, status=side.said.status or SideStatus.ACTIVE,
        status_on=side.said.status_on,
    )  # fmt: skip


def _correct(
    actor: Actor, partnership: Partnership, row: rules.PairRow, sides: Sequence[_FoundSide]
) -> Imported:
    changed = _set(partnership, _said(row))
    for member in partnership.members:
        changed += _correct_member(actor, member, sides[member.side - 1])
    if not changed:
        return Imported(UNCHANGED, partnership.key)
    facts = {"fields": sorted(set(changed))}
    record(Happened("partnership.corrected", partnership, actor, actor.at, reason=IMPORT_REASON, facts=facts))
    return Imported(UPDATED, partnership.key)


def _said(row: rules.PairRow) -> Mapping[str, Any]:
    said: dict[str, Any] = {"kind": row.kind}
    if row.established:
        said |= {"established": row.established, "date_quality": row.date_quality}
    if row.note != Bilingual():
        said["note"] = row.note
    return said | ({"source": row.source} if row.source else {})


def _correct_member(actor: Actor, member: PartnershipMember, side: _FoundSide) -> list[str]:
    changed = []
    if side.said.status and side.said.status != member.status:
        SIDE.fire(TO_STATUS[side.said.status], member, actor, reason=IMPORT_REASON)
        changed.append(f"{side.said.prefix}_status")
    said: dict[str, Any] = {"status_on": side.said.status_on} if side.said.status_on else {}
    if side.signed_as is not None:
        said["signed_as_id"] = side.signed_as.id
    return changed + _set(member, said)


def _set(target: Any, values: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(target, name) != value]
    for name in changed:
        setattr(target, name, values[name])
    return changed


@action
def ensure_organization(actor: Actor, place_id: int) -> Organization:
    """Return the local government of a place, created with a scope of its own when there is none."""
    _require(policy.IMPORT, actor)
    found = queries.find_organization_of_place(place_id)
    if found is not None:
        return found
    place = db.session.get_one(Place, place_id)
    organization = Organization(
        scope=create_scope(actor, ScopeKind.ORGANIZATION), place=place, name=government_name(place),
        reading=sort_reading(place.reading),
    )  # fmt: skip
    db.session.add(organization)
    db.session.flush()
    record(Happened("organization.created", organization, actor, actor.at, after=place.key))
    return organization


@action
def change_side_status(
    actor: Actor, member_id: int, transition: str, reason: str, on: PartialDate
) -> PartnershipMember:
    """Write down that one side rests, suspends, ends or resumes a partnership, since when and why."""
    member = queries.get_member(member_id, lock=True)
    SIDE.fire(transition, member, actor, reason=reason, facts={"on": str(on)})
    member.status_on = on
    db.session.flush()
    return member


@action
def record_activity(
    actor: Actor, partnership_id: int, kind: ActivityKind, *, on: date, subject: Any, summary: Bilingual,
    direction: str = "", is_public: bool = True,
) -> PartnershipActivity:  # fmt: skip
    """Write what a later feature did into the history; the same subject keeps one line of a kind."""
    subject_kind, subject_id = subject_of(subject)
    activity = queries.find_activity(kind, subject_kind, subject_id)
    if activity is None:
        activity = PartnershipActivity(
            partnership_id=partnership_id, kind=kind, subject_kind=subject_kind, subject_id=subject_id,
            recorded_at=actor.at,
        )  # fmt: skip
        db.session.add(activity)
    _set(activity, {"on": on, "direction": direction, "summary": summary, "is_public": is_public})
    db.session.flush()
    return activity


@action
def edit_organization(actor: Actor, organization_id: int, *, office: Bilingual, mailbox: str) -> Organization:
    """Change the office in charge and the mailbox of an organization."""
    organization = queries.get_organization(organization_id, lock=True)
    _require(policy.EDIT_ORGANIZATION, actor, organization)
    problems = list(address_problems(mailbox, "mailbox")) if mailbox else []
    if problems:
        raise Invalid(problems)
    changed = _set(organization, {"office": office, "mailbox": mailbox})
    if changed:
        record(
            Happened("organization.edited", organization, actor, actor.at, facts={"fields": sorted(changed)})
        )
    return organization


@action
def confirm_standing(actor: Actor, organization_id: int, *, number: str, until: date | None) -> Organization:
    """Write down an organization's membership number and the last day of its good standing."""
    organization = queries.get_organization(organization_id, lock=True)
    _require(policy.CONFIRM_STANDING, actor, organization)
    before = str(organization.good_standing_until or "")
    if _set(organization, {"membership_number": number, "good_standing_until": until}):
        after = str(until or "")
        record(Happened("organization.standing_confirmed", organization, actor, actor.at, before, after))
    return organization


def _require(permission: Permission, actor: Actor, subject: Any = None) -> None:
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)
