"""Taking partnerships from the rows of a file, each completely or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grantapp.core.errors import Invalid, Problem, Refusal
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.actions.organizations import ensure_organization
from grantapp.partnerships.actions.partnerships import move_status
from grantapp.partnerships.models import (
    ImportRow,
    Partnership,
    PartnershipMember,
    SideStatus,
)
from grantapp.places.models import Place
from grantapp.places.queries import find_places
from grantapp.places.rules import is_region
from grantapp.search.actions import refresh
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
    """What became of one row: the partnership, its facts around the import, and the organizations made."""

    outcome: str
    key: str
    id: int = 0
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    offices: tuple[int, ...] = ()


@dataclass(frozen=True)
class _FoundSide:
    said: rules.Side
    places: list[Place]
    signed_as: Place | None


@action
def import_partnership(
    actor: Actor, row: rules.PairRow, *, among: ImportRow | None = None, rehearse: bool = False
) -> Imported:
    """Create or correct the partnership of a row with its members and offices; `Rehearsed` when only tried.

    What an earlier row of the same file named already (`among` is the row's place there) is refused.
    """
    policy.IMPORT.require(actor)
    sides = _find_sides(row)
    places = [place for side in sides for place in side.places]
    key = rules.partnership_key(places)
    problems = [
        *rules.check_members(row.kind, places),
        *rules.check_repetition(queries.earlier_line(among, key) if among else None),
    ]
    if problems:
        raise Invalid(problems)
    partnership = queries.find_by_key(key, lock=True)
    before = rules.facts_of(partnership) if partnership else None
    imported = _correct(actor, partnership, row, sides) if partnership else _create(actor, row, sides)
    offices = _ensure_offices(actor, places)
    db.session.flush()
    if rehearse:
        raise Rehearsed(imported)
    if imported.outcome != UNCHANGED:
        refresh(actor, Partnership.__subject__, [imported.id])
    after = rules.facts_of(partnership or db.session.get_one(Partnership, imported.id))
    return replace(imported, before=before, after=after, offices=offices)


def _ensure_offices(actor: Actor, places: Sequence[Place]) -> tuple[int, ...]:
    known = queries.organizations_of_places(place.id for place in places)
    return tuple(ensure_organization(actor, place.id).id for place in places if place.id not in known)


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
    return Imported(CREATED, partnership.key, partnership.id)


def _member(number: int, side: _FoundSide, place: Place) -> PartnershipMember:
    return PartnershipMember(
        place=place, side=number, signed_as=side.signed_as, status=side.said.status or SideStatus.ACTIVE,
        status_on=side.said.status_on,
    )  # fmt: skip


def _correct(
    actor: Actor, partnership: Partnership, row: rules.PairRow, sides: Sequence[_FoundSide]
) -> Imported:
    changed = assign(partnership, _said(row))
    for member in partnership.members:
        changed += _correct_member(actor, member, sides[member.side - 1])
    if not changed:
        return Imported(UNCHANGED, partnership.key, partnership.id)
    facts = {"fields": sorted(set(changed))}
    record(Happened("partnership.corrected", partnership, actor, actor.at, reason=IMPORT_REASON, facts=facts))
    return Imported(UPDATED, partnership.key, partnership.id)


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
        move_status(actor, member, side.said.status, IMPORT_REASON)
        changed.append(f"{side.said.prefix}_status")
    said: dict[str, Any] = {"status_on": side.said.status_on} if side.said.status_on else {}
    if side.signed_as is not None:
        said["signed_as_id"] = side.signed_as.id
    return changed + assign(member, said)
