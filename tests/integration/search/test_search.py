"""What is written is found, on either database, in any spelling; nothing typed can break a query."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind, Partnership
from grantapp.places.models import Place
from grantapp.search import actions, queries
from grantapp.search.models import SearchEntry
from grantapp.unit_of_work import writing
from tests.factories import partnerships as factory
from tests.factories.people import NOW

pytestmark = pytest.mark.usefixtures("app")
FOUND = [
    ("交流", 1), ("姉妹都市", 1), ("交", 1), ("流", 1), ("業", 1), ("都市交流", 1), ("takeo", 2), ("tak", 2),
    ("Ｔａｋｅｏ", 2), ("たけお", 2), ("タケオ", 2), ("ﾀｹｵ", 2), ("武雄市", 2), ("武雄 takeo", 2), ("ōtsu", 3),
    ("Takeo 市", 2), ("高崎", 3), ("髙﨑", 3),
]  # fmt: skip
NOT_FOUND = ["流交", "妹姉", "雄武", "keo", "takeo 交流", "", "%", "*", "' OR 1=1 --", '"', "AND", "武雄AND"]


@pytest.fixture
def written(app: Flask) -> None:
    """Write three records of a kind."""
    texts = {1: ["姉妹都市交流事業"], 2: ["Takeo", "武雄市", "タケオシ"], 3: ["Otsu", "髙﨑 50%"]}
    for identity, said in texts.items():
        actions.index(factory.system(), "thing", identity, said)


def found(words: str, kind: str = "thing") -> list[int]:
    """Return the ids that a query finds."""
    return list(db.session.scalars(queries.matching(kind, words)))


@pytest.mark.usefixtures("written")
def test_matching_when_spelled_in_any_way_then_it_is_found() -> None:
    assert {words: found(words) for words, _identity in FOUND} == {
        words: [identity] for words, identity in FOUND
    }


@pytest.mark.usefixtures("written")
def test_matching_when_the_words_are_not_there_then_nothing_is_found() -> None:
    assert {words: found(words) for words in NOT_FOUND} == {words: [] for words in NOT_FOUND}
    assert found("takeo", "another") == []


@pytest.mark.usefixtures("written")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40))
def test_matching_when_anything_is_typed_then_the_query_stands(words: str) -> None:
    found(words)


@pytest.mark.usefixtures("written")
def test_index_when_written_again_or_emptied_then_the_old_words_are_gone() -> None:
    actions.index(factory.system(), "thing", 2, ["Saga"])
    assert (found("takeo"), found("saga")) == ([], [2])
    actions.index(factory.system(), "thing", 2, [])
    assert found("saga") == []
    assert db.session.scalar(select(func.count(SearchEntry.id))) == 2


def test_rebuild_when_a_person_asks_then_it_is_refused() -> None:
    with pytest.raises(NotPermitted):
        actions.rebuild(Actor.anonymous(), Partnership.__subject__)


def takeo() -> Partnership:
    """Return the partnership that Yamauchi signed and Takeo keeps."""
    factory.gazetteer("us-ca-sebastopol", "jp-41-takeo", "jp-41-yamauchi")
    cells = {
        "us_place": "us-ca-sebastopol", "us_region": "US-CA", "jp_place": "jp-41-takeo", "jp_region": "JP-41",
    }  # fmt: skip
    return factory.partnership(cells)


def test_partnership_when_imported_then_its_cities_regions_and_former_names_find_it() -> None:
    tie = takeo()
    for words in (
        "takeo",
        "たけお",
        "ﾀｹｵ",
        "武雄",
        "yamauchi",
        "山内町",
        "saga",
        "佐賀県",
        "sebastopol カリフォルニア",
    ):
        assert found(words, "partnership") == [tie.id], words


def test_partnership_when_a_place_is_renamed_then_it_is_found_by_the_new_name() -> None:
    tie = takeo()
    member = tie.members[1].place
    with_new_name(member)
    actions.index(factory.system(), Place.__subject__, member.id, ["Onsen City"])
    assert (found("onsen", "partnership"), found("takeo", "partnership")) == ([tie.id], [tie.id])


def with_new_name(place: Place) -> None:
    """Give a place another English name, as its editing does."""
    with writing():
        place = db.session.get_one(Place, place.id)
        place.name = Bilingual("Onsen City", place.name.ja)


def test_partnership_when_its_history_grows_then_only_what_is_public_is_found() -> None:
    tie = takeo()
    for kind, words, is_public in (
        (ActivityKind.AWARD, "姉妹都市交流事業", True), (ActivityKind.APPLICATION, "極秘計画", False),
    ):  # fmt: skip
        record_activity(
            factory.system(), tie.id, kind, on=NOW.date(), subject=tie,
            summary=Bilingual("", words), is_public=is_public,
        )  # fmt: skip
    assert (found("交流", "partnership"), found("極秘", "partnership")) == ([tie.id], [])


def test_rebuild_command_when_run_twice_then_the_index_is_the_same(app: Flask) -> None:
    tie = takeo()
    for _time in range(2):
        result = app.test_cli_runner().invoke(args=["search", "rebuild", "partnership"])
        assert "partnership: 1" in result.output
    assert found("takeo", "partnership") == [tie.id]
    assert app.test_cli_runner().invoke(args=["search", "rebuild", "nothing"]).exit_code == 1
