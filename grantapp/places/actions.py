"""Writing the gazetteer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.places import documents, policy, queries, rules
from grantapp.places.models import Place, PlaceKind
from grantapp.unit_of_work import Actor, action

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@action
def load_gazetteer(actor: Actor, rows: Sequence[Mapping[str, str]] | None = None) -> Counter[str]:
    """Add and correct places (the shipped ones when none are given); count created, updated and unchanged."""
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
    db.session.flush()
    for key, result in results.items():
        if result != UNCHANGED:
            record(Happened(f"place.{result}", places[key], actor, actor.at, after=key))
    return Counter(results.values())


def _save(places: dict[str, Place], row: Mapping[str, str]) -> str:
    place = places.get(row["key"])
    if place is None:
        places[row["key"]] = place = Place(key=row["key"], **_facts(row))
        db.session.add(place)
        return CREATED
    return _set(place, _facts(row))


def _link(places: Mapping[str, Place], row: Mapping[str, str], results: dict[str, str]) -> None:
    region, successor = places.get(row["region_key"]), places.get(row["successor_key"])
    links = {"region_id": region.id if region else None, "successor_id": successor.id if successor else None}
    changed = _set(places[row["key"]], links)
    if results[row["key"]] == UNCHANGED:
        results[row["key"]] = changed


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
        "zone": row["time_zone"],
        "latitude": float(row["latitude"]) if row["latitude"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
        "population": int(row["population"]) if row["population"] else None,
        "population_year": int(row["population_year"]) if row["population_year"] else None,
        "succeeded_on": date.fromisoformat(row["succeeded_on"]) if row["succeeded_on"] else None,
        "source": row["source"],
    }
