"""Loading the gazetteer and finding places in it."""

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.places import actions, documents, queries, rules
from tests.factories import partnerships as factory
from tests.factories.people import acting

pytestmark = pytest.mark.usefixtures("app")


def test_load_gazetteer_when_loaded_twice_then_nothing_changes() -> None:
    first = actions.load_gazetteer(factory.system())
    again = actions.load_gazetteer(factory.system())
    assert first["created"] == len(documents.shipped_gazetteer()) == again["unchanged"]
    assert again["created"] == again["updated"] == 0


def test_load_gazetteer_when_a_name_changes_then_only_that_place_is_updated() -> None:
    actions.load_gazetteer(factory.system())
    rows = [dict(row) for row in documents.shipped_gazetteer()]
    next(row for row in rows if row["key"] == "us-wa-tacoma")["longitude"] = "-122.5"
    assert actions.load_gazetteer(factory.system(), rows)["updated"] == 1
    tacoma = queries.find_by_key("us-wa-tacoma")
    assert tacoma is not None
    assert tacoma.longitude == -122.5
    assert (tacoma.population, tacoma.population_year) == (219346, 2020)


def test_load_gazetteer_when_a_region_is_missing_then_nothing_is_written() -> None:
    rows = [row for row in documents.shipped_gazetteer() if row["key"] != "us-wa"]
    with pytest.raises(Invalid):
        actions.load_gazetteer(factory.system(), rows)
    assert queries.places_by_key() == {}


def test_load_gazetteer_when_an_officer_asks_then_it_is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        actions.load_gazetteer(acting(Role.PROGRAM_OFFICER))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Tacoma", "us-wa-tacoma"),
        ("tacoma, washington", "us-wa-tacoma"),
        ("us-wa-tacoma", "us-wa-tacoma"),
        ("タコマ市", "us-wa-tacoma"),
        ("ワシントン州タコマ市", "us-wa-tacoma"),
        ("Kanagawa Prefecture", "jp-14"),
        ("JP-14", "jp-14"),
        ("md", "us-md"),
        ("福岡県北九州市", "jp-40-kitakyushu"),
    ],
)
def test_find_places_when_named_in_any_way_then_the_place_is_found(text: str, key: str) -> None:
    factory.gazetteer()
    assert [place.key for place in queries.find_places(text)] == [key]


def test_find_places_when_names_are_homonyms_then_the_region_tells_them_apart() -> None:
    factory.gazetteer()
    assert len(queries.find_places("Springfield")) == 3
    illinois = queries.find_by_key("us-il")
    assert [place.key for place in queries.find_places("Springfield", region=illinois)] == [
        "us-il-springfield"
    ]


def test_full_name_when_written_then_each_language_has_its_own_order() -> None:
    factory.gazetteer()
    places = queries.places_by_key(["us-wa-tacoma", "jp-14", "jp-01", "jp-07-miharu"])
    assert rules.full_name(places["us-wa-tacoma"]).ja == "ワシントン州タコマ市"
    assert rules.full_name(places["jp-07-miharu"]).en == "Miharu, Fukushima"
    assert rules.full_name(places["jp-14"]).en == "Kanagawa Prefecture"
    assert rules.full_name(places["jp-01"]).en == "Hokkaido"
    assert rules.government_name(places["us-wa-tacoma"]).en == "City of Tacoma"


def test_former_municipality_when_loaded_then_it_knows_its_successor() -> None:
    factory.gazetteer()
    former = queries.find_by_key("jp-41-yamauchi")
    assert former is not None
    assert former.successor is not None
    assert former.successor.key == "jp-41-takeo"


def test_places_load_when_run_as_a_command_then_it_counts(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["places", "load"])
    assert result.exit_code == 0
    assert "0 updated, 0 unchanged" in result.output
