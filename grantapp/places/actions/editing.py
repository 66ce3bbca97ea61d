"""What the program office writes about places: their facts, figures of population and claims of sources."""

from collections.abc import Mapping
from typing import Any

from grantapp.core.eras import read_date
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.merging import merge_edits
from grantapp.core.policy import Permission
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.places import documents, policy, queries, rules
from grantapp.places.models import Place, PopulationFigure, Succession
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action


@action
def edit_place(
    actor: Actor, place_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str]
) -> Place:
    """Change the facts of a place; `Changed` when somebody else changed the same field in between."""
    place = queries.get_place(place_id, lock=True)
    _require(policy.EDIT, actor, place)
    current = rules.texts_of(place)
    if version != place.version:
        by = place.edited_by.name if place.edited_by else ""
        texts = merge_edits(shown, texts, current, by=by, at=place.edited_at)
    changed = sorted(name for name, text in texts.items() if text != current[name])
    successor = _check(place, texts)
    if changed:
        _write(place, texts, successor)
        place.version += 1
        place.edited_at, place.edited_by_id = actor.at, actor.person_id
        db.session.flush()
        refresh(actor, Place.__subject__, [place.id])
        record(Happened("place.edited", place, actor, actor.at, facts={"fields": changed}))
    return place


def _check(place: Place, texts: Mapping[str, str]) -> Place | None:
    box = documents.region_boxes().get(rules.region_of(place).code)
    problems = list(rules.check_place(texts, place.country, box))
    successor = queries.find_by_key(texts["successor"].strip()) if texts["successor"].strip() else None
    if texts["successor"].strip():
        problems += rules.check_successor(place, successor)
    if problems:
        raise Invalid(problems)
    return successor


def _write(place: Place, texts: Mapping[str, str], successor: Place | None) -> None:
    place.name = Bilingual(texts["name_en"].strip(), texts["name_ja"].strip())
    place.reading = texts["reading"].strip()
    place.local_code = rules.plain_code(texts["local_code"])
    place.latitude, place.longitude = rules.degrees(texts["latitude"]), rules.degrees(texts["longitude"])
    place.zone, place.source = texts["zone"], texts["source"]
    place.successor_id = successor.id if successor else None
    place.succeeded_on = read_date(texts["succeeded_on"])
    place.succession = Succession(texts["succession"]) if texts["succession"] else None
    place.succession_note = Bilingual(texts["note_en"], texts["note_ja"])


@action
def add_population(
    actor: Actor, place_id: int, *, value: str, year: str, source: str, preferred: bool
) -> PopulationFigure:
    """Add a figure of population with its year and source, or correct the one of the same year and source."""
    place = queries.get_place(place_id, lock=True)
    _require(policy.EDIT, actor, place)
    problems = list(rules.check_population(value, year, source, actor.at.date()))
    if problems:
        raise Invalid(problems)
    counted, said = rules.whole(year) or 0, source.strip()
    figures = list(queries.list_figures(place.id))
    figure = next((one for one in figures if (one.year, one.source) == (counted, said)), None)
    if figure is None:
        figure = PopulationFigure(place_id=place.id, year=counted, source=said, value=0, is_preferred=False)
        db.session.add(figure)
        figures.append(figure)
    figure.value = rules.whole(value) or 0
    _prefer(actor, place, figures, figure if preferred else None)
    return figure


@action
def prefer_population(actor: Actor, figure_id: int) -> PopulationFigure:
    """Choose which figure of population a place shows."""
    figure = queries.get_figure(figure_id)
    place = queries.get_place(figure.place_id, lock=True)
    _require(policy.EDIT, actor, place)
    _prefer(actor, place, list(queries.list_figures(place.id)), figure)
    return figure


def _prefer(
    actor: Actor, place: Place, figures: list[PopulationFigure], chosen: PopulationFigure | None
) -> None:
    if chosen is not None:
        for figure in figures:
            figure.is_preferred = figure is chosen
    db.session.flush()
    for name, value in rules.shown_population(figures).items():
        setattr(place, name, value)
    facts = {"value": place.population, "year": place.population_year}
    record(Happened("place.counted", place, actor, actor.at, facts=facts))


def _require(permission: Permission, actor: Actor, subject: Any) -> None:
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)
