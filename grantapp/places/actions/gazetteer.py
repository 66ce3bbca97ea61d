"""Loading the shipped gazetteer: places, figures of population and what sources say differently."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.places import documents, policy, queries, rules
from grantapp.places.models import Claim, Place, PlaceKind, PopulationFigure, Succession
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action

CREATED, UPDATED, UNCHANGED, KEPT = "created", "updated", "unchanged", "kept"


@action
def load_gazetteer(actor: Actor, rows: Sequence[Mapping[str, str]] | None = None) -> Counter[str]:
    """Add and correct places (the shipped ones when none are given); what people edited is kept as it is."""
    if not policy.LOAD.allows(actor):
        raise NotPermitted(policy.LOAD.name)
    rows = documents.shipped_gazetteer() if rows is None else rows
    problems = list(rules.check_gazetteer(rows))
    if problems:
        raise Invalid(problems)
    places = queries.places_by_key()
    results = {row["key"]: _save(places, row) for row in rows}
    db.session.flush()
    for row in rows:
        _link(places, row, results)
    loaded = {row["key"]: places[row["key"]] for row in rows}
    _load_figures(loaded, results)
    _load_claims(actor, loaded)
    db.session.flush()
    changed = [key for key, result in results.items() if result in (CREATED, UPDATED)]
    refresh(actor, Place.__subject__, [places[key].id for key in changed])
    for key, result in results.items():
        if result in (CREATED, UPDATED):
            record(Happened(f"place.{result}", places[key], actor, actor.at, after=key))
    return Counter(results.values())


def _save(places: dict[str, Place], row: Mapping[str, str]) -> str:
    place = places.get(row["key"])
    if place is None:
        places[row["key"]] = place = Place(key=row["key"], **_facts(row))
        db.session.add(place)
        return CREATED
    return KEPT if place.edited_at else _set(place, _facts(row))


def _link(places: Mapping[str, Place], row: Mapping[str, str], results: dict[str, str]) -> None:
    if results[row["key"]] == KEPT:
        return
    region, successor = places.get(row["region_key"]), places.get(row["successor_key"])
    links = {"region_id": region.id if region else None, "successor_id": successor.id if successor else None}
    changed = _set(places[row["key"]], links)
    if results[row["key"]] == UNCHANGED:
        results[row["key"]] = changed


def _load_figures(places: Mapping[str, Place], results: dict[str, str]) -> None:
    known = queries.figures_of_places(place.id for place in places.values())
    for row in documents.shipped_populations():
        place = places.get(row["key"])
        if place is None:
            continue
        figures = known.setdefault(place.id, [])
        said = (int(row["year"]), row["source"])
        found = next((figure for figure in figures if (figure.year, figure.source) == said), None)
        if found is None:
            found = PopulationFigure(place=place, year=said[0], source=said[1], value=0, is_preferred=False)
            db.session.add(found)
            figures.append(found)
        found.value = int(row["value"])
    for key, place in places.items():
        changed = _set(place, rules.shown_population(known.get(place.id, [])))
        if changed == UPDATED and results[key] == UNCHANGED:
            results[key] = UPDATED


def _load_claims(actor: Actor, places: Mapping[str, Place]) -> None:
    known = queries.claims_of(Place.__subject__, [place.id for place in places.values()])
    there = {(claim.subject_id, claim.field, claim.source) for claim in known}
    for row in documents.shipped_claims():
        place = places.get(row["key"])
        if place is None or (place.id, row["field"], row["source"]) in there:
            continue
        claim = Claim(
            subject_kind=Place.__subject__, subject_id=place.id, field=row["field"], value=row["value"],
            source=row["source"], stated_on=PartialDate.parse(row["stated_on"]),
            is_preferred=bool(row["preferred"]), reason=Bilingual(row["reason_en"], row["reason_ja"]),
            recorded_at=actor.at,
        )  # fmt: skip
        db.session.add(claim)


def _set(place: Place, values: Mapping[str, Any]) -> str:
    changed = {name: value for name, value in values.items() if getattr(place, name) != value}
    for name, value in changed.items():
        setattr(place, name, value)
    return UPDATED if changed else UNCHANGED


def _facts(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "country": row["country"],
        "kind": PlaceKind(row["kind"]),
        "code": row["code"],
        "name": Bilingual(row["name_en"], row["name_ja"]),
        "reading": row["reading"],
        "local_code": row["local_code"],
        "zone": row["time_zone"],
        "latitude": float(row["latitude"]) if row["latitude"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
        "succeeded_on": date.fromisoformat(row["succeeded_on"]) if row["succeeded_on"] else None,
        "succession": Succession(row["succession"]) if row["succession"] else None,
        "source": row["source"],
    }
