"""The pages of the gazetteer, and what the program office writes there."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from grantapp.accounts.models import Person, Role
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.places import actions, queries, rules
from grantapp.places.models import Place
from tests.factories import partnerships as factory
from tests.factories.people import acting, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
JAPANESE = {"Accept-Language": "ja"}
pytestmark = pytest.mark.usefixtures("app")


def takeo() -> Place:
    """Return Takeo with its former town Yamauchi and its partner."""
    factory.gazetteer("us-ca-sebastopol", "jp-41-takeo", "jp-41-yamauchi")
    factory.partnership(
        {
            "us_place": "us-ca-sebastopol", "us_region": "US-CA", "jp_place": "jp-41-takeo", "jp_region": "JP-41",
            "jp_signed_as": "jp-41-yamauchi", "agreed_on": "1985",
        }
    )  # fmt: skip
    found = queries.find_by_key("jp-41-takeo")
    assert found is not None
    return found


def page_of(client: FlaskClient, url: str, **headers: str) -> str:
    """Return the words of a page that answers well."""
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_place_when_the_public_looks_then_names_region_figures_and_partners_stand_there(
    client: FlaskClient,
) -> None:
    takeo()
    page = page_of(client, "/places/jp-41-takeo")
    for words in (
        "Takeo",
        "武雄市",
        "たけおし",
        "412066",
        "33.1901° N, 130.0208° E",
        "47,914",
        "2020 census of Japan",
    ):
        assert words in page
    assert "Sebastopol – Takeo" in page
    assert "joined with others to form" in page
    assert "Correct the place" not in page
    japanese = page_of(client, "/places/jp-41-takeo", **JAPANESE)
    assert "佐賀県武雄市" in japanese
    assert "北緯33.1901度、東経130.0208度" in japanese


def test_place_when_it_merged_then_it_leads_to_its_successor_and_keeps_its_agreement(
    client: FlaskClient,
) -> None:
    takeo()
    page = page_of(client, "/places/jp-41-yamauchi")
    assert 'href="/places/jp-41-takeo"' in page
    assert "Sebastopol – Takeo" in page
    assert "Sources disagree: Day of the change" in page
    assert page.index("1 Mar 2006") < page.index("2008")
    assert "This is the day on which the merger took effect" in page
    assert client.get("/places/jp-41-nowhere").status_code == 404


def test_places_when_narrowed_then_homonyms_are_told_apart(client: FlaskClient) -> None:
    factory.gazetteer()
    keys = re.findall(r'<a href="/places/([a-z-]+)">', page_of(client, "/places?q=springfield"))
    assert keys == ["us-il-springfield", "us-ma-springfield", "us-mo-springfield"]
    assert "jp-36-miyoshi" in page_of(client, "/places/jp-23-miyoshi")
    assert "Tokushima" in page_of(client, "/places?region=JP-36")
    assert "No place fits" in page_of(client, "/places?q=atlantis")


def test_edit_place_when_the_officer_saves_then_a_new_load_keeps_it(
    client: FlaskClient, sign_in: SignIn
) -> None:
    place = takeo()
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = "/places/jp-41-takeo/edit"
    assert client.get(url).status_code == 200
    texts = rules.texts_of(place)
    data = texts | {"name_en": "Takeo City", "version": "1", "shown": json.dumps(texts)}
    assert client.post(url, data=data).status_code == 302
    counts = actions.load_gazetteer(factory.system())
    assert counts[actions.KEPT] == 1
    assert queries.get_place(place.id).name.en == "Takeo City"


def test_edit_place_when_a_point_lies_elsewhere_then_the_field_says_so_and_nothing_is_lost(
    client: FlaskClient, sign_in: SignIn
) -> None:
    texts = rules.texts_of(takeo())
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    data = texts | {"latitude": "47.25", "name_en": "Typed", "version": "1", "shown": json.dumps(texts)}
    answer = client.post("/places/jp-41-takeo/edit", data=data)
    assert answer.status_code == 422
    assert "This point does not lie in the state or prefecture" in answer.get_data(as_text=True)
    assert 'value="Typed"' in answer.get_data(as_text=True)


def test_edit_place_when_two_write_at_once_then_both_texts_are_shown_and_one_is_chosen(
    client: FlaskClient, sign_in: SignIn
) -> None:
    place = takeo()
    texts = rules.texts_of(place)
    other = acting(Role.PROGRAM_OFFICER)
    theirs = texts | {"name_en": "Theirs", "source": "their source"}
    actions.edit_place(other, place.id, theirs, version=1, shown=texts)
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    data = texts | {"name_en": "Mine", "reading": "ﾀｹｵｼ", "version": "1", "shown": json.dumps(texts)}
    answer = client.post("/places/jp-41-takeo/edit", data=data)
    assert answer.status_code == 409
    page = unescape(answer.get_data(as_text=True))
    assert "Mine" in page
    assert "Theirs" in page
    sent = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.get_data(as_text=True))
    )
    sent = {name: unescape(value) for name, value in sent.items()} | {"name_en-choice": "yours"}
    assert client.post("/places/jp-41-takeo/edit", data=sent).status_code == 302
    saved = queries.get_place(place.id)
    assert (saved.name.en, saved.reading, saved.source) == ("Mine", "タケオシ", "their source")


def test_edit_place_when_a_city_asks_then_it_is_not_permitted() -> None:
    place = takeo()
    with pytest.raises(NotPermitted):
        actions.edit_place(
            acting(Role.APPLICANT_EDITOR), place.id, rules.texts_of(place), version=1, shown={}
        )


def test_population_when_a_figure_is_added_then_it_is_kept_with_year_and_source(
    client: FlaskClient, sign_in: SignIn
) -> None:
    place = takeo()
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = "/places/jp-41-takeo/population"
    data = {"value": "４６，５００", "year": "2024", "source": "Resident register", "preferred": "y"}
    assert client.post(url, data=data).status_code == 302
    assert (place.population, place.population_year) == (46500, 2024)
    assert len(queries.list_figures(place.id)) == 2
    older = queries.list_figures(place.id)[1]
    assert client.post(f"{url}/{older.id}/prefer").status_code == 302
    assert queries.get_place(place.id).population == 47914
    assert client.post(url, data=data | {"year": "2199"}).status_code == 422


def test_claims_when_another_source_is_preferred_then_its_reason_is_shown(
    client: FlaskClient, sign_in: SignIn
) -> None:
    place = takeo()
    actions.state_claim(
        factory.system(), place, field="name", value="Takeo", source="a", reason=Bilingual("Official.")
    )
    other = actions.state_claim(
        factory.system(), place, field="name", value="Takeo-shi", source="https://example.org/x"
    )
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = f"/sources/place/{place.id}"
    assert client.get(url).status_code == 200
    assert client.post(f"{url}/{other.id}/prefer", data={}).status_code == 422
    assert client.post(f"{url}/{other.id}/prefer", data={"reason_en": "Newer."}).status_code == 302
    page = page_of(client, "/places/jp-41-takeo")
    assert page.index("Takeo-shi</strong>") < page.index("Newer.") < page.index("Takeo</strong>")
    assert client.post(url, data={"field": "name", "value": "x", "source": ""}).status_code == 422
    assert client.get("/sources/person/1").status_code == 404


def test_state_claim_when_the_field_is_unknown_then_it_is_refused() -> None:
    with pytest.raises(Invalid):
        actions.state_claim(factory.system(), takeo(), field="color", value="red", source="a")
